package dev.evenkeel.cli;

import dev.evenkeel.json.JsonObject;

/**
 * What a command found out.
 *
 * @param text for people, ending with a line break, or empty
 * @param json for programs
 * @param code what the process ends with
 */
record Answer(String text, JsonObject json, int code) {
    /** All went well. */
    Answer(String text, JsonObject json) {
        this(text, json, 0);
    }
}
