package dev.evenkeel.lab.sequence;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.DataKind;
import dev.evenkeel.data.split.DataSplit;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.lab.experiment.Claim;
import dev.evenkeel.lab.experiment.Estimate;
import dev.evenkeel.lab.experiment.Expectation;
import dev.evenkeel.lab.experiment.Experiment;
import dev.evenkeel.lab.experiment.Findings;
import dev.evenkeel.lab.experiment.Laboratory;
import dev.evenkeel.lab.experiment.Laboratory.Size;
import dev.evenkeel.lab.experiment.Trials;
import dev.evenkeel.lab.report.Block;
import dev.evenkeel.lab.report.Block.Axis;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Transformer;
import dev.evenkeel.norm.BatchNorm;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.train.Evaluation;
import dev.evenkeel.train.ShippedStatistics;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.train.metric.Metrics;
import dev.evenkeel.train.optimizer.Optimizers;
import dev.evenkeel.train.schedule.Schedules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/**
 * Which normalization for sequences of different lengths? A transformer of two blocks, pre-norm, 32 wide, Adam, learning rate {@code
 * 0.004 sqrt(batch / 32)} in one cycle, as many examples for each batch size; attention and pooling are masked in every arm. Test accuracy and log loss
 * of the frozen network, with running averages where there are statistics.
 */
public final class SequencesExperiment implements Experiment {
    private static final int SMALL = 4;
    private static final int LARGE = 32;
    private static final Effort FULL = new Effort(5, 8_000);
    private static final Effort QUICK = new Effort(3, 2_000);
    private static final String ASKED_FOR = "padding enters mean and variance, differently in each batch; pytorch#70529"
            + " asks what that does; the direction is our expectation";
    private static final Expectation PADDING_SMALL = Expectation.above(
            0, "mask-4", "in batches of 4 BatchNorm is more accurate with a mask than over padding", ASKED_FOR);
    private static final Expectation PADDING_LARGE =
            Expectation.above(0, "mask-32", "so it is in batches of 32", ASKED_FOR);
    private static final Expectation LAYER_SMALL = Expectation.above(
            0,
            "layer-4",
            "in batches of 4 LayerNorm is more accurate than BatchNorm with a mask",
            "Ba, Kiros and Hinton 2016, arXiv 1607.06450: made for small batches and sequences");
    private static final Expectation BATCH_LARGE = Expectation.above(
            0,
            "batch-32",
            "in batches of 32 BatchNorm with a mask is more accurate than LayerNorm",
            "Zerveas et al. 2021, arXiv 2010.02803: transformers of time series do better with BatchNorm");
    private static final Expectation RMS = Expectation.within(
            0.02,
            0,
            "rms",
            "in batches of 32 RmsNorm is as accurate as LayerNorm within 0.02",
            "Zhang and Sennrich 2019, arXiv 1910.07467");

    /** A normalization by its name. */
    private record Norm(String words, Layer layer) {
        static final Norm UNMASKED = new Norm("BatchNorm over padding", new UnmaskedBatchNorm(BatchNorm.standard()));
        static final Norm BATCH = new Norm("BatchNorm, masked", Layers.batchNorm());
        static final Norm LAYER = new Norm("LayerNorm", Layers.layerNorm());
        static final Norm RMS = new Norm("RmsNorm", Layers.rmsNorm());
        static final List<Norm> ALL = List.of(UNMASKED, BATCH, LAYER, RMS);
    }

    private record Setting(Norm norm, int batchSize) {}

    /** Of the frozen network on test sequences. */
    private record Result(double accuracy, double logLoss) {}

    /** How many seeds there are, and how many sequences each training sees. */
    record Effort(int seeds, int seen) {}

    private final Effort full;
    private final Effort quick;

    public SequencesExperiment() {
        this(FULL, QUICK);
    }

    SequencesExperiment(Effort full, Effort quick) {
        this.full = full;
        this.quick = quick;
    }

    @Override
    public String name() {
        return "sequences";
    }

    @Override
    public String question() {
        return "which normalization for sequences of different lengths?";
    }

    @Override
    public List<Claim> claims() {
        return Expectation.claims(PADDING_SMALL, PADDING_LARGE, LAYER_SMALL, BATCH_LARGE, RMS);
    }

    @Override
    public Optional<DataSplit> ownData(Size size, long seed) {
        return Optional.of(size == Size.QUICK ? MadeSequences.of(seed, 300, 300) : MadeSequences.of(seed, 500, 1_000));
    }

    @Override
    public boolean takes(DataKind kind) {
        return kind == DataKind.SERIES;
    }

    @Override
    public void requireFitting(String data, Dataset training) {
        if (training.inputShape().rank() != 2 || !(training.target() instanceof Target.Classes)) {
            throw new EvenkeelException("Experiment 'sequences' needs sequences [positions, channels] in classes, but "
                    + data + " has examples " + training.inputShape() + " and "
                    + training.target().describe()
                    + ". Give it time series (.ts) in classes, or leave --data out: it makes sequences itself");
        }
    }

    @Override
    public Findings run(Laboratory laboratory) {
        requireFitting(laboratory.name(), laboratory.training());
        Effort effort = laboratory.size() == Size.QUICK ? quick : full;
        int epochs = Math.max(
                1, Math.round((float) effort.seen() / laboratory.training().size()));
        List<Setting> settings = new ArrayList<>();
        for (int batchSize : List.of(SMALL, LARGE)) {
            for (Norm norm : Norm.ALL) {
                settings.add(new Setting(norm, batchSize));
            }
        }
        Trials<Setting, Result> trials = Trials.run(
                laboratory,
                name(),
                settings,
                LongStream.range(0, effort.seeds())
                        .mapToObj(index -> Randomness.key(laboratory.seed(), "trial", index))
                        .toList(),
                (setting, seed) -> result(laboratory, setting, epochs, seed));
        return new Findings(
                List.of(
                        PADDING_SMALL.judge(difference(trials, Norm.BATCH, Norm.UNMASKED, SMALL)),
                        PADDING_LARGE.judge(difference(trials, Norm.BATCH, Norm.UNMASKED, LARGE)),
                        LAYER_SMALL.judge(difference(trials, Norm.LAYER, Norm.BATCH, SMALL)),
                        BATCH_LARGE.judge(difference(trials, Norm.BATCH, Norm.LAYER, LARGE)),
                        RMS.judge(difference(trials, Norm.RMS, Norm.LAYER, LARGE))),
                List.of(
                        padding(laboratory),
                        bars("Test accuracy", "test accuracy", trials, settings, Result::accuracy),
                        bars("Log loss on test sequences", "log loss", trials, settings, Result::logLoss),
                        table(trials, settings)));
    }

    private static Result result(Laboratory laboratory, Setting setting, int epochs, long seed) {
        Dataset training = laboratory.training();
        int classes = ((Target.Classes) training.target()).count();
        Network network = Transformer.of(2, 4, 32)
                .normalization(setting.norm().layer())
                .classifier(training.inputShape(), classes);
        Map<String, Double> measured = Evaluation.of(
                Trainer.of(network)
                        .optimizer(Optimizers.adam(0.004 * Math.sqrt(setting.batchSize() / 32.0)))
                        .schedule(Schedules.oneCycle())
                        .statistics(ShippedStatistics.RUNNING)
                        .batchSize(setting.batchSize())
                        .epochs(epochs)
                        .seed(seed)
                        .threads(1)
                        .fit(training)
                        .freezeUnfolded(),
                laboratory.test(),
                List.of(Metrics.accuracy(), Metrics.logLoss()));
        List<Double> values = List.copyOf(measured.values());
        return new Result(values.get(0), values.get(1));
    }

    private static Estimate difference(Trials<Setting, Result> trials, Norm better, Norm worse, int batchSize) {
        return trials.difference(new Setting(better, batchSize), new Setting(worse, batchSize), Result::accuracy);
    }

    private static Block padding(Laboratory laboratory) {
        Dataset training = laboratory.training();
        int positions = training.inputShape().positions();
        long[] real = new long[1];
        training.forEachBatch(LARGE, batch -> real[0] += batch.mask().realRows(0, batch.examples() * positions));
        double share = 1 - (double) real[0] / ((double) training.size() * positions);
        return new Block.Text(Estimate.shown(100 * share) + " % of the positions to learn from are padding, of "
                + training.size() + " sequences of up to " + positions + " positions.");
    }

    private static Block bars(
            String title,
            String axis,
            Trials<Setting, Result> trials,
            List<Setting> settings,
            ToDoubleFunction<Result> measure) {
        return new Block.Bars(
                title,
                Axis.linear(axis),
                settings.stream()
                        .map(setting -> trials.estimate(setting, measure)
                                .bar(setting.norm().words() + ", batch " + setting.batchSize()))
                        .toList());
    }

    private static Block table(Trials<Setting, Result> trials, List<Setting> settings) {
        List<List<String>> rows = new ArrayList<>();
        for (Setting setting : settings) {
            String batch = Integer.toString(setting.batchSize());
            rows.add(trials.estimate(setting, Result::accuracy)
                    .row(setting.norm().words(), batch, "accuracy"));
            rows.add(
                    trials.estimate(setting, Result::logLoss).row(setting.norm().words(), batch, "log loss"));
        }
        return new Block.Table("On test sequences", Estimate.columns("normalization", "batch", "measure"), rows);
    }
}
