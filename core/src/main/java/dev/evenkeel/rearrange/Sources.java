package dev.evenkeel.rearrange;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.layer.LoopPass;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where each value of one example's output comes from: a place among the input's values, or nowhere. Neighbours that come from
 * neighbours are one run; where runs are long they are moved as a whole. Immutable.
 *
 * @param from where each run comes from
 * @param begins where each run begins in the output; empty if each value is a run of its own
 */
record Sources(int outputs, int[] from, int[] begins) {
    private static final int NOWHERE = -1;
    private static final int LONG_RUN = 8;

    /** Every value from the same place. */
    static Sources same(int size) {
        return new Sources(size, new int[] {0}, new int[] {0});
    }

    /** The places that the axes of an output read, outermost first. */
    static Sources of(List<OutputAxis> axes) {
        int[] places = {0};
        for (OutputAxis axis : axes) {
            places = times(places, axis);
        }
        return of(places);
    }

    private static int[] times(int[] outer, OutputAxis axis) {
        int[] along = new int[axis.extent()];
        for (int place = 0; place < along.length; place++) {
            int position = axis.position().applyAsInt(place);
            along[place] = position < 0 ? NOWHERE : position * axis.stride();
        }
        int[] places = new int[Math.multiplyExact(outer.length, along.length)];
        int at = 0;
        for (int begin : outer) {
            for (int step : along) {
                places[at++] = begin == NOWHERE || step == NOWHERE ? NOWHERE : begin + step;
            }
        }
        return places;
    }

    private static Sources of(int[] places) {
        int[] begins = new int[places.length];
        int runs = 0;
        for (int at = 0; at < places.length; at++) {
            if (at == 0 || places[at] != follower(places[at - 1])) {
                begins[runs++] = at;
            }
        }
        if ((long) runs * LONG_RUN > places.length) {
            return new Sources(places.length, places, new int[0]);
        }
        int[] from = new int[runs];
        Arrays.setAll(from, run -> places[begins[run]]);
        return new Sources(places.length, from, Arrays.copyOf(begins, runs));
    }

    private static int follower(int place) {
        return place == NOWHERE ? NOWHERE : place + 1;
    }

    private int[] places() {
        if (begins.length == 0) {
            return from;
        }
        int[] places = new int[outputs];
        for (int run = 0; run < begins.length; run++) {
            for (int at = begins[run]; at < end(run); at++) {
                places[at] = from[run] == NOWHERE ? NOWHERE : from[run] + at - begins[run];
            }
        }
        return places;
    }

    private int end(int run) {
        return run + 1 < begins.length ? begins[run + 1] : outputs;
    }

    /** Where each of {@code inputs} values goes to, if none goes to several places. */
    Optional<Sources> inverse(int inputs) {
        int[] places = places();
        int[] inverse = new int[inputs];
        Arrays.fill(inverse, NOWHERE);
        for (int at = 0; at < places.length; at++) {
            if (places[at] != NOWHERE) {
                if (inverse[places[at]] != NOWHERE) {
                    return Optional.empty();
                }
                inverse[places[at]] = at;
            }
        }
        return Optional.of(of(inverse));
    }

    /** Whether each value comes from the position at which it stands, or nowhere. */
    boolean keepPositions(int inputChannels, int outputChannels) {
        int[] places = places();
        for (int at = 0; at < places.length; at++) {
            if (places[at] != NOWHERE && places[at] / inputChannels != at / outputChannels) {
                return false;
            }
        }
        return true;
    }

    /** Training with values from other places. Backward: each value gets the sum of what its copies get, in their order. */
    TrainingPass pass(TrainingContext context, float fill) {
        int inputs = context.inputShape().size();
        Optional<Sources> inverse = inverse(inputs);
        return LoopPass.ofExamples(
                context,
                (from, to) -> {
                    float[] x = context.input().values();
                    for (int example = from; example < to; example++) {
                        gather(x, example * inputs, context.output().values(), example * outputs, fill);
                    }
                },
                (from, to) -> {
                    float[] dy = context.outputGradient();
                    float[] dx = context.inputGradient(0);
                    if (inverse.isEmpty()) {
                        Arrays.fill(dx, from * inputs, to * inputs, 0f);
                    }
                    for (int example = from; example < to; example++) {
                        if (inverse.isPresent()) {
                            inverse.get().gather(dy, example * outputs, dx, example * inputs, 0);
                        } else {
                            scatter(context.compute().kernels(), dy, example * outputs, dx, example * inputs);
                        }
                    }
                });
    }

    /** {@code y[i] = x[source of i]}, or {@code fill} where it has none. */
    void gather(float[] x, int xOffset, float[] y, int yOffset, float fill) {
        if (begins.length == 0) {
            for (int at = 0; at < outputs; at++) {
                y[yOffset + at] = from[at] == NOWHERE ? fill : x[xOffset + from[at]];
            }
            return;
        }
        for (int run = 0; run < begins.length; run++) {
            int at = yOffset + begins[run];
            int end = yOffset + end(run);
            if (from[run] == NOWHERE) {
                Arrays.fill(y, at, end, fill);
            } else {
                System.arraycopy(x, xOffset + from[run], y, at, end - at);
            }
        }
    }

    /** {@code dx[source of i] += dy[i]}, i ascending. */
    void scatter(Kernels kernels, float[] dy, int dyOffset, float[] dx, int dxOffset) {
        if (begins.length == 0) {
            for (int at = 0; at < outputs; at++) {
                if (from[at] != NOWHERE) {
                    dx[dxOffset + from[at]] += dy[dyOffset + at];
                }
            }
            return;
        }
        for (int run = 0; run < begins.length; run++) {
            if (from[run] != NOWHERE) {
                int to = dxOffset + from[run];
                kernels.elements().add(dx, to, dy, dyOffset + begins[run], dx, to, end(run) - begins[run]);
            }
        }
    }
}
