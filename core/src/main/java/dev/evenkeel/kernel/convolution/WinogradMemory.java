package dev.evenkeel.kernel.convolution;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.view.WinogradTiles;

/** What one thread needs for a {@link WinogradSweep}: transformed tiles, and where images are read and written. */
final class WinogradMemory {
    /** For what is computed in another way. */
    static final WinogradMemory NONE = new WinogradMemory(WinogradTiles.rows(0, 0, 1), WinogradTiles.rows(0, 0, 1));

    private static final float[] NOTHING = {};

    final WinogradTiles read;
    final WinogradTiles written;
    /** The same memory, register by register. */
    final WinogradTiles readRegisters;

    final WinogradTiles writtenRegisters;
    /** A tile's results where some lie outside of the image. */
    final float[] edge;

    float[] source = NOTHING;
    int sourceAt;
    float[] target = NOTHING;
    int targetAt;

    private WinogradMemory(WinogradTiles read, WinogradTiles written) {
        this.read = read;
        this.written = written;
        readRegisters = read.registers();
        writtenRegisters = written.registers();
        edge = new float[WinogradSweep.TILE * WinogradSweep.TILE * written.channels()];
    }

    /** Room for so many tiles. */
    WinogradMemory(Kernels kernels, int tiles, int readChannels, int writtenChannels) {
        this(
                WinogradTiles.rows(tiles, readChannels, kernels.lanes()),
                WinogradTiles.rows(tiles, writtenChannels, kernels.lanes()));
    }

    /** The same tiles in exchanged roles. */
    WinogradMemory turned() {
        WinogradTiles readInstead = written;
        WinogradTiles writtenInstead = read;
        return new WinogradMemory(readInstead, writtenInstead);
    }

    /** Sets where images with their padding begin. */
    WinogradMemory source(float[] values, int at) {
        source = values;
        sourceAt = at;
        return this;
    }

    /** Sets where the results begin, or the gradient of the results. */
    WinogradMemory target(float[] values, int at) {
        target = values;
        targetAt = at;
        return this;
    }
}
