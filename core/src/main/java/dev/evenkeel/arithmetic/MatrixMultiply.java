package dev.evenkeel.arithmetic;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Leases;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.FrozenSite;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Site;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.operation.Flow;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * {@code C = A B} of the matrices on the last two axes of two inputs, {@code [..., m, k]} and {@code [..., k, n]} to
 * {@code [..., m, n]}; the axes before them are aligned at their last, and an extent of 1 repeats. {@code dA = dC B^T},
 * {@code dB = A^T dC}, summed where a matrix repeats.
 */
public record MatrixMultiply() implements Layer {
    @Override
    public String word() {
        return "matmul";
    }

    @Override
    public JsonValue settings() {
        return JsonObject.of();
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
    public TrainingPass training(Site site) {
        return new Pass(site);
    }

    @Override
    public Operation inference(FrozenSite site) {
        Shape a = site.inputShapes().get(0);
        Shape b = site.inputShapes().get(1);
        return new Multiplied("matmul " + a + " " + b);
    }

    private record Multiplied(String describe) implements Operation {
        @Override
        public Bound bind(Kernels kernels, Flow[] inputs, Flow output) {
            MatrixProducts products = new MatrixProducts(kernels, inputs[0].shape(), inputs[1].shape(), output.shape());
            MatrixProducts.Memory memory = products.memory();
            float[] a = inputs[0].values();
            float[] b = inputs[1].values();
            return examples -> products.multiply(a, b, output.values(), 0, examples, memory);
        }
    }

    private static final class Pass implements TrainingPass {
        private static final long WORTH_SHARING = 1 << 19;

        private final Site site;
        private final MatrixProducts products;
        private final int grain;
        private final Leases leases;
        private final MatrixProducts.Memory[] memories;
        private final Team.RangeTask forward = this::forward;
        private final Team.RangeTask backward = this::backward;

        Pass(Site site) {
            this.site = site;
            Shape a = site.input(0).shape();
            Shape b = site.input(1).shape();
            products = new MatrixProducts(
                    site.compute().kernels(), a, b, site.output().shape());
            grain = (int) Math.max(1, WORTH_SHARING / products.multiplyAdds());
            leases = new Leases(site.compute().team());
            memories = new MatrixProducts.Memory[leases.count()];
            for (int lease = 0; lease < memories.length; lease++) {
                memories[lease] = products.memory();
            }
        }

        @Override
        public void forward(Step step) {
            site.compute().team().run(step.examples(), grain, forward);
        }

        @Override
        public void backward(Step step) {
            site.compute().team().run(step.examples(), grain, backward);
        }

        private void forward(int from, int to) {
            int lease = leases.take();
            try {
                products.multiply(
                        site.input(0).values(),
                        site.input(1).values(),
                        site.output().values(),
                        from,
                        to,
                        memories[lease]);
            } finally {
                leases.giveBack(lease);
            }
        }

        private void backward(int from, int to) {
            int lease = leases.take();
            try {
                float[] dc = site.outputGradient();
                if (site.needsInputGradient(0)) {
                    products.differentiateA(
                            dc, site.input(1).values(), site.inputGradient(0), from, to, memories[lease]);
                }
                if (site.needsInputGradient(1)) {
                    products.differentiateB(
                            site.input(0).values(), dc, site.inputGradient(1), from, to, memories[lease]);
                }
            } finally {
                leases.giveBack(lease);
            }
        }
    }
}
