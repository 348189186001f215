package dev.evenkeel.spark.storage;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.model.Model;
import dev.evenkeel.train.Trainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * A folder that any worker reaches, which holds the state of a training while it runs.
 *
 * @param address on any file system that Hadoop knows
 */
public record CheckpointFolder(String address) {
    private static final String FILE = "checkpoint.safetensors";

    /**
     * Trains, and goes on from the state in the folder if there is one: to the same bits as if nothing had come between. The state is
     * kept there after each epoch, and goes when training is done.
     *
     * @throws dev.evenkeel.EvenkeelException as {@link Trainer#fit}, and if the state is that of another training
     */
    public Model train(Trainer trainer, Dataset data) {
        try {
            java.nio.file.Path scratch = Files.createTempDirectory("evenkeel");
            java.nio.file.Path here = scratch.resolve(FILE);
            try {
                return train(trainer.checkpoints(scratch), data, here);
            } finally {
                Files.deleteIfExists(here);
                Files.deleteIfExists(scratch);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(
                    address + " cannot keep the state of training: " + failed.getMessage(), failed);
        }
    }

    private Model train(Trainer trainer, Dataset data, java.nio.file.Path here) throws IOException {
        Path there = new Path(address, FILE);
        FileSystem system = there.getFileSystem(
                SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf()));
        Trainer kept = trainer;
        if (system.exists(there)) {
            Files.write(here, new Storage(system.getConf()).read(there));
            kept = kept.resume();
        }
        Upload upload = new Upload(here, there, system);
        Model model = kept.onStep(step -> upload.ifChanged()).fit(data);
        system.delete(there, false);
        return model;
    }

    /** Copies a file when it was written anew; in its place there is the old or the new one at any time. */
    private static final class Upload {
        private final java.nio.file.Path here;
        private final Path there;
        private final FileSystem system;
        private Optional<FileTime> copied;

        Upload(java.nio.file.Path here, Path there, FileSystem system) throws IOException {
            this.here = here;
            this.there = there;
            this.system = system;
            copied = written();
        }

        private Optional<FileTime> written() throws IOException {
            return Files.exists(here) ? Optional.of(Files.getLastModifiedTime(here)) : Optional.empty();
        }

        void ifChanged() {
            try {
                Optional<FileTime> present = written();
                if (present.equals(copied)) {
                    return;
                }
                Path partial = there.suffix(".partial");
                system.delete(partial, false);
                new Storage(system.getConf()).write(partial, Files.readAllBytes(here));
                FileContext.getFileContext(there.toUri(), system.getConf())
                        .rename(partial, there, Options.Rename.OVERWRITE);
                copied = present;
            } catch (IOException failed) {
                throw new UncheckedIOException(there + " cannot be written: " + failed.getMessage(), failed);
            }
        }
    }
}
