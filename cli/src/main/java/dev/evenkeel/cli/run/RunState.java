package dev.evenkeel.cli.run;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What a folder holds, as whoever reads from it must know: a run's model is its model only once the run has finished. */
public final class RunState {
    public static final String RUNNING = "running";
    public static final String FAILED = "failed";
    public static final String FINISHED = "finished";

    private final RunFolder run;

    private RunState(Path folder) {
        run = new RunFolder(folder, RunFolder.Start.RESUME);
    }

    public static RunState of(Path folder) {
        return new RunState(folder);
    }

    /**
     * The model in the folder: of a finished run, or one that somebody put there alone.
     *
     * @throws EvenkeelException that says what the folder holds instead
     */
    public Path model() {
        if (Files.exists(run.record())) {
            finished();
        } else if (isComparison(run.folder())) {
            throw new EvenkeelException(run.folder() + " holds a comparison, not a model: train the arm that you choose"
                    + " with 'evenkeel train'");
        }
        if (!Files.exists(run.model())) {
            throw new EvenkeelException(run.folder() + " is a folder without a model.safetensors"
                    + new ReplacedRun(run).hint() + ". Give a model's file, or the folder of a finished run");
        }
        return run.model();
    }

    /**
     * The record of a finished run.
     *
     * @throws EvenkeelException if the folder holds none
     */
    public JsonObject finished() {
        if (Files.isRegularFile(run.folder())) {
            throw new EvenkeelException(run.folder() + " is a file, but the folder of a run is needed"
                    + FileKind.folderOfRun(run.folder())
                            .map(folder -> ": " + folder)
                            .orElse(", which 'evenkeel train' made"));
        }
        JsonObject record = record().orElseThrow(() -> new EvenkeelException("There is no record of a run in "
                + run.folder() + ": " + run.record()
                + " is missing. Give the folder of a run that 'evenkeel train' finished"));
        String status = status(record);
        if (!status.equals(FINISHED)) {
            throw new EvenkeelException(unfinished(status, record));
        }
        return record;
    }

    /**
     * What {@code run.json} says, if there is one.
     *
     * @throws EvenkeelException that names it, if it is damaged
     */
    public Optional<JsonObject> record() {
        if (!Files.exists(run.record())) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.parse(Files.readString(run.record())).asObject());
        } catch (IOException failed) {
            throw damaged("it cannot be read (" + failed + ")", failed);
        } catch (JsonException wrong) {
            throw damaged(String.valueOf(wrong.getMessage()), wrong);
        }
    }

    /** Whether a folder is that of a comparison. */
    static boolean isComparison(Path folder) {
        return Files.exists(folder.resolve("comparison.json"))
                || (Files.exists(folder.resolve("settings.json")) && Files.isDirectory(folder.resolve("cells")));
    }

    /** Whether a folder is that of a training. */
    public static boolean isTraining(Path folder) {
        RunFolder run = new RunFolder(folder, RunFolder.Start.RESUME);
        return Files.exists(run.record()) || Files.exists(run.model()) || Files.exists(run.checkpoint());
    }

    private String status(JsonObject record) {
        try {
            return record.string("status");
        } catch (JsonException unfit) {
            throw damaged(String.valueOf(unfit.getMessage()), unfit);
        }
    }

    private String unfinished(String status, JsonObject record) {
        String goOn = Files.exists(run.checkpoint())
                ? ". Go on with it: " + run.resumeCommand()
                : ". It left no checkpoint: start it again with --overwrite";
        String replaced = new ReplacedRun(run).hint();
        return switch (status) {
            case RUNNING ->
                RunLock.isHeld(run.folder())
                        ? "The run in " + run.folder() + " has not finished, it is still running. Wait for its end"
                                + replaced
                        : "The run in " + run.folder() + " has not finished: it was stopped before its end" + replaced
                                + goOn;
            case FAILED ->
                "The run in " + run.folder() + " has not finished, it failed: "
                        + record.find("error", JsonValue::asString).orElse("for an unknown reason") + replaced
                        + ". " + retry();
            default -> "The run in " + run.folder() + " has not finished, it is " + status + replaced + goOn;
        };
    }

    private String retry() {
        return Files.exists(run.checkpoint())
                ? "Once the reason is mended, its checkpoint can be tried again: " + run.resumeCommand()
                        + ". Or start it anew with --overwrite"
                : "Start it again with --overwrite";
    }

    private EvenkeelException damaged(String reason, Exception cause) {
        String wayOut;
        if (Files.exists(run.checkpoint())) {
            wayOut = "To go on with its run, say all its settings beside --resume";
        } else if (Files.exists(run.model())) {
            wayOut = "Give the model's file " + run.model() + " instead, if you know that its run finished";
        } else {
            wayOut = "Take an intact copy of the folder, or start the run again with --overwrite";
        }
        return new EvenkeelException(run.record() + " is damaged: " + reason + ". " + wayOut, cause);
    }
}
