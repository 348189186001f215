package dev.evenkeel.comparison.driver;

/**
 * The straight line {@code y = intercept + slope * x} of least squares.
 *
 * @param determination R^2: which share of the variance of y the line explains
 */
record LinearFit(double intercept, double slope, double determination) {
    static LinearFit of(double[] x, double[] y) {
        double meanX = mean(x);
        double meanY = mean(y);
        double xx = 0;
        double xy = 0;
        double yy = 0;
        for (int index = 0; index < x.length; index++) {
            xx += (x[index] - meanX) * (x[index] - meanX);
            xy += (x[index] - meanX) * (y[index] - meanY);
            yy += (y[index] - meanY) * (y[index] - meanY);
        }
        double slope = xy / xx;
        return new LinearFit(meanY - slope * meanX, slope, yy == 0 ? 1 : xy * xy / (xx * yy));
    }

    double at(double x) {
        return intercept + slope * x;
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
