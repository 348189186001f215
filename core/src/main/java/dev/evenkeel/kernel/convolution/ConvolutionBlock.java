package dev.evenkeel.kernel.convolution;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.view.GatheredProduct;
import java.util.Optional;

/**
 * A block of images that one thread convolves at a time: where its x and y lie, and the thread's memory, in which zeros stand
 * where padding is.
 */
public final class ConvolutionBlock {
    private static final float[] NOTHING = {};

    final float[] paddedX;
    final float[] paddedY;
    final float[] columns;
    final GatheredProduct product;
    final WinogradMemory winograd;
    final WinogradMemory winogradTransposed;
    int images;
    float[] x = NOTHING;
    int xAt;
    float[] y = NOTHING;
    int yAt;

    ConvolutionBlock(Kernels kernels, Optional<WinogradMemory> winograd, int paddedX, int paddedY, int columns) {
        this.winograd = winograd.orElse(WinogradMemory.NONE);
        winogradTransposed = this.winograd.turned();
        this.paddedX = new float[paddedX];
        this.paddedY = new float[paddedY];
        this.columns = new float[columns];
        product = new GatheredProduct(kernels.gathered().workspaceLength());
    }

    /** Sets how many images there are, at most {@link Convolution#imagesPerBlock}. */
    public ConvolutionBlock images(int count) {
        images = count;
        return this;
    }

    /** Sets where the images of x begin. */
    public ConvolutionBlock x(float[] values, int at) {
        x = values;
        xAt = at;
        return this;
    }

    /** Sets where the images of y begin. */
    public ConvolutionBlock y(float[] values, int at) {
        y = values;
        yAt = at;
        return this;
    }
}
