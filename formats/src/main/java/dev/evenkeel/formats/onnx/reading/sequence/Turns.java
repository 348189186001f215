package dev.evenkeel.formats.onnx.reading.sequence;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;

/**
 * Cosines and sines of rotary positions.
 *
 * @param cosines {@code [batch, positions, turned / 2]}
 * @param sines the same
 * @param turned how many channels of a head turn
 */
record Turns(float[] cosines, float[] sines, int turned) {
    /** What tables may differ by from those of a base: beyond it they are computed with as they stand. */
    private static final double TOLERANCE = 2e-6;

    private static final int USUAL_BASE = 10_000;

    /** How many sets of positions there are. */
    int batch(int positions) {
        return cosines.length / (positions * (turned / 2));
    }

    /** The base whose angles these are at positions 0, 1, ... of all the batch. */
    Optional<Float> base(int positions) {
        int pairs = turned / 2;
        if (positions < 2 || pairs < 2) {
            return Optional.of((float) USUAL_BASE).filter(base -> isOf(base, positions));
        }
        double angle = Math.atan2(sines[pairs + 1], cosines[pairs + 1]);
        double base = Math.pow(angle, -turned / 2.0);
        if (!(base > 1 && base < Float.MAX_VALUE)) {
            return Optional.empty();
        }
        Optional<Float> round = Optional.of(
                        new BigDecimal(base).round(new MathContext(3)).floatValue())
                .filter(candidate -> candidate > 1 && isOf(candidate, positions));
        return round.or(
                () -> Optional.of((float) base).filter(candidate -> candidate > 1 && isOf(candidate, positions)));
    }

    private boolean isOf(float base, int positions) {
        int pairs = turned / 2;
        for (int at = 0; at < cosines.length; at++) {
            double angle = at / pairs % positions * Math.pow(base, -2.0 * (at % pairs) / turned);
            boolean near = Math.abs(cosines[at] - Math.cos(angle)) <= TOLERANCE
                    && Math.abs(sines[at] - Math.sin(angle)) <= TOLERANCE;
            if (!near) {
                return false;
            }
        }
        return true;
    }
}
