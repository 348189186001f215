package dev.evenkeel.model;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.norm.PopulationStatistics;
import dev.evenkeel.norm.ReportsInputMoments;
import dev.evenkeel.norm.setting.CellNormalization;
import dev.evenkeel.program.Compiler;
import dev.evenkeel.program.TrainingProgram;
import dev.evenkeel.sequence.Recurrent;
import dev.evenkeel.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Population statistics with final weights, pooled exactly over all examples in the order of their indices. */
final class Recalibration {
    /** Fewer examples are not worth a thread of their own. */
    private static final int MIN = 128;

    private Recalibration() {}

    /** Each layer with those before it final and computing as in inference. */
    static Model layerByLayer(Model model, Dataset data, Pooling how) {
        require(model, data, how);
        refuseCells(model, how);
        int shares = (data.size() + MIN - 1) / MIN;
        try (Team team = Team.of(Math.max(1, Math.min(shares, how.threads())))) {
            return noted(
                    pooled(model, data, total(data, how), how, team),
                    data,
                    JsonObject.of().with("procedure", "layerByLayer"));
        }
    }

    /** The statistics of {@code sample}, which stands for {@code of} examples, and how far those before lie from them. */
    static Model pooled(Model model, Dataset sample, long of, Pooling how, Team team) {
        require(model, sample, how);
        List<Node> layers =
                population(model.network()).stream().filter(how.layers()).toList();
        if (layers.isEmpty()) {
            return model;
        }
        Model settled =
                new PopulationPass(model.network(), sample, layers, how, team).run(model, Recalibration::settled);
        return told(model, settled, layers, total(sample, how), of, how.dropout());
    }

    /**
     * The layers of which statistics are pooled, in the network's order.
     *
     * @throws EvenkeelException if one of them cannot be pooled
     */
    static List<Node> layers(Model model, Pooling how) {
        refuseCells(model, how);
        return population(model.network()).stream().filter(how.layers()).toList();
    }

    static Model allAtOnce(Model model, Dataset data, int batchSize) {
        require(model, data, Pooling.standard());
        refuseCells(model, Pooling.standard());
        Compute compute = new Compute(PreferredKernels.kernels(), Team.alone());
        TrainingMode gather =
                TrainingMode.TRAIN.withUpdate(TrainingMode.Update.KEEP).withFrozenParameters();
        TrainingProgram program =
                Compiler.compile(model.network(), Math.min(batchSize, data.size()), compute, 0, layer -> gather);
        program.restore(model::tensor, model::sampleCounts);
        Map<Node, Moments> pooled = new LinkedHashMap<>();
        population(model.network()).stream()
                .filter(Pooling.standard().layers())
                .forEach(node -> pooled.put(node, new Moments(channels(node))));
        data.forEachBatch(batchSize, batch -> {
            program.forward(batch, 0, Step.Purpose.GATHER_STATISTICS);
            pooled.forEach((node, moments) -> pass(program, node).pool(moments));
            program.rollback();
        });
        Model settled = model;
        for (Map.Entry<Node, Moments> layer : pooled.entrySet()) {
            settled = settled(settled, layer.getKey(), layer.getValue());
        }
        JsonObject procedure = JsonObject.of().with("procedure", "allAtOnce").with("batch", batchSize);
        List<Node> layers = List.copyOf(pooled.keySet());
        return noted(told(model, settled, layers, data.size(), data.size(), Pooling.DropoutRule.OFF), data, procedure);
    }

    /** The model in which a layer has the statistics that moments of its input make. */
    static Model settled(Model model, Node node, Moments moments) {
        OptionalLong batches = model.sampleCounts(node.name()).batches();
        SampleCounts sampleCounts = new SampleCounts(
                batches.isPresent() ? OptionalLong.of(Math.max(1, batches.getAsLong())) : batches,
                OptionalLong.of(moments.count()));
        return model.with(tensors(node, moments), Map.of(node.name(), sampleCounts));
    }

    static Model told(
            Model before, Model after, List<Node> layers, long examples, long of, Pooling.DropoutRule dropout) {
        Map<String, StatisticsOrigin.Distance> distances = new LinkedHashMap<>();
        layers.forEach(node -> distances.put(node.name(), StatisticsOrigin.Distance.between(before, after, node)));
        return after.with(new StatisticsOrigin(StatisticsOrigin.Kind.POPULATION, examples, of, dropout, distances));
    }

    private static Model noted(Model model, Dataset data, JsonObject procedure) {
        return noted(model, data.name(), data.size(), procedure);
    }

    static Model noted(Model model, String data, long examples, JsonObject procedure) {
        JsonObject note = procedure.with("data", data).with("examples", examples);
        return model.withAttachment(Model.RECALIBRATION, note.toString());
    }

    /** How many examples all workers have. */
    private static long total(Dataset data, Pooling how) {
        double[] sizes = {data.size()};
        how.workers().add(sizes);
        return (long) sizes[0];
    }

    private static void require(Model model, Dataset data, Pooling how) {
        Freezing.requireInput(model.network(), data);
        if (total(data, how) == 0) {
            throw new EvenkeelException("Recalibration needs examples, but " + data.name() + " has none");
        }
    }

    /** What recurrent cells normalise by at a step follows from the steps before, so that it cannot be pooled from an input. */
    private static void refuseCells(Model model, Pooling how) {
        model.network().nodes().stream()
                .filter(node -> node.layer() instanceof Recurrent layer
                        && layer.normalization().kind() == CellNormalization.Kind.BATCH
                        && how.layers().test(node))
                .findFirst()
                .ifPresent(node -> {
                    throw new EvenkeelException(node.title()
                            + " cannot be recalibrated: its statistics are running averages for each time step. Leave it out,"
                            + " as by Pooling.ofLayers or by freezing its statistics, or train it longer");
                });
    }

    private static List<Node> population(Network network) {
        return network.nodes().stream()
                .filter(node -> node.layer() instanceof PopulationStatistics layer && !layer.keepsStatistics())
                .toList();
    }

    private static int channels(Node node) {
        return node.inputShapes().get(0).channels();
    }

    private static ReportsInputMoments pass(TrainingProgram program, Node node) {
        TrainingPass pass = program.pass(node.name()).orElseThrow();
        return (ReportsInputMoments) pass;
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
}
