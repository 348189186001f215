package dev.evenkeel.spark.training;

import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.train.EpochReport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What training leaves, as it comes from the task.
 *
 * @param model the bytes of its file
 * @param account {@code {"rows", "validationRows", "epochs": [...], "notes": [...]}}
 * @param state the file of its state in the checkpoints' folder, if there is one
 */
public record Trained(byte[] model, JsonObject account, Optional<String> state) {
    private static final String ACCOUNT = "account";
    private static final String STATE = "state";

    /** @param validation rows that were marked for it, of all workers, as {@code rows} are */
    static JsonObject account(int rows, int validation, List<EpochReport> epochs, List<String> notes) {
        return JsonObject.of()
                .with("rows", rows)
                .with("validationRows", validation)
                .with("epochs", JsonArray.of(epochs, EpochReport::toJson))
                .with("notes", JsonArray.ofStrings(notes));
    }

    byte[] bytes() {
        JsonObject all = JsonObject.of().with(ACCOUNT, account);
        JsonObject told = state.map(file -> all.with(STATE, file)).orElse(all);
        byte[] text = told.toString().getBytes(StandardCharsets.UTF_8);
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
        JsonObject told = Json.parse(new String(text, StandardCharsets.UTF_8)).asObject();
        return new Trained(
                model, told.object(ACCOUNT), told.has(STATE) ? Optional.of(told.string(STATE)) : Optional.empty());
    }
}
