package dev.evenkeel.cli.run;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.cli.display.CommandWords;
import dev.evenkeel.safetensors.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * The folder of one run: {@code model.safetensors}, {@code run.json}, {@code report.html}, until it ends
 * {@code checkpoint.safetensors} and what it replaces, and if it is watched {@code observations.jsonl} and event files for TensorBoard.
 */
public record RunFolder(Path folder, Start start) {
    /** The names of event files for TensorBoard. */
    static final String EVENTS = "events.out.tfevents.*.evenkeel";

    /** How a run begins. */
    public enum Start {
        /** In a folder that holds no run. */
        FRESH,
        /** Replacing what is there. */
        OVERWRITE,
        /** From the checkpoint that is there. */
        RESUME
    }

    /** The usual folder's name for data and seed: {@code run-letter-seed1} for {@code letter.arff}. */
    public static String nameOf(String data, long seed) {
        return "run-" + stem(data) + "-seed" + seed;
    }

    /** What a set or file is called in the name of a folder: {@code letter} for {@code letter.arff}. */
    public static String stem(String data) {
        Path named = Path.of(data).toAbsolutePath().normalize();
        String plain = String.valueOf(named.getFileName()).toLowerCase(Locale.ROOT);
        String stem = plain.replaceFirst("(\\.(csv|tsv|txt|arff|bin|zip|wav)|(_train|_test)?\\.ts)?(\\.gz)?$", "")
                .replaceAll("[^a-z0-9._-]+", "-");
        return stem.isEmpty() ? "data" : stem;
    }

    /**
     * A folder that this run may write to. A given one must hold no run, unless that is to be replaced or gone on with. The
     * usual one gets a number behind it while it is taken, so nothing is ever lost.
     *
     * @throws EvenkeelException with the ways out
     */
    public static RunFolder claim(Optional<Path> given, String usual, Start start) {
        if (start == Start.RESUME) {
            return given.map(RunFolder::unfinished).orElseGet(() -> latestUnfinished(usual));
        }
        if (given.isPresent()) {
            RunFolder run = new RunFolder(given.get(), start);
            run.requireFit();
            run.create();
            return run;
        }
        return start == Start.OVERWRITE ? overwritten(Path.of(usual)) : firstUnused(usual);
    }

    public Path model() {
        return folder.resolve("model.safetensors");
    }

    public Path record() {
        return folder.resolve("run.json");
    }

    public Path report() {
        return folder.resolve("report.html");
    }

    public Path observations() {
        return folder.resolve("observations.jsonl");
    }

    public Path checkpoint() {
        return folder.resolve("checkpoint.safetensors");
    }

    /** How to go on with it. */
    public String resumeCommand() {
        return CommandWords.shell("./evenkeel", "train", "--out", folder.toString(), "--resume");
    }

    /**
     * Takes the folder for this run, until that ends.
     *
     * @throws EvenkeelException if another run has it, or has changed it since it was claimed
     */
    public RunLock lock() {
        RunLock lock = RunLock.of(folder);
        try {
            requireFit();
        } catch (EvenkeelException changed) {
            lock.close();
            throw changed;
        }
        return lock;
    }

    /** The run takes its first step: what it overwrites is set aside, and what a failed one left to see goes. */
    public void begin() {
        if (start == Start.OVERWRITE) {
            new ReplacedRun(this).setAside();
        } else if (start == Start.FRESH) {
            deleteObservations();
        }
    }

    /** Writes {@code run.json} so that it is the old or the new one at any instant, on the disk too. */
    public void writeRecord(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(record(), target -> target.write(bytes));
    }

    /** The run is complete: its checkpoint and what it replaced are no longer needed. */
    public void finish() {
        delete(checkpoint());
        new ReplacedRun(this).forget();
    }

    /** Removes the folder of a run that took no step, unless it holds anything else. */
    public void abandon() {
        if (start == Start.FRESH) {
            delete(folder.resolve(RunLock.FILE));
            delete(folder);
        }
    }

    private static RunFolder firstUnused(String usual) {
        int number = 1;
        while (true) {
            RunFolder run = new RunFolder(Path.of(number == 1 ? usual : usual + "-" + number), Start.FRESH);
            try {
                Files.createDirectory(run.folder);
                return run;
            } catch (FileAlreadyExistsException taken) {
                number++;
            } catch (IOException failed) {
                throw run.unwritable(failed);
            }
        }
    }

    private static RunFolder overwritten(Path folder) {
        RunFolder run = new RunFolder(folder, Start.OVERWRITE);
        run.requireFit();
        run.create();
        return run;
    }

    private static RunFolder unfinished(Path folder) {
        RunFolder run = new RunFolder(folder, Start.RESUME);
        if (Files.exists(run.checkpoint())) {
            return run;
        }
        throw new EvenkeelException(
                Files.exists(run.model())
                        ? folder + " holds a finished run, there is nothing to resume. Use " + run.model()
                                + ", or start another run in another folder"
                        : "There is no checkpoint " + run.checkpoint()
                                + " to resume from. Start the run without --resume, or give the folder of the run that"
                                + " was interrupted");
    }

    private static RunFolder latestUnfinished(String usual) {
        Optional<RunFolder> latest = Optional.empty();
        for (int number = 1; ; number++) {
            RunFolder run = new RunFolder(Path.of(number == 1 ? usual : usual + "-" + number), Start.RESUME);
            if (!Files.exists(run.folder)) {
                return latest.orElseThrow(() -> new EvenkeelException("There is no checkpoint to resume from: no "
                        + usual + " here holds an unfinished run. Start the run without --resume, or name its folder"
                        + " with --out"));
            }
            latest = Files.exists(run.checkpoint()) ? Optional.of(run) : latest;
        }
    }

    private void requireFit() {
        if (RunState.isComparison(folder)) {
            throw new EvenkeelException(folder + " holds a comparison. Give another folder with --out");
        }
        if (start == Start.FRESH) {
            requireUnused();
        } else if (start == Start.RESUME) {
            unfinished(folder);
        }
    }

    private void requireUnused() {
        if (Files.exists(checkpoint())) {
            throw new EvenkeelException(
                    folder + " holds an unfinished run. Go on with it with --resume, replace it with"
                            + " --overwrite, or give another folder with --out");
        }
        if (Files.exists(model())) {
            throw new EvenkeelException(folder + " holds a finished run. Give another folder with --out, or replace it"
                    + " with --overwrite");
        }
        if (new ReplacedRun(this).hasModel()) {
            throw new EvenkeelException(folder + " holds the model that an unfinished run was to replace: "
                    + new ReplacedRun(this).model()
                    + ". Move it elsewhere, replace it with --overwrite, or give another"
                    + " folder with --out");
        }
    }

    private void create() {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder);
            }
        } catch (IOException failed) {
            throw unwritable(failed);
        }
    }

    private EvenkeelException unwritable(IOException failed) {
        return new EvenkeelException(
                "The run's folder " + folder + " cannot be made: " + reason(failed) + ". Give another one with --out",
                failed);
    }

    private static String reason(IOException failed) {
        if (failed instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failed instanceof FileAlreadyExistsException) {
            return "a file of that name is in the way";
        }
        return String.valueOf(failed.getMessage());
    }

    /** What was observed in an earlier run would be taken for that of the next one. */
    private void deleteObservations() {
        delete(observations());
        try (DirectoryStream<Path> events = Files.newDirectoryStream(folder, EVENTS)) {
            events.forEach(RunFolder::delete);
        } catch (IOException kept) {
            System.getLogger(RunFolder.class.getName()).log(System.Logger.Level.DEBUG, "not listed: " + folder, kept);
        }
    }

    static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException kept) {
            // What is left over does no harm, and the run's own outcome matters more.
            System.getLogger(RunFolder.class.getName()).log(System.Logger.Level.DEBUG, "not deleted: " + path, kept);
        }
    }
}
