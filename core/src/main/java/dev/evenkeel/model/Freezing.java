package dev.evenkeel.model;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.MovesPositions;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.norm.PopulationStatistics;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.OperationNode;
import dev.evenkeel.operation.builtin.ChannelAffine;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Turns a model's layers into the operations of a predictor. */
final class Freezing {
    private static final int MEASURED_EXAMPLES = 256;

    private Freezing() {}

    static Predictor freeze(Model model, Kernels kernels) {
        return Predictor.of(
                model.network().input(), operations(model), model.output().outputActivation(), kernels);
    }

    /** Measures the difference of folding on evenly spread examples of {@code data}. */
    static Predictor freeze(Model model, Kernels kernels, Dataset data) {
        requireInput(model.network(), data);
        int count = Math.min(MEASURED_EXAMPLES, data.size());
        int[] indices = new int[count];
        Arrays.setAll(indices, index -> (int) ((long) data.size() * index / count));
        Batch batch = new Batch(count, data.inputShape(), data.target());
        batch.fill(data, indices, 0, count);
        new Activations(data.inputShape(), count, batch.inputs(), batch.mask()).clearPadding(count);
        return Predictor.of(
                model.network().input(), operations(model), model.output().outputActivation(), kernels, batch.inputs());
    }

    static Predictor unfolded(Model model, Kernels kernels) {
        return Predictor.unfolded(
                model.network().input(), operations(model), model.output().outputActivation(), kernels);
    }

    /** @throws EvenkeelException if the examples do not have the network's input shape */
    static void requireInput(Network network, Dataset data) {
        if (!network.input().equals(data.inputShape())) {
            throw new EvenkeelException("The network reads examples " + network.input() + ", but those of "
                    + data.name() + " are " + data.inputShape() + ". Use the data it was made for");
        }
    }

    /** Whatever stands behind the statistics. */
    static boolean followsLength(Model model) {
        List<OperationNode> operations = model.network().nodes().stream()
                .map(node -> operation(model, node))
                .toList();
        return Predictor.followsLength(model.network().input(), operations);
    }

    /** The operations of a model, one per layer, and the scaling back of targets if there is one. */
    static List<OperationNode> operations(Model model) {
        List<OperationNode> operations = new ArrayList<>();
        for (Node node : model.network().nodes()) {
            requireStatistics(model, node);
            operations.add(operation(model, node));
        }
        model.output().scaling().ifPresent(scaling -> operations.add(scaleBack(model.network(), scaling)));
        return operations;
    }

    /** The operation of one layer, whatever stands behind its statistics. */
    static OperationNode operation(Model model, Node node) {
        try {
            return new OperationNode(
                    node.name(),
                    node.layer().inference(new ModelSite(model, node)),
                    node.inputs(),
                    node.inputShapes(),
                    node.outputShape(),
                    MovesPositions.paddingOf(node.layer(), node.inputShapes()));
        } catch (EvenkeelException problem) {
            throw new EvenkeelException(node.title() + " cannot be frozen: " + problem.getMessage(), problem);
        }
    }

    private static void requireStatistics(Model model, Node node) {
        if (node.gathersStatistics() && model.sampleCounts(node.name()).isNone()) {
            throw new EvenkeelException(
                    node.title() + " cannot be frozen: its running statistics still hold their initial"
                            + " values, as no batch was seen. " + wayOut(node));
        }
    }

    private static String wayOut(Node node) {
        boolean keeps = node.layer() instanceof PopulationStatistics layer && layer.keepsStatistics();
        return keeps || node.frozen().statistics()
                ? "They are frozen, so neither training nor recalibrate(data) gathers them: describe the layer without"
                        + " that, then train the model"
                : "Train the model, or gather them with recalibrate(data)";
    }

    private static OperationNode scaleBack(Network network, TargetScaling scaling) {
        return new OperationNode(
                "target scaling",
                ChannelAffine.of("target scaling", doubles(scaling.deviation()), doubles(scaling.mean())),
                List.of(network.last().name()),
                List.of(network.output()),
                network.output());
    }

    private static double[] doubles(Tensor tensor) {
        double[] values = new double[tensor.shape().size()];
        Arrays.setAll(values, tensor::at);
        return values;
    }

    private record ModelSite(Model model, Node node) implements InferenceContext {
        @Override
        public String name() {
            return node.name();
        }

        @Override
        public List<Shape> inputShapes() {
            return node.inputShapes();
        }

        @Override
        public Tensor tensor(String name) {
            return model.tensor(node.tensorName(name));
        }
    }
}
