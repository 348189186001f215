package dev.evenkeel.arithmetic;

import dev.evenkeel.operation.Activations;

/** Two inputs and the output of a {@link Combine}, whose runs are numbered through all examples. */
record CombinedActivations(
        Combine.Operator operator, Activations first, Activations second, Activations output, Broadcast broadcast) {
    CombinedActivations(Combine.Operator operator, Activations first, Activations second, Activations output) {
        this(operator, first, second, output, Broadcast.of(first.shape(), second.shape(), output.shape()));
    }

    /** Where a run begins in the values of an input. */
    int start(int input, int run) {
        Activations activations = input == 0 ? first : second;
        return run / broadcast.runs() * activations.shape().size() + broadcast.start(input, run % broadcast.runs());
    }

    /** Computes the runs {@code [from, to)}. */
    void compute(int from, int to) {
        for (int run = from; run < to; run++) {
            compute(run);
        }
    }

    private void compute(int run) {
        float[] x = first.values();
        float[] z = second.values();
        float[] y = output.values();
        int length = broadcast.run();
        int xAt = start(0, run);
        int xStep = broadcast.step(0);
        int zAt = start(1, run);
        int zStep = broadcast.step(1);
        int yAt = run * length;
        switch (operator) {
            case PLUS -> {
                for (int index = 0; index < length; index++) {
                    y[yAt + index] = x[xAt + index * xStep] + z[zAt + index * zStep];
                }
            }
            case MULTIPLY -> {
                for (int index = 0; index < length; index++) {
                    y[yAt + index] = x[xAt + index * xStep] * z[zAt + index * zStep];
                }
            }
            default -> {
                for (int index = 0; index < length; index++) {
                    y[yAt + index] = operator.value(x[xAt + index * xStep], z[zAt + index * zStep]);
                }
            }
        }
    }
}
