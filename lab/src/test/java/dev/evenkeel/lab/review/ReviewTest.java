package dev.evenkeel.lab.review;

import static dev.evenkeel.network.Layers.linear;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.data.table.encoding.InputColumn;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Example;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.lab.review.ReviewFinding.Rule;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.train.loss.Losses;
import dev.evenkeel.train.optimizer.Optimizers;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class ReviewTest {
    private static final List<InputColumn> COLUMNS =
            List.of(new InputColumn("number", 0, 1), new InputColumn("noise", 1, 1), new InputColumn("kind", 2, 2));

    private final Random random = new Random(5);

    @Test
    void aColumnThatAloneTellsTheClassesIsNamed() {
        IntToDoubleFunction number = row -> (row % 2) * 2 - 1 + random.nextGaussian() / 10;
        Dataset training = rows(200, 2, row -> row % 2, number);
        Dataset test = rows(60, 2, row -> row % 2, number);

        List<ReviewFinding> findings =
                Review.of(predictor(training), training, test).columns(COLUMNS).findings();

        assertThat(findings).extracting(ReviewFinding::rule).containsExactly(Rule.LEAKING_COLUMN);
        assertThat(findings.get(0).message())
                .startsWith(
                        "Column 'number' alone tells the classes as well as the network does: accuracy 1.000 on the "
                                + "test part, where the network has 1.000 and the next best column, '");
    }

    @Test
    void aColumnThatCarriesTheSignalOfASmallTableIsNoLeak() {
        IntToDoubleFunction number = row -> (row % 2) * 2 - 1 + random.nextGaussian() / 10;
        IntUnaryOperator third = row -> row / 5 % 3;
        IntToDoubleFunction one = row -> third.applyAsInt(row) + random.nextGaussian() / 20;
        for (int tested : new int[] {10, 16, 24}) {
            assertThat(leaks(rows(4 * tested, 2, row -> row % 2, number), rows(tested, 2, row -> row % 2, number)))
                    .isZero();
            assertThat(leaks(rows(4 * tested, 3, third, one), rows(tested, 3, third, one)))
                    .isZero();
        }
        assertThat(leaks(rows(420, 3, third, one), rows(105, 3, third, one))).isEqualTo(1);
    }

    @Test
    void aFewWholeNumbersThatALineParts() {
        IntToDoubleFunction number = row -> (row % 2) * 5 + random.nextInt(5);

        assertThat(leaks(rows(64, 2, row -> row % 2, number), rows(16, 2, row -> row % 2, number)))
                .isZero();
    }

    @Test
    void aCopyOfTheClassesOfASmallTableIsNamed() {
        IntToDoubleFunction code = row -> row % 2 == 0 ? 8 : 3;
        IntToDoubleFunction ofThree = row -> new int[] {7, -2, 30}[row % 3];

        assertThat(leaks(rows(40, 2, row -> row % 2, code), rows(10, 2, row -> row % 2, code)))
                .isEqualTo(1);
        assertThat(leaks(rows(40, 3, row -> row % 3, ofThree), rows(10, 3, row -> row % 3, ofThree)))
                .isEqualTo(1);
        assertThat(leaks(rows(20, 2, row -> row % 2, code), rows(5, 2, row -> row % 2, code)))
                .as("so few rows tell nothing")
                .isZero();
    }

    private long leaks(Dataset training, Dataset test) {
        return Review.of(predictor(training), training, test).columns(COLUMNS).findings().stream()
                .filter(finding -> finding.rule() == Rule.LEAKING_COLUMN)
                .count();
    }

    @Test
    void columnsThatShareTheWorkAreNoLeak() {
        Dataset training = both(300);
        Dataset test = both(100);

        assertThat(Review.of(predictor(training), training, test)
                        .columns(COLUMNS)
                        .findings())
                .isEmpty();
    }

    @Test
    void guessingAndAClassThatIsNeverPredictedAreTold() {
        Dataset training = rows(200, 2, row -> row % 20 == 0 ? 1 : 0, row -> 0);
        Dataset test = rows(60, 2, row -> row % 20 == 0 ? 1 : 0, row -> 0);
        Predictor predictor = predictor(training);

        assertThat(Review.of(predictor, training, test).columns(COLUMNS).findings())
                .extracting(ReviewFinding::toString)
                .containsExactly(
                        "Accuracy 0.950 on the test part is no better than always predicting the commonest class, 'c0' "
                                + "(0.950) [no-better-than-guessing]",
                        "Class 'c1' (3 of 60 examples) of the test part is never predicted. Rare classes count as much as "
                                + "common ones with --class-weights balanced (Trainer.classWeights(ClassWeights."
                                + "balanced())) [never-predicted]");
        assertThat(Review.of(predictor, training, test)
                        .weighed()
                        .findings()
                        .get(1)
                        .message())
                .endsWith("is never predicted. More examples of it would help");
    }

    @Test
    void classesWithoutATestAreTold() {
        Dataset training = rows(200, 4, row -> row < 2 ? 2 + row : row % 2, row -> (row % 2) * 2 - 1);
        Dataset test = rows(60, 4, row -> row % 2, row -> (row % 2) * 2 - 1);

        assertThat(Review.of(predictor(training), training, test).findings())
                .extracting(ReviewFinding::message)
                .containsExactly(
                        "2 classes have no example in the test part, so nothing tests them: 'c2' (learnt from 1), "
                                + "'c3' (learnt from 1)");
    }

    @Test
    void numbersThatTheirMeanPredictsAsWellAreTold() {
        float[][] inputs = new float[40][1];
        float[][] targets = new float[40][1];
        for (int row = 0; row < 40; row++) {
            inputs[row][0] = row % 5;
            targets[row][0] = row % 5;
        }
        Dataset data = Datasets.of(Shape.of(1), inputs, targets);
        Trainer trainer = Trainer.of(Network.of(Shape.of(1), linear(1)))
                .loss(Losses.meanSquaredError())
                .threads(1);

        Predictor bad =
                trainer.optimizer(Optimizers.sgd(1e-9)).epochs(1).fit(data).freeze();
        Predictor good =
                trainer.optimizer(Optimizers.sgd(0.1)).epochs(60).fit(data).freeze();

        assertThat(Review.of(bad, data, data).findings())
                .singleElement()
                .asString()
                .contains("no better than always predicting the mean [no-better-than-guessing]");
        assertThat(Review.of(good, data, data).findings()).isEmpty();
    }

    @Test
    void aCopyOfTheClassIsNamedWhateverTheNetworkAndTheOtherColumnsDo() {
        int[] codes = {7, -2, 30};
        Dataset training = withKind(300, row -> row % 3, row -> codes[row % 3]);
        Dataset test = withKind(60, row -> row % 3, row -> codes[row % 3]);
        Predictor untrained = Trainer.of(Network.of(Shape.of(4), linear(3)))
                .optimizer(Optimizers.sgd(1e-9))
                .epochs(1)
                .threads(1)
                .fit(training)
                .freeze();

        for (Predictor predictor : List.of(untrained, predictor(training))) {
            assertThat(Review.of(predictor, training, test).columns(COLUMNS).findings())
                    .filteredOn(finding -> finding.rule() == Rule.LEAKING_COLUMN)
                    .extracting(ReviewFinding::message)
                    .containsExactly(
                            "Column 'number' alone tells the class of every row, or nearly: its few values each "
                                    + "belong to one class. If it is a copy of the target, or known only once the target is, "
                                    + "leave it out (--drop-columns, EncodingRules.drop): on new rows it tells nothing");
        }
    }

    @Test
    void aCopyOfTheClassWithAFewErrorsIsNamedButAColumnThatOnlyHelpsIsNot() {
        IntUnaryOperator classOf = row -> row % 2;

        assertThat(leaks(classOf, row -> row % 200 == 7 ? 5 : 5 + row % 2)).isEqualTo(1);
        assertThat(leaks(classOf, row -> row % 20 == 7 ? 5 : 5 + row % 2)).isZero();
        assertThat(leaks(classOf, row -> row)).isZero();
    }

    private long leaks(IntUnaryOperator classOf, IntToDoubleFunction number) {
        Dataset training = withKind(400, classOf, number);
        Dataset test = withKind(200, classOf, number);
        return TargetCopy.find(COLUMNS, training, test).stream().count();
    }

    @Test
    void aCopyOfTheNumberOnAnotherScaleIsNamed() {
        assertThat(copies((x, noise) -> x * 9 / 5 + 32)).isEqualTo(1);
        assertThat(copies((x, noise) -> -x)).isEqualTo(1);
        assertThat(copies((x, noise) -> Math.exp(x))).isEqualTo(1);
        assertThat(copies((x, noise) -> x + noise / 20)).isZero();
        assertThat(copies((x, noise) -> 3)).isZero();
    }

    private long copies(DoubleBinaryOperator column) {
        float[][] inputs = new float[200][2];
        float[][] targets = new float[200][1];
        for (int row = 0; row < 200; row++) {
            double target = random.nextGaussian();
            inputs[row][0] = (float) column.applyAsDouble(target, random.nextGaussian());
            inputs[row][1] = (float) random.nextGaussian();
            targets[row][0] = (float) target;
        }
        Dataset data = Datasets.of(Shape.of(2), inputs, targets);
        List<InputColumn> columns = List.of(new InputColumn("other", 0, 1), new InputColumn("noise", 1, 1));
        return TargetCopy.find(columns, data, data).stream().count();
    }

    /** Rows whose other columns help too. */
    private Dataset withKind(int size, IntUnaryOperator classOf, IntToDoubleFunction number) {
        List<Example> examples = new ArrayList<>();
        for (int row = 0; row < size; row++) {
            float helpful = classOf.applyAsInt(row) + (float) random.nextGaussian() / 2;
            float[] input = {(float) number.applyAsDouble(row), helpful, row % 7 == 0 ? 1 : 0, row % 7 == 0 ? 0 : 1};
            examples.add(Example.of(input, classOf.applyAsInt(row)));
        }
        return Datasets.of(Shape.of(4), Target.classes(List.of("c0", "c1", "c2")), examples);
    }

    private Dataset both(int size) {
        List<Example> examples = new ArrayList<>();
        for (int row = 0; row < size; row++) {
            float one = (float) random.nextGaussian();
            float other = (float) random.nextGaussian();
            examples.add(Example.of(new float[] {one, other, 1, 0}, one + other > 0 ? 1 : 0));
        }
        return Datasets.of(Shape.of(4), Target.classes(List.of("a", "b")), examples);
    }

    private Dataset rows(int size, int classes, IntUnaryOperator classOf, IntToDoubleFunction number) {
        List<Example> examples = new ArrayList<>();
        for (int row = 0; row < size; row++) {
            float[] input = {
                (float) number.applyAsDouble(row),
                (float) random.nextGaussian(),
                row % 3 == 0 ? 1 : 0,
                row % 3 == 0 ? 0 : 1
            };
            examples.add(Example.of(input, classOf.applyAsInt(row)));
        }
        List<String> labels = new ArrayList<>();
        for (int index = 0; index < classes; index++) {
            labels.add("c" + index);
        }
        return Datasets.of(Shape.of(4), Target.classes(labels), examples);
    }

    private static Predictor predictor(Dataset training) {
        int classes = ((Target.Classes) training.target()).count();
        return Trainer.of(Network.of(Shape.of(4), linear(classes)))
                .optimizer(Optimizers.sgd(0.2))
                .epochs(30)
                .threads(1)
                .fit(training)
                .freeze();
    }
}
