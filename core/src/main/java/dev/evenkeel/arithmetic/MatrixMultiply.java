package dev.evenkeel.arithmetic;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.ScratchSlots;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.LoopPass;
import dev.evenkeel.layer.PlainLayer;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * {@code C = A B} of the matrices on the last two axes of two inputs, {@code [..., m, k]} and {@code [..., k, n]} to
 * {@code [..., m, n]}; the axes before them are aligned at their last, and an extent of 1 repeats. {@code dA = dC B^T},
 * {@code dB = A^T dC}, summed where a matrix repeats.
 */
public record MatrixMultiply() implements PlainLayer {
    private static final long WORTH_SHARING = 1 << 19;

    @Override
    public String typeName() {
        return "matmul";
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        if (inputs.size() != 2) {
            throw new EvenkeelException("needs two inputs, but got " + inputs.size());
        }
        Shape a = inputs.get(0);
        Shape b = inputs.get(1);
        if (a.rank() < 2 || b.rank() < 2 || a.extent(-1) != b.extent(-2)) {
            throw new EvenkeelException("needs inputs [..., m, k] and [..., k, n], but got " + inputs);
        }
        Shape leading = Broadcast.shape(MatrixProducts.leading(a), MatrixProducts.leading(b))
                .orElseThrow(() -> new EvenkeelException(
                        "needs inputs whose axes before the last two, from the last of them on, are equal or 1, but got "
                                + inputs));
        int[] extents = Arrays.copyOf(leading.toArray(), leading.rank() + 2);
        extents[leading.rank()] = a.extent(-2);
        extents[leading.rank() + 1] = b.extent(-1);
        return Shape.of(extents);
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        Activations a = context.input(0);
        Activations b = context.input(1);
        Activations c = context.output();
        MatrixProducts products = new MatrixProducts(context.compute().kernels(), a.shape(), b.shape(), c.shape());
        int grain = (int) Math.max(1, WORTH_SHARING / products.multiplyAdds());
        ScratchSlots slots = new ScratchSlots(context.compute().team());
        MatrixProducts.Memory[] memories = new MatrixProducts.Memory[slots.count()];
        Arrays.setAll(memories, slot -> products.memory());
        return new LoopPass(
                context,
                1,
                grain,
                slots.task((from, to, slot) ->
                        products.multiply(a.values(), b.values(), c.values(), from, to, memories[slot])),
                slots.task((from, to, slot) -> {
                    float[] dc = context.outputGradient();
                    if (context.needsInputGradient(0)) {
                        products.differentiateA(dc, b.values(), context.inputGradient(0), from, to, memories[slot]);
                    }
                    if (context.needsInputGradient(1)) {
                        products.differentiateB(a.values(), dc, context.inputGradient(1), from, to, memories[slot]);
                    }
                }));
    }

    @Override
    public Operation inference(InferenceContext context) {
        Shape a = context.inputShapes().get(0);
        Shape b = context.inputShapes().get(1);
        return new Multiplied("matmul " + a + " " + b);
    }

    private record Multiplied(String describe) implements Operation {
        @Override
        public Bound bind(Compute compute, Activations[] inputs, Activations output) {
            MatrixProducts products =
                    new MatrixProducts(compute.kernels(), inputs[0].shape(), inputs[1].shape(), output.shape());
            MatrixProducts.Memory memory = products.memory();
            float[] a = inputs[0].values();
            float[] b = inputs[1].values();
            return examples -> products.multiply(a, b, output.values(), 0, examples, memory);
        }
    }
}
