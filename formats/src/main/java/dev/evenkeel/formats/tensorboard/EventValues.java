package dev.evenkeel.formats.tensorboard;

import dev.evenkeel.formats.protobuf.WireWriter;
import dev.evenkeel.observe.Distribution;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Numbers and distributions of one step, each under a tag. TensorBoard puts tags together whose part before the first slash is
 * the same, and takes a tag either for numbers or for distributions. What is not finite is left out.
 */
public final class EventValues {
    private final List<Consumer<WireWriter>> values = new ArrayList<>();

    private EventValues() {}

    /** No values yet. */
    public static EventValues none() {
        return new EventValues();
    }

    /** Adds one number; TensorBoard holds it in 32 bits. */
    public EventValues scalar(String tag, double value) {
        float narrow = (float) value;
        if (Float.isFinite(narrow)) {
            add(tag, encoded -> encoded.real(2, narrow));
        }
        return this;
    }

    /** Adds a distribution. One of no values is left out. */
    public EventValues histogram(String tag, Distribution distribution) {
        if (Buckets.exist(distribution)) {
            Buckets buckets = Buckets.of(distribution);
            add(tag, encoded -> encoded.message(5, buckets::encode));
        }
        return this;
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    void encode(WireWriter summary) {
        values.forEach(value -> summary.message(1, value));
    }

    private void add(String tag, Consumer<WireWriter> value) {
        values.add(encoded -> {
            encoded.text(1, tag);
            value.accept(encoded);
        });
    }
}
