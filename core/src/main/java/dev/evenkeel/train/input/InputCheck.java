package dev.evenkeel.train.input;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntPredicate;

/** Where input values are not finite, by example and by the input's name. */
public final class InputCheck {
    private static final int BLOCK = 256;

    /** Beyond, squares and products soon leave the range of a float. */
    private static final float HUGE = 1e15f;

    private InputCheck() {}

    /** The first value that is infinite or not a number, as {@code example 17, input 3 of [8] is NaN}. */
    static Optional<String> firstNonFinite(Dataset data) {
        return first(data, (batch, at) -> !Float.isFinite(batch.inputs()[at]));
    }

    /** What in the data may have led to a value that is not finite, to append to a message; empty if nothing stands out. */
    public static String culprit(Dataset data) {
        Optional<String> wrong = firstNonFinite(data);
        return wrong.or(() -> first(data, (batch, at) -> Math.abs(batch.inputs()[at]) > HUGE))
                .map(found -> " (" + found + ")")
                .orElse("");
    }

    /** @throws EvenkeelException that names the first value that is infinite or not a number */
    public static void requireFinite(Dataset data) {
        firstNonFinite(data).ifPresent(found -> {
            throw new EvenkeelException("Training needs finite inputs, but in " + data.name() + " " + found
                    + ". Correct it, or leave the example out");
        });
    }

    interface Search {
        boolean finds(Batch batch, int at);
    }

    static Optional<String> first(Dataset data, Search search) {
        int size = data.inputShape().size();
        int channels = data.inputShape().channels();
        int[] indices = new int[Math.min(BLOCK, data.size())];
        Batch batch = new Batch(indices.length, data.inputShape(), data.target());
        for (int from = 0; from < data.size(); from += BLOCK) {
            int count = Math.min(BLOCK, data.size() - from);
            int first = from;
            Arrays.setAll(indices, row -> first + row);
            batch.fill(data, indices, 0, count);
            IntPredicate real = at -> batch.mask().isReal(at / channels);
            for (int at = 0; at < count * size; at++) {
                if (search.finds(batch, at) && real.test(at)) {
                    return Optional.of(data.exampleName(from + at / size) + ", " + data.inputName(at % size) + " is "
                            + batch.inputs()[at]);
                }
            }
        }
        return Optional.empty();
    }
}
