package dev.evenkeel.formats.onnx.reading.sequence;

import dev.evenkeel.formats.onnx.file.ElementType;
import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.pattern.Terms;
import dev.evenkeel.formats.onnx.reading.value.Fixed;
import java.util.Arrays;
import java.util.Optional;

/**
 * Scores in whose place a number stands that hides them: {@code Where(seen, scores, -inf)} or {@code Where(hidden, -inf, scores)}.
 *
 * @param scores what they are called
 * @param mask a constant that tells which are seen
 */
record HiddenScores(String scores, String mask) {
    /** From here on down a number hides: its exponential is 0 beside any score that is seen. */
    private static final float HIDING = -1e4f;

    /** Empty unless constants choose, and each row has a score that is seen. */
    static Optional<HiddenScores> of(Terms terms, NodeReader choice) {
        Optional<Fixed> condition = terms.fixed(choice.input(0));
        if (condition.isEmpty()) {
            return Optional.empty();
        }
        if (hides(terms, choice.input(2))) {
            return of(terms, choice.input(1), seen(choice, condition.get(), 1));
        }
        return hides(terms, choice.input(1))
                ? of(terms, choice.input(2), seen(choice, condition.get(), 0))
                : Optional.empty();
    }

    private static boolean hides(Terms terms, String value) {
        return terms.fixed(value)
                .filter(fixed -> !fixed.isWhole() && fixed.size() > 0)
                .map(Fixed::floats)
                .filter(values -> {
                    for (float number : values) {
                        if (!(number <= HIDING)) {
                            return false;
                        }
                    }
                    return true;
                })
                .isPresent();
    }

    private static Fixed seen(NodeReader choice, Fixed condition, long truth) {
        long[] holds = condition.as(ElementType.BOOL).longs();
        long[] seen = Arrays.stream(holds).map(value -> value == truth ? 1 : 0).toArray();
        return Fixed.ofLongs(choice.output() + ".seen", condition.extents(), seen)
                .as(ElementType.BOOL);
    }

    private static Optional<HiddenScores> of(Terms terms, String scores, Fixed seen) {
        int[] extents = seen.extents();
        int width = extents.length == 0 ? 1 : extents[extents.length - 1];
        long[] truths = seen.longs();
        for (int row = 0; row < truths.length / Math.max(1, width); row++) {
            if (Arrays.stream(truths, row * width, (row + 1) * width).allMatch(truth -> truth == 0)) {
                return Optional.empty();
            }
        }
        terms.translation().define(seen.name(), seen);
        return Optional.of(new HiddenScores(scores, seen.name()));
    }
}
