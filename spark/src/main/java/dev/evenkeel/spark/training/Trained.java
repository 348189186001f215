package dev.evenkeel.spark.training;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.train.EpochReport;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What training leaves, as it comes from the task.
 *
 * @param model the bytes of its file
 * @param account {@code {"rows", "validationRows", "epochs": [...], "notes": [...]}}, or {@code {"problem"}}
 */
public record Trained(byte[] model, JsonObject account) {
    private static final String PROBLEM = "problem";

    static JsonObject account(Examples examples, List<EpochReport> epochs, List<String> notes) {
        return JsonObject.of()
                .with("rows", examples.training().size())
                .with(
                        "validationRows",
                        examples.validation().map(held -> held.size()).orElse(0))
                .with("epochs", JsonArray.of(epochs, EpochReport::toJson))
                .with("notes", JsonArray.ofStrings(notes));
    }

    static Trained refused(EvenkeelException problem) {
        return new Trained(new byte[0], JsonObject.of().with(PROBLEM, String.valueOf(problem.getMessage())));
    }

    /** As parts that any serializer carries. */
    List<byte[]> parts() {
        return List.of(account.toString().getBytes(StandardCharsets.UTF_8), model);
    }

    /** @throws EvenkeelException that the task gave instead of a model */
    static Trained of(List<byte[]> parts) {
        JsonObject account =
                Json.parse(new String(parts.get(0), StandardCharsets.UTF_8)).asObject();
        if (account.has(PROBLEM)) {
            throw new EvenkeelException(account.string(PROBLEM));
        }
        return new Trained(parts.get(1), account);
    }
}
