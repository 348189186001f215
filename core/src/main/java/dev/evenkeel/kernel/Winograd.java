package dev.evenkeel.kernel;

import dev.evenkeel.kernel.view.Epilogue;
import dev.evenkeel.kernel.view.WinogradTiles;

/**
 * The transforms of Winograd's minimal filtering F(2 x 2, 3 x 3): a window g of 3 x 3 moved in steps of 1 gives the 2 x 2
 * outputs {@code y = A^T ((G g G^T) * (B^T d B)) A} of 4 x 4 inputs d by 16 multiplications where the sums themselves take 36
 * (Lavin and Gray 2016, <em>Fast algorithms for convolutional neural networks</em>, section 4.1). With
 *
 * <pre>
 *       1  0 -1  0          1    0    0            1  1  1  0
 * B^T = 0  1  1  0     G = 1/2  1/2  1/2     A^T = 0  1 -1 -1
 *       0 -1  1  0         1/2 -1/2  1/2
 *       0  1  0 -1          0    0    1
 * </pre>
 *
 * <p>Images are {@code [lines, points, channels]}; the points of a line are as many floats apart as the tiles have channels.
 */
public interface Winograd {
    /** Sets a tile to {@code B^T d B} of the 4 x 4 positions of x from {@code at} on. */
    void input(float[] x, int at, int lineStride, WinogradTiles tiles, int tile);

    /**
     * Sets m, in its columns, to v times the transformed weights: for each element a product of {@code [tiles, channels of v]} and
     * {@code [channels of v, channels of m]}, packed as {@link GatheredProducts#packedAt} tells. Of the first {@code count} tiles;
     * those behind them may be overwritten.
     */
    void multiply(WinogradTiles v, int count, float[] weights, WinogradTiles m);

    /**
     * Sets the 2 x 2 positions of y from {@code at} on to {@code A^T m A} of a tile m, in its columns, then the epilogue. Tiles lie row
     * by row.
     */
    void output(WinogradTiles tiles, int tile, float[] y, int at, int lineStride, Epilogue epilogue);

    /** Replaces weights g, the last 9 of 16 planes of {@code length} each, by {@code G g G^T} in all of them. */
    void weights(float[] values, int length);

    /** Replaces a gradient s of transformed weights, in 16 planes of {@code length} each, by {@code G^T s G} in the first 9. */
    void weightGradient(float[] values, int length);

    /**
     * Adds to {@code sums}, for each element a matrix {@code [channels of v, channels of dm]}, the sum over the first {@code count}
     * tiles of {@code v^T dm}, tile after tile. Both lie register by register.
     */
    void addProducts(WinogradTiles v, WinogradTiles dm, int count, float[] sums);

    /** Sets a tile to {@code A dy A^T} of the 2 x 2 positions of dy from {@code at} on. */
    void outputGradient(float[] dy, int at, int lineStride, WinogradTiles tiles, int tile);
}
