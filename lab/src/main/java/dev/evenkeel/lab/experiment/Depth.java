package dev.evenkeel.lab.experiment;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.flatten;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.relu;
import static dev.evenkeel.network.Layers.sigmoid;

import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.lab.experiment.Judgement.Verdict;
import dev.evenkeel.lab.report.Block;
import dev.evenkeel.layer.Initial;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Part;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.network.Network;
import dev.evenkeel.program.Compiler;
import dev.evenkeel.program.TrainingProgram;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.train.loss.Losses;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Gradients of deep networks before training: how much smaller or larger they are in front than behind. */
public final class Depth implements Experiment {
    private static final int[] DEPTHS = {10, 30, 60};
    private static final int WIDTH = 100;
    private static final int BATCH = 128;
    private static final int MIN_SEEDS = 3;
    private static final int SEEDS = 10;
    /** Stands for gradients that vanish altogether in floats. */
    private static final double NOTHING = 1e-45;

    private static final List<Claim> CLAIMS = List.of(
            new Claim(
                    "vanishing",
                    "sigmoid without normalization, depth 30: the gradient of the second layer is below 1e-10 times that of the"
                            + " last hidden one",
                    "Bengio et al. 1994; Glorot and Bengio 2010"),
            new Claim(
                    "cured",
                    "sigmoid with batch normalization: at every depth that ratio lies between 0.1 and 10",
                    "Ioffe and Szegedy 2015 (arXiv 1502.03167)"),
            new Claim(
                    "he",
                    "ReLU with He's initial values and without normalization: at every depth that ratio lies between 0.1 and 10",
                    "He et al. 2015 (arXiv 1502.01852)"),
            new Claim(
                    "exploding",
                    "ReLU with batch normalization, depth 60: that ratio is above 1000; theory has 1.48^(58/2) = 8.5e4 for"
                            + " endless width",
                    "Yang et al. 2019 (arXiv 1902.08129)"));

    /** What stands behind each linear layer. */
    private enum Form {
        SIGMOID("sigmoid"),
        SIGMOID_NORMALIZED("sigmoid, batchNorm"),
        RELU("ReLU"),
        RELU_NORMALIZED("ReLU, batchNorm");

        private final String title;

        Form(String title) {
            this.title = title;
        }

        List<Layer> behind() {
            return switch (this) {
                case SIGMOID -> List.of(sigmoid());
                case SIGMOID_NORMALIZED -> List.of(batchNorm(), sigmoid());
                case RELU -> List.of(relu());
                case RELU_NORMALIZED -> List.of(batchNorm(), relu());
            };
        }

        Initial initial() {
            return this == RELU || this == RELU_NORMALIZED ? Initial.HE : Initial.XAVIER;
        }
    }

    /** The experiment with its usual settings. */
    public Depth() {}

    @Override
    public String name() {
        return "depth";
    }

    @Override
    public String question() {
        return "do gradients vanish or explode with depth before training?";
    }

    @Override
    public List<Claim> claims() {
        return CLAIMS;
    }

    @Override
    public Findings run(Laboratory laboratory) {
        int seeds = laboratory.size() == Laboratory.Size.QUICK ? MIN_SEEDS : SEEDS;
        Map<Form, List<Estimate>> ratios = new EnumMap<>(Form.class);
        List<List<String>> rows = new ArrayList<>();
        List<Block.Series> paths = new ArrayList<>();
        try (Team team = Team.of(laboratory.threads())) {
            Compute compute = new Compute(PreferredKernels.kernels(), team);
            for (Form form : Form.values()) {
                List<Estimate> ofForm = new ArrayList<>();
                for (int depth : DEPTHS) {
                    laboratory.progress().accept("depth: " + form.title + ", " + depth + " layers");
                    List<double[]> norms = IntStream.range(0, seeds)
                            .mapToObj(seed ->
                                    norms(form, depth, laboratory.training(), compute, laboratory.seed() + seed))
                            .toList();
                    Estimate ratio = Estimate.ofFactors(norms.stream()
                            .mapToDouble(ofSeed -> Math.max(NOTHING, ofSeed[1] / ofSeed[depth - 1]))
                            .toArray());
                    ofForm.add(ratio);
                    rows.add(List.of(
                            form.title,
                            String.valueOf(depth),
                            shown(ratio.mean()),
                            shown(ratio.lower()) + " to " + shown(ratio.upper())));
                    if (depth == DEPTHS[DEPTHS.length - 1]) {
                        paths.add(path(form, norms.get(0)));
                    }
                }
                ratios.put(form, ofForm);
            }
        }
        return new Findings(
                judgements(ratios),
                List.of(
                        new Block.Text("Norms of the weights' gradients, " + WIDTH
                                + " units a layer, cross-entropy on one batch of "
                                + BATCH + "; sigmoid with Xavier's initial values, ReLU with He's; geometric means of "
                                + seeds
                                + " seeds with 95 % intervals."),
                        new Block.Table(
                                "Gradient of the second layer / gradient of the last hidden layer",
                                List.of("network", "depth", "ratio", "interval"),
                                rows),
                        new Block.Lines(
                                "Gradient norm by layer, depth " + DEPTHS[DEPTHS.length - 1],
                                Block.Axis.linear("layer"),
                                Block.Axis.logarithmic("gradient norm, last hidden layer = 1"),
                                paths)));
    }

    private static List<Judgement> judgements(Map<Form, List<Estimate>> ratios) {
        Estimate vanishing = of(Form.SIGMOID, ratios).get(1);
        Estimate exploding = of(Form.RELU_NORMALIZED, ratios).get(2);
        return List.of(
                new Judgement(CLAIMS.get(0), vanishing.below(1e-10), measured(vanishing)),
                moderate(CLAIMS.get(1), of(Form.SIGMOID_NORMALIZED, ratios)),
                moderate(CLAIMS.get(2), of(Form.RELU, ratios)),
                new Judgement(CLAIMS.get(3), exploding.above(1000), measured(exploding)));
    }

    private static List<Estimate> of(Form form, Map<Form, List<Estimate>> ratios) {
        return ratios.getOrDefault(form, List.of());
    }

    private static Judgement moderate(Claim claim, List<Estimate> ratios) {
        List<Verdict> verdicts =
                ratios.stream().map(ratio -> ratio.between(0.1, 10)).toList();
        StringBuilder text = new StringBuilder();
        for (int place = 0; place < DEPTHS.length; place++) {
            text.append(place == 0 ? "" : ", ")
                    .append("depth ")
                    .append(DEPTHS[place])
                    .append(": ")
                    .append(measured(ratios.get(place)));
        }
        return new Judgement(claim, Verdict.ofAll(verdicts), text.toString());
    }

    private static String measured(Estimate ratio) {
        return ratio.mean() <= NOTHING ? "0 (no float is as small)" : ratio.overSeeds();
    }

    private static String shown(double ratio) {
        return ratio <= NOTHING ? "0" : Estimate.shown(ratio);
    }

    /** The norm of the gradient of each hidden layer's weights. */
    private static double[] norms(Form form, int depth, Dataset data, Compute compute, long seed) {
        TrainingProgram program =
                Compiler.compile(network(form, depth, data), BATCH, compute, seed, layer -> TrainingMode.TRAIN);
        int[] order = IntStream.range(0, data.size()).toArray();
        Randomness.of(seed, "order").shuffle(order);
        Batch batch = new Batch(BATCH, data.inputShape(), data.target());
        batch.fill(data, order, 0, Math.min(BATCH, order.length));
        program.begin();
        program.forward(batch, 0, Step.Purpose.LEARN);
        Losses.crossEntropy()
                .bind(compute, program.output(), data.target(), program.outputGradient())
                .run(batch.examples(), batch.targets(), batch.weights(), 1f);
        program.backward();
        return program.parameters().stream()
                .filter(slot -> slot.parameter().shape().rank() == 2)
                .limit(depth)
                .mapToDouble(slot -> norm(slot.gradient()))
                .toArray();
    }

    private static Network network(Form form, int depth, Dataset data) {
        List<Part> parts = new ArrayList<>(List.of(flatten()));
        for (int layer = 0; layer < depth; layer++) {
            parts.add(linear(WIDTH).initial(form.initial()));
            parts.addAll(form.behind());
        }
        parts.add(linear(((Target.Classes) data.target()).count()).initial(form.initial()));
        return Network.of(data.inputShape(), parts);
    }

    private static double norm(float[] values) {
        double squares = 0;
        for (float value : values) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares);
    }

    private static Block.Series path(Form form, double[] norms) {
        return new Block.Series(
                form.title,
                IntStream.rangeClosed(1, norms.length).asDoubleStream().boxed().toList(),
                IntStream.range(0, norms.length)
                        .mapToObj(layer -> norms[layer] / norms[norms.length - 1])
                        .toList());
    }
}
