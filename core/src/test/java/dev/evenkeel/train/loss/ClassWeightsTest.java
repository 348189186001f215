package dev.evenkeel.train.loss;

import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.train.loss.Losses.binaryCrossEntropy;
import static dev.evenkeel.train.loss.Losses.crossEntropy;
import static dev.evenkeel.train.optimizer.Optimizers.sgd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Example;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.EpochReport;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.train.metric.ConfusionMatrix;
import dev.evenkeel.train.schedule.Schedules;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassWeightsTest {
    private static final Target AB = Target.classes(List.of("a", "b"));

    @Test
    void balancedWeightsAreThoseOfScikitLearn() {
        assertThat(ClassWeights.balanced().of(data(AB, 0, 0, 0, 1))).containsExactly(4 / 6.0, 2.0);
        assertThat(ClassWeights.balanced().of(data(Target.classes(List.of("a", "b", "c")), 0, 0, 0, 2)))
                .as("a class without examples never counts")
                .containsExactly(4 / 6.0, 1.0, 2.0);
    }

    @Test
    void weightsByNameLeaveTheOthersAtOne() {
        assertThat(ClassWeights.of(Map.of("b", 3.0)).of(data(AB, 0, 1))).containsExactly(1.0, 3.0);
        assertThat(ClassWeights.of(0.5, 2).of(data(AB, 0, 1))).containsExactly(0.5, 2.0);
    }

    /** Weight 3 is the same as three examples, for a softmax and for one output. */
    @Test
    void anExampleOfWeightThreeCountsAsThree() {
        for (Loss loss : List.<Loss>of(crossEntropy(), binaryCrossEntropy())) {
            int outputs = loss instanceof CrossEntropy ? 2 : 1;
            Trainer trainer = Trainer.of(Network.of(Shape.of(2), linear(outputs)))
                    .loss(loss)
                    .optimizer(sgd(0.5))
                    .schedule(Schedules.constant())
                    .batchSize(100)
                    .epochs(20)
                    .threads(1);

            Model weighted = trainer.classWeights(ClassWeights.of(1, 3)).fit(data(AB, 0, 1, 0, 0));
            Model repeated = trainer.fit(repeated(data(AB, 0, 1, 0, 0), 1, 3));

            for (String tensor : List.of("0.weight", "0.bias")) {
                float[] one = weighted.tensor(tensor).toArray();
                float[] other = repeated.tensor(tensor).toArray();
                for (int index = 0; index < one.length; index++) {
                    assertThat(one[index]).isCloseTo(other[index], within(1e-5f));
                }
            }
        }
    }

    @Test
    void balancedWeightsFindARareClass() {
        Random random = new Random(3);
        List<Example> examples = new ArrayList<>();
        for (int row = 0; row < 400; row++) {
            boolean rare = row % 20 == 0;
            float[] input = {(float) (random.nextGaussian() + (rare ? 1 : 0)), (float) random.nextGaussian()};
            examples.add(Example.of(input, rare ? 1 : 0));
        }
        Dataset data = Datasets.of(Shape.of(2), AB, examples);
        Trainer trainer = Trainer.of(Network.of(Shape.of(2), linear(2)))
                .optimizer(sgd(0.5))
                .epochs(20)
                .threads(1);

        assertThat(recallOfRare(trainer.fit(data), data)).isLessThan(0.2);
        assertThat(recallOfRare(trainer.classWeights(ClassWeights.balanced()).fit(data), data))
                .isGreaterThan(0.5);
    }

    @Test
    void validationLossIsInTheUnitOfTheTraining() {
        Dataset data = data(AB, 0, 1, 0, 0, 1, 0);
        List<EpochReport> reports = new ArrayList<>();

        Trainer.of(Network.of(Shape.of(2), linear(2)))
                .optimizer(sgd(1e-12))
                .batchSize(100)
                .epochs(1)
                .validation(data)
                .classWeights(ClassWeights.of(1, 5))
                .onEpoch(reports::add)
                .fit(data);

        EpochReport report = reports.get(0);
        assertThat(report.validation().get("loss")).isCloseTo(report.loss(), within(1e-6));
        assertThat(report.validation().get("accuracy")).isCloseTo(report.accuracy(), within(1e-9));
    }

    @Test
    void theyStandInTheProvenanceAndAResumedRunNeedsTheSame(@TempDir Path folder) {
        Dataset data = data(AB, 0, 1, 0, 0, 1, 0);
        Trainer trainer = Trainer.of(Network.of(Shape.of(2), linear(2)))
                .epochs(2)
                .threads(1)
                .checkpoints(folder);
        Model model = trainer.classWeights(ClassWeights.balanced()).fit(data);

        assertThat(model.provenance().object("settings").string("classWeights")).isEqualTo("balanced");
        assertThat(model.provenance().object("settings").object("loss").toString())
                .contains("\"classWeights\":[0.75,1.5]");
        assertThatThrownBy(() ->
                        trainer.classWeights(ClassWeights.of(1, 2)).resume().fit(data))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("classWeights (was \"balanced\", now [1")
                .hasMessageContaining("Resume with the same settings");
        assertThat(trainer.classWeights(ClassWeights.balanced())
                        .resume()
                        .fit(data)
                        .tensor("0.weight")
                        .toArray())
                .containsExactly(model.tensor("0.weight").toArray());
    }

    @Test
    void whatCannotBeWeighedIsRefused() {
        Dataset numbers = data(Target.values(1), 0, 1);
        assertThatThrownBy(() -> ClassWeights.balanced().of(numbers))
                .hasMessageContaining("Class weights need classes, but the target of")
                .hasMessageContaining("is 1 number. Leave them out, or learn classes");
        assertThatThrownBy(() -> ClassWeights.of(1, 2, 3).of(data(AB, 0, 1)))
                .hasMessageContaining("are given for 3 classes, but")
                .hasMessageEndingWith("give one for each of a, b");
        assertThatThrownBy(() -> ClassWeights.of(Map.of("c", 2.0)).of(data(AB, 0, 1)))
                .hasMessageContaining("Class 'c' has a weight, but")
                .hasMessageEndingWith("only a, b");
        assertThatThrownBy(() -> ClassWeights.of(1, -1)).hasMessageContaining("0 or more");
        assertThatThrownBy(() -> ClassWeights.of(0, 0)).hasMessageContaining("one above 0");
        assertThatThrownBy(() -> Trainer.of(Network.of(Shape.of(2), linear(2)))
                        .loss(crossEntropy().classWeights(1, 2))
                        .classWeights(ClassWeights.balanced())
                        .fit(data(AB, 0, 1)))
                .hasMessageContaining("The loss has class weights of its own");
    }

    private static double recallOfRare(Model model, Dataset data) {
        ConfusionMatrix.Counter counter = ConfusionMatrix.start(
                model.network().output(),
                (Target.Classes) data.target(),
                model.output().outputActivation());
        float[] outputs = new float[2];
        data.forEachBatch(1, batch -> {
            model.freeze().predict(batch.inputs(), 1, outputs);
            counter.add(outputs, 0, batch.targets(), 0);
        });
        return counter.matrix().recall(1);
    }

    private static Dataset data(Target target, float... targets) {
        List<Example> examples = new ArrayList<>();
        for (int row = 0; row < targets.length; row++) {
            examples.add(new Example(new float[] {row, 1 - row}, new float[] {targets[row]}, 1, Example.COMPLETE));
        }
        return Datasets.of(Shape.of(2), target, examples);
    }

    private static Dataset repeated(Dataset data, int wanted, int times) {
        List<Integer> rows = new ArrayList<>();
        float[][] targets = new float[data.size()][1];
        int[] next = {0};
        data.forEachBatch(1, batch -> targets[next[0]++][0] = batch.targets()[0]);
        for (int row = 0; row < data.size(); row++) {
            int copies = targets[row][0] == wanted ? times : 1;
            for (int copy = 0; copy < copies; copy++) {
                rows.add(row);
            }
        }
        return data.select(rows.stream().mapToInt(Integer::intValue).toArray());
    }
}
