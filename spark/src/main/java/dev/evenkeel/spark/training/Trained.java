package dev.evenkeel.spark.training;

import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.train.EpochReport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What training leaves, as it comes from the task.
 *
 * @param model the bytes of its file
 * @param account {@code {"rows", "validationRows", "epochs": [...], "notes": [...]}}
 */
public record Trained(byte[] model, JsonObject account) {
    /** @param validation rows that were marked for it, of all workers, as {@code rows} are */
    static JsonObject account(int rows, int validation, List<EpochReport> epochs, List<String> notes) {
        return JsonObject.of()
                .with("rows", rows)
                .with("validationRows", validation)
                .with("epochs", JsonArray.of(epochs, EpochReport::toJson))
                .with("notes", JsonArray.ofStrings(notes));
    }

    byte[] bytes() {
        byte[] text = account.toString().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Integer.BYTES + text.length + model.length)
                .putInt(text.length)
                .put(text)
                .put(model)
                .array();
    }

    /** Reads what {@link #bytes()} gave. */
    static Trained of(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        byte[] text = new byte[buffer.getInt()];
        buffer.get(text);
        byte[] model = new byte[buffer.remaining()];
        buffer.get(model);
        return new Trained(
                model, Json.parse(new String(text, StandardCharsets.UTF_8)).asObject());
    }
}
