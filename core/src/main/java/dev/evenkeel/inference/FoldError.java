package dev.evenkeel.inference;

/**
 * What stands behind the folding of scales and shifts into one product: for each of its output channels how far rounding
 * can move it, by the weights, and how far it did move on examples, where it was measured.
 *
 * <p>Measured is the product with what was folded into it against product, scale and shift one after the other, both on the
 * inputs that the unfolded network gives them.
 *
 * @param product the name of the product's layer
 * @param bounds of each channel the most by which rounding can change it, to first order, for inputs that are at most 1 in
 *     size
 * @param measured of each channel the worst difference on the examples; empty if nothing was measured
 * @param largestInput the largest absolute input of the product on the examples; 0 if nothing was measured
 * @param examples how many examples were measured; 0 if none
 */
public record FoldError(String product, double[] bounds, double[] measured, double largestInput, int examples) {
    public FoldError {
        bounds = bounds.clone();
        measured = measured.clone();
    }

    static FoldError unmeasured(String product, double[] bounds) {
        return new FoldError(product, bounds, new double[0], 0, 0);
    }

    FoldError measured(double[] differences, double largest, int count) {
        return new FoldError(product, bounds, differences, largest, count);
    }

    /** How many output channels the product has. */
    public int channels() {
        return bounds.length;
    }

    @Override
    public double[] bounds() {
        return bounds.clone();
    }

    /** Of each channel the most by which it can change for the inputs that were measured: their size times the bound. */
    public double[] boundsAsMeasured() {
        double[] scaled = bounds.clone();
        for (int channel = 0; channel < scaled.length; channel++) {
            scaled[channel] *= Math.max(1, largestInput);
        }
        return scaled;
    }

    @Override
    public double[] measured() {
        return measured.clone();
    }

    public double worstBound() {
        return bounds[indexOfLargest(bounds)];
    }

    /** The worst difference of any channel; 0 if nothing was measured. */
    public double worstMeasured() {
        return measured.length == 0 ? 0 : measured[indexOfLargest(measured)];
    }

    /** The channel with the worst difference; if nothing was measured the one with the largest bound. */
    public int worstChannel() {
        return indexOfLargest(measured.length == 0 ? bounds : measured);
    }

    /** Whether no channel differs by more than {@link #boundsAsMeasured()}; also true if nothing was measured. */
    public boolean holds() {
        double[] allowed = boundsAsMeasured();
        for (int channel = 0; channel < measured.length; channel++) {
            if (!(measured[channel] <= allowed[channel])) {
                return false;
            }
        }
        return true;
    }

    /** The first that is not a number counts as the largest. */
    private static int indexOfLargest(double[] values) {
        int largest = 0;
        for (int index = 0; index < values.length; index++) {
            if (Double.isNaN(values[index])) {
                return index;
            }
            largest = values[index] > values[largest] ? index : largest;
        }
        return largest;
    }
}
