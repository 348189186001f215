package dev.evenkeel.testkit.oracle;

/** {@code y = (x - mean) / deviation}, with one pair per channel or one for all; {@code dx = dy / deviation}. */
record StandardizationOracle() implements Oracle {
    @Override
    public double[] train(Given given) {
        double[] mean = given.tensor("mean", 1, 0);
        double[] y = given.input().clone();
        for (int index = 0; index < y.length; index++) {
            y[index] = (y[index] - mean[place(given, mean, index)]) / deviation(given, index);
        }
        return y;
    }

    @Override
    public Gradients backward(Given given, double[] dy) {
        double[] dx = dy.clone();
        for (int index = 0; index < dx.length; index++) {
            dx[index] /= deviation(given, index);
        }
        return Gradients.of(dx);
    }

    @Override
    public double[] infer(Given given) {
        return train(given);
    }

    private static double deviation(Given given, int index) {
        double[] deviation = given.tensor("deviation", 1, 1);
        return deviation[place(given, deviation, index)];
    }

    private static int place(Given given, double[] tensor, int index) {
        return tensor.length == 1 ? 0 : index % given.channels();
    }
}
