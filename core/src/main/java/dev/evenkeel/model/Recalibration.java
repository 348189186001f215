package dev.evenkeel.model;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.EvenBatches;
import dev.evenkeel.inference.OperationNode;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.kernel.ColumnReduction;
import dev.evenkeel.kernel.Compute;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.Moments;
import dev.evenkeel.kernel.Team;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.Treatment;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.norm.GathersMoments;
import dev.evenkeel.norm.PopulationStatistics;
import dev.evenkeel.program.Compiler;
import dev.evenkeel.program.TrainingProgram;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Population statistics with final weights, pooled exactly over all examples in the order of their indices. */
final class Recalibration {
    private static final int BLOCK = 256;

    private Recalibration() {}

    static Model layerByLayer(Model model, Dataset data) {
        require(model, data);
        Model current = model;
        for (Node node : population(model.network())) {
            Moments moments = inputMoments(current, node, data);
            current = current.with(tensors(node, moments), Map.of(node.name(), evidence(data.size(), BLOCK, moments)));
        }
        return noted(current, data, JsonObject.of().with("procedure", "layerByLayer"));
    }

    static Model allAtOnce(Model model, Dataset data, int batchSize) {
        require(model, data);
        Compute compute = new Compute(Kernels.preferred(), Team.alone());
        Treatment gather = Treatment.TRAIN.withUpdate(Treatment.Update.KEEP).withFrozenParameters();
        TrainingProgram program =
                Compiler.compile(model.network(), Math.min(batchSize, data.size()), compute, 0, layer -> gather);
        model.copyTo(program);
        Map<Node, Moments> pooled = new LinkedHashMap<>();
        population(model.network()).forEach(node -> pooled.put(node, new Moments(channels(node))));
        data.forEachBatch(batchSize, batch -> {
            program.forward(batch, 0, Step.Purpose.GATHER_STATISTICS);
            pooled.forEach((node, moments) -> pass(program, node).pool(moments));
            program.rollback();
        });
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Map<String, Evidence> evidence = new LinkedHashMap<>();
        pooled.forEach((node, moments) -> {
            tensors.putAll(tensors(node, moments));
            evidence.put(node.name(), evidence(data.size(), batchSize, moments));
        });
        JsonObject procedure = JsonObject.of().with("procedure", "allAtOnce").with("batch", batchSize);
        return noted(model.with(tensors, evidence), data, procedure);
    }

    private static Model noted(Model model, Dataset data, JsonObject procedure) {
        JsonObject note = procedure.with("data", data.name()).with("examples", data.size());
        return model.withAttachment(Model.RECALIBRATION, note.toString());
    }

    private static void require(Model model, Dataset data) {
        Freezing.requireInput(model.network(), data);
        if (data.size() == 0) {
            throw new EvenkeelException("Recalibration needs examples, but " + data.name() + " has none");
        }
    }

    private static List<Node> population(Network network) {
        return network.nodes().stream()
                .filter(node -> node.layer() instanceof PopulationStatistics layer
                        && !layer.keepsStatistics()
                        && !node.frozen().statistics())
                .toList();
    }

    private static int channels(Node node) {
        return node.inputShapes().get(0).channels();
    }

    private static GathersMoments pass(TrainingProgram program, Node node) {
        TrainingPass pass = program.pass(node.name()).orElseThrow();
        return (GathersMoments) pass;
    }

    private static Map<String, Tensor> tensors(Node node, Moments moments) {
        try {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            ((PopulationStatistics) node.layer())
                    .statisticsOf(moments)
                    .forEach((name, tensor) -> tensors.put(node.name() + "." + name, tensor));
            return tensors;
        } catch (EvenkeelException problem) {
            throw new EvenkeelException(node.title() + " " + problem.getMessage(), problem);
        }
    }

    private static Evidence evidence(int examples, int batchSize, Moments moments) {
        return Evidence.of(new EvenBatches(examples, batchSize).count(), moments.count());
    }

    private static Moments inputMoments(Model model, Node node, Dataset data) {
        Kernels kernels = Kernels.preferred();
        String source = node.inputs().get(0);
        Shape shape = node.inputShapes().get(0);
        Moments pooled = new Moments(shape.channels());
        Moments block = new Moments(shape.channels());
        int rows = BLOCK * shape.positions();
        ColumnReduction reduction = new ColumnReduction(new Compute(kernels, Team.alone()), rows, shape.channels());
        List<OperationNode> before = Freezing.operationsUpTo(model, source, kernels);
        Optional<Predictor> prefix = before.isEmpty()
                ? Optional.empty()
                : Optional.of(Predictor.unfolded(
                        model.network().input(), before, model.output().link(), kernels));
        float[] values = new float[BLOCK * shape.size()];
        Mask complete = new Mask(BLOCK, shape.positions());
        boolean marked = prefix.map(Predictor::keepsPositions).orElse(true)
                && model.network().input().positions() == shape.positions();
        data.forEachBatch(BLOCK, batch -> {
            prefix.ifPresentOrElse(
                    predictor -> predictor.predict(batch.inputs(), 0, batch.examples(), values, 0, batch.mask()),
                    () -> System.arraycopy(batch.inputs(), 0, values, 0, batch.examples() * shape.size()));
            Mask mask = marked ? batch.mask() : complete;
            reduction.moments(values, 0, batch.examples() * shape.positions(), mask, block);
            pooled.merge(block);
        });
        return pooled;
    }
}
