package dev.evenkeel.cli.run;

import dev.evenkeel.EvenkeelException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code --overwrite} replaces, in {@code DIR/replaced-run} from the first step of the new run to its good end: so
 * what an earlier run left is never taken for the new run's, and not lost if that fails or is killed.
 */
public record ReplacedRun(RunFolder run) {
    private static final String FOLDER = "replaced-run";

    Path folder() {
        return run.folder().resolve(FOLDER);
    }

    /** The model that the new run is to replace, if it had come to one. */
    public Path model() {
        return kept().model();
    }

    /** Whether a model waits here for what becomes of the new run. */
    public boolean hasModel() {
        return Files.exists(model());
    }

    /** What to add to a message on a run that has no model: nothing, or the way to the one it was to replace. */
    public String hint() {
        return hasModel() ? ". " + sentence() : "";
    }

    public String sentence() {
        return "The model that it was to replace is kept: " + model();
    }

    /**
     * Moves what is in the run's folder away. What an overwriting run without a model left is deleted instead, as long as
     * the model that it did not replace is still here.
     *
     * @throws EvenkeelException if it cannot be moved; the model is the first to move, so it is never left alone
     */
    void setAside() {
        try {
            if (Files.exists(run.model()) || !hasModel()) {
                forget();
                List<Path> files = files(run);
                if (!files.isEmpty()) {
                    Files.createDirectories(folder());
                }
                for (Path file : files) {
                    Files.move(file, folder().resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                }
            } else {
                for (Path file : files(run)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException failed) {
            throw new EvenkeelException(
                    "What is in " + run.folder() + " cannot be moved to " + folder() + ": " + failed
                            + ". Give another folder with --out",
                    failed);
        }
    }

    /** The new run is complete: deletes the files of the former, and the folder unless it holds anything else. */
    void forget() {
        if (Files.isDirectory(folder())) {
            files(kept()).forEach(RunFolder::delete);
            RunFolder.delete(folder());
        }
    }

    private RunFolder kept() {
        return new RunFolder(folder(), RunFolder.Start.FRESH);
    }

    /** The files of a run that are there, the model first. */
    private static List<Path> files(RunFolder run) {
        List<Path> files =
                new ArrayList<>(List.of(run.model(), run.record(), run.checkpoint(), run.report(), run.observations()));
        try (DirectoryStream<Path> events = Files.newDirectoryStream(run.folder(), RunFolder.EVENTS)) {
            events.forEach(files::add);
        } catch (IOException unlisted) {
            System.getLogger(ReplacedRun.class.getName())
                    .log(System.Logger.Level.DEBUG, "not listed: " + run.folder(), unlisted);
        }
        files.removeIf(file -> !Files.exists(file));
        return files;
    }
}
