package dev.evenkeel.lab.training;

import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.drift.DriftMonitor;
import dev.evenkeel.drift.DriftReport.Verdict;
import dev.evenkeel.drift.DriftSettings;
import dev.evenkeel.drift.InputReservoir;
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
import dev.evenkeel.model.Model;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Can a model tell that its world has changed? First made examples, of which all is known: how often the drift monitor says
 * drifting though nothing drifts, and how many examples it takes to find shifts of 0.1, 0.2 and 0.5 deviations. Then two hidden
 * layers of 100 with BatchNorm and ReLU on test examples as they are, brighter by 10 %, blurred, inverted and faded: how many
 * examples pass until it says so, and how much accuracy comes back when the model is recalibrated on inputs that were
 * collected meanwhile, without labels.
 */
final class DriftExperiment implements Experiment {
    private static final int SEEDS = 5;
    private static final int DAYS = 200;
    private static final int QUICK_DAYS = 40;
    private static final int DAY = 1_024;
    private static final int MOST = 32_768;
    private static final String TEST = "the test spends 5 % over its whole life; docs/drift.md";
    private static final String POWER = "docs/drift.md";
    private static final Expectation CALM = Expectation.below(
            0.05, "calm", "on fewer than 5 % of days without drift it says drifting, values being independent", TEST);
    private static final Expectation ALIKE =
            Expectation.below(0.05, "alike", "nor where all channels are the same", TEST);
    private static final Expectation RARE =
            Expectation.below(0.05, "rare", "nor where values are 0 in 49 of 50 examples", TEST);
    private static final Expectation EDGE = Expectation.below(
            0.05, "edge", "nor where the means are off by 0.05 deviations, the most that does not count", TEST);
    private static final Expectation TENTH =
            Expectation.below(16_385, "tenth", "a shift of 0.1 deviations is found within 16,384 examples", POWER);
    private static final Expectation FIFTH = Expectation.below(2_049, "fifth", "one of 0.2 within 2,048", POWER);
    private static final Expectation HALF = Expectation.below(257, "half", "one of 0.5 within 256", POWER);
    private static final Expectation SAME = Expectation.above(
            0.99, "same", "on test examples as they are it does not say drifting", "they are drawn as the training's");
    private static final Expectation INVERTED = Expectation.below(
            129, "inverted", "that inputs are inverted is found within 128 examples", "their means move by deviations");
    private static final Expectation FADED =
            Expectation.below(129, "faded", "that they are 0.4 x + 0.3 too", "their variance is 0.16 of what it was");
    private static final Expectation REGAINED = Expectation.above(
            0.2,
            "regained",
            "on inputs 0.4 x + 0.3 recalibration on inputs without labels gains more than 0.2 of accuracy",
            "statistics of the new domain undo an affine change: Li et al. 2016 (AdaBN); the size is ours");

    private enum Change {
        SAME("as they are"),
        BRIGHTER("brighter by 10 %"),
        BLURRED("blurred"),
        INVERTED("inverted"),
        FADED("0.4 x + 0.3");

        final String words;

        Change(String words) {
            this.words = words;
        }
    }

    /** What is measured on made examples: how often of days, or how many examples. */
    private record Made(String words, SimulatedDays.Source source, double shift) {
        static Made calm(SimulatedDays.Source source) {
            return new Made(source.words, source, 0);
        }

        static Made shifted(double shift) {
            return new Made("shift of " + shift, SimulatedDays.Source.INDEPENDENT, shift);
        }
    }

    /** Test examples that were changed. */
    private record Changed(Dataset whole, Change change) implements Dataset {
        @Override
        public int size() {
            return whole.size();
        }

        @Override
        public Shape inputShape() {
            return whole.inputShape();
        }

        @Override
        public Target target() {
            return whole.target();
        }

        @Override
        public void read(int index, Batch batch, int row) {
            whole.read(index, batch, row);
            int from = batch.inputOffset(row);
            float[] before =
                    Arrays.copyOfRange(batch.inputs(), from, from + inputShape().size());
            for (int place = 0; place < before.length; place++) {
                batch.inputs()[from + place] = changed(before, place);
            }
        }

        private float changed(float[] before, int place) {
            float value = before[place];
            return switch (change) {
                case SAME -> value;
                case BRIGHTER -> 1.1f * value;
                case BLURRED -> blurred(before, place);
                case INVERTED -> 1 - value;
                case FADED -> 0.4f * value + 0.3f;
            };
        }

        /** The mean of 3 x 3 pixels of an image, of 3 neighbours of anything else. */
        private float blurred(float[] before, int place) {
            boolean image = inputShape().rank() == 3;
            int channels = image ? inputShape().channels() : 1;
            int width = image ? inputShape().extent(1) : before.length;
            int height = before.length / channels / width;
            int column = place / channels % width;
            int line = place / channels / width;
            float sum = 0;
            int count = 0;
            for (int y = Math.max(0, line - 1); y <= Math.min(height - 1, line + 1); y++) {
                for (int x = Math.max(0, column - 1); x <= Math.min(width - 1, column + 1); x++) {
                    sum += before[(y * width + x) * channels + place % channels];
                    count++;
                }
            }
            return sum / count;
        }
    }

    /** @param found after how many examples; all, and one more, if it was not */
    private record Result(double found, boolean drifting, double before, double after) {
        double steady() {
            return drifting ? 0 : 1;
        }

        double gain() {
            return after - before;
        }
    }

    @Override
    public String name() {
        return "drift";
    }

    @Override
    public String question() {
        return "can a model tell that its world has changed?";
    }

    @Override
    public List<Claim> claims() {
        return Expectation.claims(CALM, ALIKE, RARE, EDGE, TENTH, FIFTH, HALF, SAME, INVERTED, FADED, REGAINED);
    }

    @Override
    public Findings run(Laboratory laboratory) {
        Examples examples = Examples.of(laboratory, name(), SEEDS);
        boolean quick = laboratory.size() == Size.QUICK;
        int days = quick ? QUICK_DAYS : DAYS;
        List<Made> calm =
                Arrays.stream(SimulatedDays.Source.values()).map(Made::calm).toList();
        List<Made> shifts = List.of(Made.shifted(0.1), Made.shifted(0.2), Made.shifted(0.5));
        Trials<Made, Double> made = Trials.run(
                laboratory,
                name(),
                java.util.stream.Stream.concat(calm.stream(), shifts.stream()).toList(),
                examples.seeds(),
                (setting, seed) -> setting.shift() == 0
                        ? SimulatedDays.falseAlarms(setting.source(), days, DAY, seed)
                        : SimulatedDays.untilFound(setting.shift(), MOST, seed));
        List<Change> changes = List.of(Change.values());
        int epochs = quick ? 4 : 8;
        Trials<Change, Result> trials = Trials.run(
                laboratory,
                name(),
                changes,
                examples.seeds(),
                (change, seed) -> result(examples, change, epochs, seed));
        return new Findings(
                judged(made, calm, shifts, trials),
                List.of(accuracies(trials, changes), simulated(made, calm, shifts), table(trials, changes)));
    }

    private static List<Judgement> judged(
            Trials<Made, Double> made, List<Made> calm, List<Made> shifts, Trials<Change, Result> trials) {
        List<Judgement> judgements = new ArrayList<>();
        List<Expectation> alarms = List.of(CALM, ALIKE, RARE, EDGE);
        for (int index = 0; index < alarms.size(); index++) {
            judgements.add(alarms.get(index).judge(made.estimate(calm.get(index), share -> share)));
        }
        List<Expectation> powers = List.of(TENTH, FIFTH, HALF);
        for (int index = 0; index < powers.size(); index++) {
            judgements.add(powers.get(index).judge(made.estimate(shifts.get(index), count -> count)));
        }
        judgements.add(SAME.judge(trials.estimate(Change.SAME, Result::steady)));
        judgements.add(INVERTED.judge(trials.estimate(Change.INVERTED, Result::found)));
        judgements.add(FADED.judge(trials.estimate(Change.FADED, Result::found)));
        judgements.add(REGAINED.judge(trials.estimate(Change.FADED, Result::gain)));
        return judgements;
    }

    private static Block simulated(Trials<Made, Double> made, List<Made> calm, List<Made> shifts) {
        List<List<String>> rows = new ArrayList<>();
        calm.forEach(setting ->
                rows.add(made.estimate(setting, share -> share).row(setting.words(), "share of days with an alarm")));
        shifts.forEach(setting ->
                rows.add(made.estimate(setting, count -> count).row(setting.words(), "examples until found")));
        return new Block.Table("Made examples of 16 values", Estimate.columns("values", "measure"), rows);
    }

    private static Block accuracies(Trials<Change, Result> trials, List<Change> changes) {
        List<Block.Bar> bars = new ArrayList<>();
        for (Change change : changes) {
            bars.add(trials.estimate(change, Result::before).bar(change.words));
            bars.add(trials.estimate(change, Result::after).bar(change.words + ", recalibrated"));
        }
        return new Block.Bars("Test accuracy", Axis.linear("test accuracy"), bars);
    }

    private static Block table(Trials<Change, Result> trials, List<Change> changes) {
        List<List<String>> rows = new ArrayList<>();
        for (Change change : changes) {
            rows.add(trials.estimate(change, Result::steady).row(change.words, "not found"));
            rows.add(trials.estimate(change, Result::found).row(change.words, "examples until found"));
            rows.add(trials.estimate(change, Result::before).row(change.words, "accuracy"));
            rows.add(trials.estimate(change, Result::after).row(change.words, "accuracy, recalibrated"));
            rows.add(trials.estimate(change, Result::gain).row(change.words, "gain"));
        }
        return new Block.Table("Test examples", Estimate.columns("inputs", "measure"), rows);
    }

    /** The first half of the inputs is what the model is recalibrated on, the second what it is measured on. */
    private static Result result(Examples examples, Change change, int epochs, long seed) {
        Learner learner =
                new Learner(Networks.hidden(examples, 2, Configuration.BATCH_NORM), examples.training(), 64, 0.2, seed);
        learner.learn(examples.order(epochs * examples.training().size(), seed));
        Model model = learner.model().recalibrate(examples.training());
        Dataset test = new Changed(examples.test(), change);
        int half = test.size() / 2;
        Dataset measured = test.select(IntStream.range(half, test.size()).toArray());
        InputReservoir collected = new InputReservoir(test.inputShape(), half, seed);
        test.select(IntStream.range(0, half).toArray())
                .forEachBatch(64, batch -> collected.offer(batch.inputs(), 0, batch.examples(), batch.mask()));
        int found = untilFound(model, test);
        return new Result(
                found,
                found <= test.size(),
                Learner.accuracy(model, measured),
                Learner.accuracy(model.recalibrate(collected.dataset()), measured));
    }

    private static int untilFound(Model model, Dataset test) {
        DriftMonitor monitor = DriftMonitor.of(model, DriftSettings.standard().every(1));
        int[] found = {0, test.size() + 1};
        test.forEachBatch(64, batch -> {
            monitor.observe(batch.inputs(), 0, batch.examples(), batch.mask());
            found[0] += batch.examples();
            if (found[1] > test.size() && monitor.report().verdict() == Verdict.DRIFTING) {
                found[1] = found[0];
            }
        });
        return found[1];
    }
}
