package dev.evenkeel.sequence.normalized;

/** Layer normalization of each sequence at each step, group of values by group. */
final class LayerStepNorm implements StepNorm {
    private final AlignedSteps steps;
    private final int columns;
    private final int[] ends;
    private final float epsilon;
    private final double[] inverse;

    /** @param ends where each group of values ends */
    LayerStepNorm(AlignedSteps steps, int maxRows, int[] ends, float epsilon) {
        this.steps = steps;
        this.ends = ends;
        this.epsilon = epsilon;
        columns = ends[ends.length - 1];
        inverse = new double[maxRows * ends.length];
    }

    @Override
    public void forward(int step, float[] x, int at) {
        for (int example = 0; example < steps.examples(); example++) {
            for (int group = 0; steps.isReal(step, example) && group < ends.length; group++) {
                int from = at + example * columns + start(group);
                int to = at + example * columns + ends[group];
                double mean = 0;
                for (int index = from; index < to; index++) {
                    mean += x[index];
                }
                mean /= to - from;
                double square = 0;
                for (int index = from; index < to; index++) {
                    square += (x[index] - mean) * (x[index] - mean);
                }
                double scale = 1 / Math.sqrt(square / (to - from) + epsilon);
                inverse[place(step, example, group)] = scale;
                for (int index = from; index < to; index++) {
                    x[index] = (float) ((x[index] - mean) * scale);
                }
            }
        }
    }

    @Override
    public void backward(int step, float[] xhat, int at, float[] d) {
        for (int example = 0; example < steps.examples(); example++) {
            for (int group = 0; steps.isReal(step, example) && group < ends.length; group++) {
                int from = example * columns + start(group);
                int to = example * columns + ends[group];
                double sum = 0;
                double sumXhat = 0;
                for (int index = from; index < to; index++) {
                    sum += d[index];
                    sumXhat += (double) d[index] * xhat[at + index];
                }
                double mean = sum / (to - from);
                double meanXhat = sumXhat / (to - from);
                double scale = inverse[place(step, example, group)];
                for (int index = from; index < to; index++) {
                    d[index] = (float) (scale * (d[index] - mean - xhat[at + index] * meanXhat));
                }
            }
        }
    }

    private int start(int group) {
        return group == 0 ? 0 : ends[group - 1];
    }

    private int place(int step, int example, int group) {
        return (step * steps.examples() + example) * ends.length + group;
    }
}
