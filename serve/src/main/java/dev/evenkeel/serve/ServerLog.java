package dev.evenkeel.serve;

import dev.evenkeel.json.JsonObject;

/** Where a server's log lines go, one JSON object each. Called by many threads at once. */
@FunctionalInterface
public interface ServerLog {
    void write(JsonObject line);

    /** To {@link System.Logger} {@code dev.evenkeel.serve}. */
    static ServerLog system() {
        System.Logger logger = System.getLogger("dev.evenkeel.serve");
        return line -> logger.log(System.Logger.Level.INFO, line.toString());
    }
}
