package dev.evenkeel.data.table.sequence;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * Which columns of a long table, one row for each time step, make sequences of its rows.
 *
 * @param sequence says which sequence a row belongs to
 * @param order says where in it: numbers, or dates and times as ISO 8601 writes them; if empty, rows are in the order of the file
 */
public record SequenceColumns(String sequence, Optional<String> order) {
    /** Under which name a model keeps them. */
    public static final String KEPT = "sequence";

    /** @throws EvenkeelException if both are one column */
    public SequenceColumns {
        if (order.equals(Optional.of(sequence))) {
            throw new EvenkeelException(
                    "--sequence and --order name the same column '" + sequence + "', but each needs one of its own");
        }
    }

    String[] all() {
        return order.map(column -> List.of(sequence, column))
                .orElse(List.of(sequence))
                .toArray(String[]::new);
    }

    /** What a model keeps. */
    public JsonObject toJson() {
        JsonObject json = JsonObject.of().with("sequence", sequence);
        return order.isPresent() ? json.with("order", order.get()) : json;
    }

    /** Reads what {@link #toJson()} wrote; not trusted. */
    public static SequenceColumns fromJson(JsonObject json) {
        return new SequenceColumns(
                json.string("sequence"),
                json.find("order").isPresent() ? Optional.of(json.string("order")) : Optional.empty());
    }
}
