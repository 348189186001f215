package dev.evenkeel.cli;

import dev.evenkeel.json.JsonObject;

/**
 * What a command found out.
 *
 * @param text for people, ending with a line break, or empty
 * @param json for programs
 */
record Answer(String text, JsonObject json) {}
