package dev.evenkeel.cli.training;

import dev.evenkeel.cli.display.JsonAnswer;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.train.CancelledException;
import java.nio.file.Path;

/** A training run that Ctrl-C stopped, with the way to go on. */
public final class InterruptedRun extends CancelledException {
    private static final long serialVersionUID = 1L;

    private final String checkpoint;
    private final String command;

    public InterruptedRun(String message, Path checkpoint, String command) {
        super(message + "\nGo on with: " + command);
        this.checkpoint = checkpoint.toString();
        this.command = command;
    }

    public JsonObject toJson() {
        return JsonAnswer.failure("Interrupted").with("checkpoint", checkpoint).with("resume", command);
    }
}
