package dev.evenkeel.lab.sequence;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.DataKind;
import dev.evenkeel.data.DataSource;
import dev.evenkeel.data.split.DataSplit;
import dev.evenkeel.data.text.TextDataset;
import dev.evenkeel.data.text.TextRules;
import dev.evenkeel.data.text.TextSet;
import dev.evenkeel.data.text.Vocabulary;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.inference.Sampling;
import dev.evenkeel.inference.TokenGenerator;
import dev.evenkeel.lab.experiment.Claim;
import dev.evenkeel.lab.experiment.Estimate;
import dev.evenkeel.lab.experiment.Expectation;
import dev.evenkeel.lab.experiment.Experiment;
import dev.evenkeel.lab.experiment.Findings;
import dev.evenkeel.lab.experiment.Judgement;
import dev.evenkeel.lab.experiment.Laboratory;
import dev.evenkeel.lab.experiment.Laboratory.Size;
import dev.evenkeel.lab.experiment.Trials;
import dev.evenkeel.lab.report.Block;
import dev.evenkeel.lab.report.Block.Axis;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Transformer;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.train.ShippedStatistics;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.train.loss.Losses;
import dev.evenkeel.train.optimizer.Optimizers;
import dev.evenkeel.train.schedule.Schedules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Does batch normalization let a language model see what it should predict? Causal transformers of two blocks, pre-norm, 32 wide,
 * Adam in one cycle, on a text, and on dice: letters drawn one by one, whose entropy no honest prediction beats. Losses are of text that was not learnt
 * from: as training computes them, with the statistics of the batch, and one position after the other, as the network generates, with running
 * averages.
 */
public final class LeakExperiment implements Experiment {
    private static final int CHARACTERS = 24_000;
    private static final int CONTEXT = 32;
    private static final int DICE_CONTEXT = 16;
    private static final int LETTERS = 16;
    private static final double ENTROPY = Math.log(LETTERS);
    private static final int ONE = 1;
    private static final int SMALL = 4;
    private static final int LARGE = 16;
    private static final Effort FULL = new Effort(5, 1_400, 6, 12_000);
    private static final Effort QUICK = new Effort(3, 400, 3, 2_000);
    private static final int MEASURED = 64;
    private static final int SAMPLE = 120;
    private static final String LEAKS =
            "a batch's mean and variance are of all its positions, later ones too; the size is our guess";
    private static final Expectation FUTURE = Expectation.above(
            0.01,
            "future",
            "with BatchNorm other characters behind a position move more than 0.01 of the probability at it in training",
            LEAKS);
    private static final Expectation NO_FUTURE = Expectation.within(
            Double.MIN_VALUE,
            0,
            "no-future",
            "with LayerNorm and RmsNorm they change no bit",
            "a position is normalised by itself, and attention is causal");
    private static final Expectation CHEATS = Expectation.above(
            0.02,
            "cheats",
            "with BatchNorm, in batches of 4, the loss is lower by more than 0.02 nats as training computes it than in"
                    + " generation",
            LEAKS);
    private static final Expectation CHEATS_ALONE =
            Expectation.above(0.1, "cheats-1", "in batches of 1 window it is lower by more than 0.1 nats", LEAKS);
    private static final Expectation HONEST = Expectation.within(
            1e-4, 0, "honest", "with LayerNorm the two are the same within 0.0001", "it has no statistics of batches");
    private static final Expectation WORSE = Expectation.above(
            0.02,
            "generation",
            "in generation, in batches of 4, the loss with BatchNorm is higher than with LayerNorm by more than 0.02 nats",
            "Shen et al. 2020, arXiv 2003.07845; the size is our guess");
    private static final Expectation WORSE_ALONE =
            Expectation.above(0.1, "generation-1", "in batches of 1 window it is higher by more than 0.1 nats", LEAKS);
    private static final Expectation BELOW_ENTROPY = Expectation.below(
            ENTROPY - 0.02,
            "dice",
            "on dice with BatchNorm, in batches of 4, the loss as training computes it is below the entropy ln 16 = 2.773"
                    + " by more than 0.02 nats",
            "the histogram of n characters of k kinds alone tells of each (k - 1) / (2 n) nats: here 0.117");
    private static final Expectation FAR_BELOW = Expectation.below(
            ENTROPY - 1,
            "dice-1",
            "in batches of 1 window of 16 letters it is below by more than 1 nat",
            "seen on seed 1 before it was claimed");
    private static final Expectation FAR_ABOVE = Expectation.above(
            ENTROPY + 1,
            "dice-generation",
            "and in generation above by more than 1 nat",
            "seen on seed 1 before it was claimed");
    private static final Expectation DICE_HONEST = Expectation.within(
            0.02, ENTROPY, "dice-honest", "on dice with LayerNorm it is within 0.02 of it", "Gibbs' inequality");

    /** A normalization by its name. */
    private record Norm(String words, Layer layer) {
        static final Norm BATCH = new Norm("BatchNorm", Layers.batchNorm());
        static final Norm LAYER = new Norm("LayerNorm", Layers.layerNorm());
        static final Norm RMS = new Norm("RmsNorm", Layers.rmsNorm());
        static final List<Norm> ALL = List.of(BATCH, LAYER, RMS);
    }

    private enum Text {
        GIVEN,
        DICE
    }

    private record Setting(Text text, Norm norm, int batchSize) {
        String words() {
            return norm.words() + ", batch " + batchSize + (text == Text.DICE ? ", dice" : "");
        }
    }

    /** Losses on text that was not learnt from, in nats for a character, and how the future changes the past. */
    private record Result(double training, double frozen, double generation, double influence, String sample) {
        double gap() {
            return generation - training;
        }
    }

    /** What is learnt and what is measured on. */
    private record Material(Dataset training, Dataset test, Vocabulary vocabulary) {
        static Material of(Dataset training, Dataset test, int windows, long seed) {
            int[] chosen = IntStream.range(0, training.size()).toArray();
            Randomness.of(seed, "windows").shuffle(chosen);
            return new Material(
                    training.select(Arrays.copyOf(chosen, Math.min(windows, chosen.length))),
                    test.select(
                            IntStream.range(0, Math.min(MEASURED, test.size())).toArray()),
                    ((TextDataset) training).vocabulary());
        }
    }

    /**
     * How much is learnt.
     *
     * @param windows of the text, at most
     * @param epochs over them
     * @param dice windows of dice, each seen once
     */
    record Effort(int seeds, int windows, int epochs, int dice) {}

    private final Effort full;
    private final Effort quick;

    public LeakExperiment() {
        this(FULL, QUICK);
    }

    LeakExperiment(Effort full, Effort quick) {
        this.full = full;
        this.quick = quick;
    }

    @Override
    public String name() {
        return "leak";
    }

    @Override
    public String question() {
        return "does batch normalization let a language model see what it should predict?";
    }

    @Override
    public List<Claim> claims() {
        return Expectation.claims(
                FUTURE,
                NO_FUTURE,
                CHEATS,
                CHEATS_ALONE,
                HONEST,
                WORSE,
                WORSE_ALONE,
                BELOW_ENTROPY,
                FAR_BELOW,
                FAR_ABOVE,
                DICE_HONEST);
    }

    @Override
    public Optional<DataSplit> ownData(Size size, long seed) {
        String sentences = MadeText.sentences(seed, CHARACTERS);
        // As many characters to measure on as there are windows of them, and one more, which the last one predicts.
        double share = (MEASURED * CONTEXT + 1.0) / sentences.length();
        TextSet text = TextSet.of("made sentences", sentences, TextRules.of(CONTEXT), share);
        return Optional.of(new DataSplit(text.training(), text.test().orElseThrow()));
    }

    @Override
    public boolean takes(DataKind kind) {
        return kind == DataKind.TEXT;
    }

    @Override
    public DataSource reading(DataSource source) {
        return source.text(TextRules.of(CONTEXT));
    }

    @Override
    public void requireFitting(String data, Dataset training) {
        if (!(training instanceof TextDataset)) {
            throw new EvenkeelException("Experiment 'leak' needs a text, but " + data + " has examples "
                    + training.inputShape() + ". Give it a FILE.txt, or leave --data out: it makes sentences itself");
        }
    }

    @Override
    public Findings run(Laboratory laboratory) {
        requireFitting(laboratory.name(), laboratory.training());
        Effort effort = laboratory.size() == Size.QUICK ? quick : full;
        Material text = Material.of(laboratory.training(), laboratory.test(), effort.windows(), laboratory.seed());
        Material dice = dice(effort.dice(), laboratory.seed());
        List<Setting> settings = new ArrayList<>();
        for (int batchSize : List.of(ONE, SMALL, LARGE)) {
            settings.add(new Setting(Text.GIVEN, Norm.BATCH, batchSize));
            settings.add(new Setting(Text.GIVEN, Norm.LAYER, batchSize));
        }
        settings.add(new Setting(Text.GIVEN, Norm.RMS, SMALL));
        settings.add(new Setting(Text.DICE, Norm.BATCH, ONE));
        settings.add(new Setting(Text.DICE, Norm.BATCH, SMALL));
        settings.add(new Setting(Text.DICE, Norm.LAYER, SMALL));
        Trials<Setting, Result> trials = Trials.run(
                laboratory,
                name(),
                settings,
                LongStream.range(0, effort.seeds())
                        .mapToObj(index -> Randomness.key(laboratory.seed(), "trial", index))
                        .toList(),
                (setting, seed) -> setting.text() == Text.DICE
                        ? result(dice, setting, 1, seed)
                        : result(text, setting, effort.epochs(), seed));
        return new Findings(
                judged(trials),
                List.of(
                        bars(trials, settings),
                        influences(trials, settings),
                        table(trials, settings),
                        samples(trials)));
    }

    private static Material dice(int windows, long seed) {
        // Windows to learn from begin half a context apart, those to measure on a whole one.
        int learnt = windows * DICE_CONTEXT / 2;
        int measured = MEASURED * DICE_CONTEXT + DICE_CONTEXT;
        TextSet text = TextSet.of(
                "dice",
                MadeText.dice(seed, LETTERS, learnt + measured),
                TextRules.of(DICE_CONTEXT),
                (double) measured / (learnt + measured));
        return Material.of(text.training(), text.test().orElseThrow(), windows, seed);
    }

    private static Result result(Material material, Setting setting, int epochs, long seed) {
        Model model = Trainer.of(Transformer.of(2, 2, 32)
                        .normalization(setting.norm().layer())
                        .languageModel(
                                material.vocabulary().tokens().size(),
                                material.training().inputShape().positions()))
                .loss(Losses.crossEntropy())
                .optimizer(Optimizers.adam(0.003 * Math.sqrt(setting.batchSize() / 4.0)))
                .schedule(Schedules.oneCycle())
                .statistics(ShippedStatistics.RUNNING)
                .batchSize(setting.batchSize())
                .epochs(epochs)
                .seed(seed)
                .threads(1)
                .fit(material.training());
        CausalModel causal = new CausalModel(model, material.test(), setting.batchSize());
        return new Result(
                causal.lossInTraining(),
                causal.lossFrozen(),
                causal.lossByPosition(),
                causal.influenceOfTheFuture(seed),
                sample(model, material.vocabulary(), seed));
    }

    private static String sample(Model model, Vocabulary vocabulary, long seed) {
        StringBuilder text = new StringBuilder();
        try (TokenGenerator generator =
                new TokenGenerator(model.freezeUnfolded(), new int[] {0}, Sampling.standard(), seed)) {
            for (int count = 0; count < SAMPLE; count++) {
                text.append(vocabulary.decode(generator.next()));
            }
        }
        return text.toString().replace('\n', ' ');
    }

    private static List<Judgement> judged(Trials<Setting, Result> trials) {
        Setting batch = new Setting(Text.GIVEN, Norm.BATCH, SMALL);
        Setting layer = new Setting(Text.GIVEN, Norm.LAYER, SMALL);
        Setting batchAlone = new Setting(Text.GIVEN, Norm.BATCH, ONE);
        Setting layerAlone = new Setting(Text.GIVEN, Norm.LAYER, ONE);
        Setting dice = new Setting(Text.DICE, Norm.BATCH, SMALL);
        Setting diceAlone = new Setting(Text.DICE, Norm.BATCH, ONE);
        Setting diceLayer = new Setting(Text.DICE, Norm.LAYER, SMALL);
        return List.of(
                FUTURE.judge(trials.estimate(batch, Result::influence)),
                NO_FUTURE.judge(unmoved(trials)),
                CHEATS.judge(trials.estimate(batch, Result::gap)),
                CHEATS_ALONE.judge(trials.estimate(batchAlone, Result::gap)),
                HONEST.judge(trials.estimate(layer, Result::gap)),
                WORSE.judge(trials.difference(batch, layer, Result::generation)),
                WORSE_ALONE.judge(trials.difference(batchAlone, layerAlone, Result::generation)),
                BELOW_ENTROPY.judge(trials.estimate(dice, Result::training)),
                FAR_BELOW.judge(trials.estimate(diceAlone, Result::training)),
                FAR_ABOVE.judge(trials.estimate(diceAlone, Result::generation)),
                DICE_HONEST.judge(trials.estimate(diceLayer, Result::training)));
    }

    /** Of all settings without statistics of batches, the larger for each seed. */
    private static Estimate unmoved(Trials<Setting, Result> trials) {
        List<Result> layer = trials.of(new Setting(Text.GIVEN, Norm.LAYER, SMALL));
        List<Result> rms = trials.of(new Setting(Text.GIVEN, Norm.RMS, SMALL));
        return Estimate.of(IntStream.range(0, layer.size())
                .mapToDouble(seed ->
                        Math.max(layer.get(seed).influence(), rms.get(seed).influence()))
                .toArray());
    }

    private static Block bars(Trials<Setting, Result> trials, List<Setting> settings) {
        List<Block.Bar> bars = new ArrayList<>();
        for (Setting setting : settings) {
            bars.add(trials.estimate(setting, Result::training).bar(setting.words() + ", as in training"));
            bars.add(trials.estimate(setting, Result::generation).bar(setting.words() + ", in generation"));
        }
        return new Block.Bars("Loss on text that was not learnt from", Axis.logarithmic("nats for a character"), bars);
    }

    private static Block influences(Trials<Setting, Result> trials, List<Setting> settings) {
        return new Block.Bars(
                "What other characters behind a position move of the probability at it, in training",
                Axis.linear("probability moved"),
                settings.stream()
                        .map(setting ->
                                trials.estimate(setting, Result::influence).bar(setting.words()))
                        .toList());
    }

    private static Block table(Trials<Setting, Result> trials, List<Setting> settings) {
        List<List<String>> rows = new ArrayList<>();
        for (Setting setting : settings) {
            String words = setting.words();
            rows.add(trials.estimate(setting, Result::training).row(words, "loss as in training"));
            rows.add(trials.estimate(setting, Result::frozen).row(words, "loss frozen, whole windows"));
            rows.add(trials.estimate(setting, Result::generation).row(words, "loss in generation"));
            rows.add(trials.estimate(setting, Result::gap).row(words, "generation less training"));
            rows.add(trials.estimate(setting, Result::influence).row(words, "probability moved by the future"));
        }
        return new Block.Table("On text that was not learnt from", Estimate.columns("setting", "measure"), rows);
    }

    private static Block samples(Trials<Setting, Result> trials) {
        return new Block.Table(
                "What they generate",
                List.of("normalization", "text"),
                Norm.ALL.stream()
                        .map(norm -> List.of(
                                norm.words(),
                                trials.of(new Setting(Text.GIVEN, norm, SMALL))
                                        .get(0)
                                        .sample()))
                        .toList());
    }
}
