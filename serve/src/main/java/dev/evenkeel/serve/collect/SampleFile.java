package dev.evenkeel.serve.collect;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.serve.watch.Collected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Where a sample is written. What an earlier sample left there is kept beside it, once, as {@code NAME~previous}. */
final class SampleFile {
    private final Path file;
    private final Path previous;
    private final Sample sample;
    private long written;
    private boolean isOurs;

    /** @param name of the file, without its ending */
    SampleFile(Path folder, String name, Sample sample) {
        this.sample = sample;
        file = inside(folder, name + ".inputs" + sample.ending());
        previous = inside(folder, name + "~previous.inputs" + sample.ending());
    }

    /** A file of this folder itself: names come from files and from people. */
    private static Path inside(Path folder, String name) {
        Path file = folder.resolve(name).normalize();
        if (!folder.normalize().equals(file.getParent()) || !name.equals(String.valueOf(file.getFileName()))) {
            throw new EvenkeelException("Inputs cannot be collected under the name " + EvenkeelException.quoted(name)
                    + ": it is none of a file. Give the model another one as NAME=FILE");
        }
        return file;
    }

    Sample sample() {
        return sample;
    }

    /** Writes what came since the last time, if anything did. */
    synchronized void write() throws IOException {
        Collected now = sample.collected();
        if (now.kept() == 0 || now.offered() == written) {
            return;
        }
        if (!isOurs && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            Files.move(file, previous, StandardCopyOption.REPLACE_EXISTING);
        }
        isOurs = true;
        sample.write(file);
        written = now.offered();
    }
}
