package dev.evenkeel.kernel;

/**
 * The inner loops of one provider, by family: single-threaded, on row-major {@code float[]}. All loops see a matrix of
 * <em>rows x columns</em> whose columns are channels; positions and batch are rows. Offsets and lengths count floats; rows
 * are contiguous unless a stride is given. Callers have checked sizes.
 *
 * <p>Bits: a provider returns the same bits for the same arguments on every call, interpreted or compiled.
 *
 * @param name as {@code scalar} or {@code vector 512 bit}
 * @param lanes how many floats one vector register of this provider holds; 1 for scalar loops
 */
public record Kernels(
        String name,
        int lanes,
        Products products,
        GatheredProducts gathered,
        DepthwiseProducts depthwise,
        Winograd winograd,
        Columns columns,
        Rows rows,
        ActivationFunctions activations,
        Elements elements,
        Updates updates,
        Windows windows,
        RecurrentCells cells) {
    @Override
    public String toString() {
        return name;
    }
}
