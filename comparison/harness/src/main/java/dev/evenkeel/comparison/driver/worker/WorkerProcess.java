package dev.evenkeel.comparison.driver.worker;

import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A contender's process: one question at a time, one line each. */
public final class WorkerProcess implements AutoCloseable {
    /** The system counts processor time in steps of 10 ms. */
    private static final long LOOK_MILLIS = 30;

    private static final int MAX_LOOKS = 60;

    private final Process process;
    private final Writer questions;
    private final BufferedReader answers;

    WorkerProcess(List<String> command, Map<String, String> environment, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        process = builder.start();
        questions = process.outputWriter(StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** @throws FailedException if the process died or says that it could not */
    public JsonObject ask(Object... words) throws FailedException {
        try {
            for (int index = 0; index < words.length; index++) {
                questions.write((index == 0 ? "" : "\t") + words[index]);
            }
            questions.write("\n");
            questions.flush();
            return answer();
        } catch (IOException died) {
            throw new FailedException("the process died: " + died.getMessage());
        }
    }

    /**
     * The next line that is an answer: native libraries write to standard output as well.
     *
     * @throws FailedException if the process died or says that it could not
     */
    public JsonObject answer() throws FailedException {
        try {
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                if (line.startsWith("{")) {
                    JsonObject answer = Json.parse(line).asObject();
                    if (answer.has("failed")) {
                        throw new FailedException(answer.string("failed"));
                    }
                    return answer;
                }
            }
        } catch (IOException died) {
            throw new FailedException("the process died: " + died.getMessage());
        }
        throw new FailedException("the process ended");
    }

    /** Waits until its threads have gone to sleep: some keep a processor busy for a while once they are done. */
    public void awaitIdle() throws InterruptedException {
        Duration before = Duration.ZERO;
        Duration now = busy();
        for (int look = 0; look < MAX_LOOKS && !now.equals(before); look++) {
            Thread.sleep(LOOK_MILLIS);
            before = now;
            now = busy();
        }
    }

    private Duration busy() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        try {
            questions.close();
        } catch (IOException alreadyEnded) {
            process.destroy();
        }
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException stop) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** A contender could not do what it was asked. */
    public static final class FailedException extends Exception {
        private static final long serialVersionUID = 1;

        public FailedException(String message) {
            super(message);
        }
    }
}
