package dev.evenkeel.formats.onnx.file;

import static dev.evenkeel.EvenkeelException.quoted;

import dev.evenkeel.formats.onnx.problem.OnnxException;
import java.util.Map;

/** Reads a StringStringEntryProto: a key and its value. */
final class EntryDecoder {
    private EntryDecoder() {}

    /** Adds one entry to {@code entries}, which must not hold its key yet. */
    static void decode(WireReader reader, Map<String, String> entries) {
        String key = "";
        String value = "";
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> key = reader.text();
                case 2 -> value = reader.text();
                default -> reader.skip();
            }
        }
        if (entries.putIfAbsent(key, value) != null) {
            throw new OnnxException("it says " + quoted(key) + " twice among names and values that must differ. "
                    + "Export the file again");
        }
    }
}
