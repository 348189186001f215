package dev.evenkeel.cli.display;

import dev.evenkeel.json.JsonObject;

/**
 * What a command found out.
 *
 * @param text for people, ending with a line break, or empty
 * @param json for programs
 * @param code what the process ends with
 */
public record Answer(String text, JsonObject json, int code) {
    /** The code of a process that did not do what it was told. */
    public static final int FAILED = 1;

    /** All went well. */
    public Answer(String text, JsonObject json) {
        this(text, json, 0);
    }
}
