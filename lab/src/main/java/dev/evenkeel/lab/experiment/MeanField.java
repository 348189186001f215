package dev.evenkeel.lab.experiment;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.relu;

import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.lab.report.Block;
import dev.evenkeel.layer.Initial;
import dev.evenkeel.layer.Part;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.network.Network;
import dev.evenkeel.program.Compiler;
import dev.evenkeel.program.TrainingProgram;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The law by which batch normalization makes gradients explode with depth, on Gaussian inputs and gradients: it is the same
 * for any data, so none are read.
 */
public final class MeanField implements Experiment {
    private static final int SEEDS = 3;
    private static final int BOUNDARY = 3;
    private static final int MAX_REPETITIONS = 16;
    private static final double TOLERANCE = 0.02;

    /** How wide, how deep, and with which batches. */
    private record Setting(int width, int depth, int[] batches) {
        static Setting of(Laboratory.Size size) {
            return switch (size) {
                case QUICK -> new Setting(500, 16, new int[] {8, 32, 128});
                case FULL -> new Setting(1000, 20, new int[] {8, 16, 32, 64, 128, 256, 512});
            };
        }

        int largest() {
            return batches[batches.length - 1];
        }

        /** Small batches are noisy, so they are drawn more than once. */
        int repetitions(int batch) {
            return Math.min(MAX_REPETITIONS, largest() / batch);
        }
    }

    /** What stands behind each normalization. */
    private enum Form {
        LINEAR("(B - 2) / (B - 3)"),
        RELU("the closed form of docs/lab.md, pi / (pi - 1) in the limit");

        private final String formula;

        Form(String formula) {
            this.formula = formula;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        double theory(int batch) {
            return switch (this) {
                case LINEAR -> GradientGrowth.linear(batch);
                case RELU -> GradientGrowth.relu(batch);
            };
        }

        List<Part> block(int width) {
            List<Part> block = new ArrayList<>(List.of(
                    linear(width).withoutBias().initial(Initial.HE),
                    batchNorm().withoutAffine().epsilon(Float.MIN_NORMAL)));
            if (this == RELU) {
                block.add(relu());
            }
            block.add(new Probe());
            return block;
        }
    }

    /** The experiment with its usual settings. */
    public MeanField() {}

    @Override
    public String name() {
        return "meanfield";
    }

    @Override
    public String question() {
        return "by what law does batch normalization make gradients explode with depth?";
    }

    @Override
    public List<Claim> claims() {
        return List.of(claim(Form.LINEAR), claim(Form.RELU), explosionClaim());
    }

    private static Claim claim(Form form) {
        return new Claim(
                form.word(),
                "at every batch size B the squared gradient grows per layer within 2 % of " + form.formula,
                "mean-field theory: Yang et al. 2019 (arXiv 1902.08129); docs/lab.md");
    }

    private static Claim explosionClaim() {
        return new Claim(
                "explosion",
                "with ReLU the squared gradient grows by more than 1.4 per layer, whatever the batch",
                "Yang et al. 2019 (arXiv 1902.08129)");
    }

    @Override
    public Findings run(Laboratory laboratory) {
        Setting setting = Setting.of(laboratory.size());
        List<Judgement> judgements = new ArrayList<>();
        List<List<String>> rows = new ArrayList<>();
        List<Block.Series> measured = new ArrayList<>();
        List<Block.Series> paths = new ArrayList<>();
        try (Team team = Team.of(laboratory.threads())) {
            Compute compute = new Compute(PreferredKernels.kernels(), team);
            for (Form form : Form.values()) {
                List<double[]> growth = new ArrayList<>();
                for (int seed = 0; seed < SEEDS; seed++) {
                    laboratory.progress().accept("meanfield: " + form.word() + ", seed " + (seed + 1) + " of " + SEEDS);
                    Stack stack = new Stack(form, setting, compute, laboratory.seed() + seed);
                    growth.add(Arrays.stream(setting.batches)
                            .mapToDouble(stack::logarithmOfGrowth)
                            .toArray());
                    if (seed == 0) {
                        paths.add(stack.path(setting.largest()));
                    }
                }
                List<Estimate> estimates = IntStream.range(0, setting.batches.length)
                        .mapToObj(batch -> Estimate.ofFactors(growth.stream()
                                .mapToDouble(ofSeed -> Math.exp(ofSeed[batch]))
                                .toArray()))
                        .toList();
                for (int batch = 0; batch < setting.batches.length; batch++) {
                    rows.add(row(form, setting.batches[batch], estimates.get(batch)));
                }
                judgements.add(judgement(form, setting, estimates));
                if (form == Form.RELU) {
                    judgements.add(explosion(estimates));
                }
                measured.add(series(
                        form.word() + ", measured",
                        setting,
                        place -> estimates.get(place).mean()));
                measured.add(series(form.word() + ", theory", setting, place -> form.theory(setting.batches[place])));
            }
        }
        List<Block> blocks = List.of(
                new Block.Text(String.format(
                        Locale.ROOT,
                        "Width %d, depth %d, Gaussian inputs and gradients (the law is the same for any data); the first and"
                                + " last %d layers are left out; geometric means of %d seeds with 95 %% intervals.",
                        setting.width,
                        setting.depth,
                        BOUNDARY,
                        SEEDS)),
                new Block.Table(
                        "Growth of the squared gradient per layer",
                        List.of("activation", "batch", "theory", "measured", "interval", "difference"),
                        rows),
                new Block.Lines(
                        "Growth of the squared gradient per layer",
                        Block.Axis.logarithmic("batch"),
                        Block.Axis.linear("growth"),
                        measured),
                new Block.Lines(
                        "Squared gradient, batch " + setting.largest(),
                        Block.Axis.linear("layer"),
                        Block.Axis.logarithmic("squared gradient, last layer = 1"),
                        paths));
        return new Findings(judgements, blocks);
    }

    private static List<String> row(Form form, int batch, Estimate growth) {
        double theory = form.theory(batch);
        return List.of(
                form.word(),
                String.valueOf(batch),
                String.format(Locale.ROOT, "%.4f", theory),
                String.format(Locale.ROOT, "%.4f", growth.mean()),
                String.format(Locale.ROOT, "%.4f to %.4f", growth.lower(), growth.upper()),
                String.format(Locale.ROOT, "%+.2f %%", 100 * (growth.mean() / theory - 1)));
    }

    /** By the batch that is furthest from theory, counted by the end of its interval. */
    private static Judgement judgement(Form form, Setting setting, List<Estimate> estimates) {
        List<Judgement.Verdict> verdicts = new ArrayList<>();
        int worst = 0;
        double furthest = 0;
        for (int place = 0; place < estimates.size(); place++) {
            double theory = form.theory(setting.batches[place]);
            Estimate growth = estimates.get(place);
            verdicts.add(growth.between((1 - TOLERANCE) * theory, (1 + TOLERANCE) * theory));
            double away = Math.max(Math.abs(growth.lower() / theory - 1), Math.abs(growth.upper() / theory - 1));
            if (away > furthest) {
                furthest = away;
                worst = place;
            }
        }
        int batch = setting.batches[worst];
        return new Judgement(
                claim(form),
                Judgement.Verdict.ofAll(verdicts),
                String.format(
                        Locale.ROOT,
                        "furthest at B = %d: %s, theory %.4f",
                        batch,
                        estimates.get(worst).overSeeds(),
                        form.theory(batch)));
    }

    private static Judgement explosion(List<Estimate> estimates) {
        List<Judgement.Verdict> verdicts =
                estimates.stream().map(growth -> growth.above(1.4)).toList();
        Estimate least = estimates.stream()
                .min((one, other) -> Double.compare(one.lower(), other.lower()))
                .orElseThrow();
        return new Judgement(explosionClaim(), Judgement.Verdict.ofAll(verdicts), "least: " + least.overSeeds());
    }

    private static Block.Series series(String name, Setting setting, IntToDoubleFunction value) {
        int[] batches = setting.batches;
        return new Block.Series(
                name,
                Arrays.stream(batches).asDoubleStream().boxed().toList(),
                IntStream.range(0, batches.length).mapToDouble(value).boxed().toList());
    }

    /** A network at initialisation, with a probe behind each layer. */
    private static final class Stack {
        private final Form form;
        private final Setting setting;
        private final TrainingProgram program;
        private final List<Probe.Reading> probes = new ArrayList<>();
        private final Randomness random;
        private long step;

        Stack(Form form, Setting setting, Compute compute, long seed) {
            this.form = form;
            this.setting = setting;
            List<Part> parts = new ArrayList<>();
            for (int layer = 0; layer < setting.depth; layer++) {
                parts.addAll(form.block(setting.width));
            }
            Network network = Network.of(Shape.of(setting.width), parts);
            String first = network.nodes().get(0).name();
            // The gradient flows through all of it once the first layer learns; that of the other weights is not
            // needed.
            program = Compiler.compile(
                    network,
                    setting.largest(),
                    compute,
                    seed,
                    layer -> layer.equals(first) ? TrainingMode.TRAIN : TrainingMode.TRAIN.withFrozenParameters());
            network.nodes().stream()
                    .filter(node -> node.layer() instanceof Probe)
                    .forEach(node ->
                            probes.add(Probe.reading(program.pass(node.name()).orElseThrow())));
            random = Randomness.of(seed, "inputs and gradients");
        }

        /** The mean over layers and repetitions of the logarithm of how much the squared gradient grows in a layer. */
        double logarithmOfGrowth(int batch) {
            double sum = 0;
            int repetitions = setting.repetitions(batch);
            for (int repetition = 0; repetition < repetitions; repetition++) {
                run(batch);
                sum += Math.log(probes.get(BOUNDARY).gradientSquares()
                        / probes.get(setting.depth - 1 - BOUNDARY).gradientSquares());
            }
            return sum / repetitions / (setting.depth - 1 - 2 * BOUNDARY);
        }

        Block.Series path(int batch) {
            run(batch);
            double last = probes.get(setting.depth - 1).gradientSquares();
            return new Block.Series(
                    form.word(),
                    IntStream.rangeClosed(1, setting.depth)
                            .asDoubleStream()
                            .boxed()
                            .toList(),
                    probes.stream().map(probe -> probe.gradientSquares() / last).toList());
        }

        private void run(int batch) {
            fill(program.input().values(), batch);
            program.begin();
            program.forward(batch, step++, Step.Purpose.LEARN);
            fill(program.outputGradient(), batch);
            program.backward();
            program.rollback();
        }

        private void fill(float[] values, int batch) {
            for (int index = 0; index < batch * setting.width; index++) {
                values[index] = (float) random.nextGaussian();
            }
        }
    }
}
