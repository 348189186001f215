package dev.evenkeel.train;

import static dev.evenkeel.augment.Augmentations.horizontalFlip;
import static dev.evenkeel.augment.Augmentations.randomCrop;
import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.flatten;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.relu;
import static dev.evenkeel.network.Layers.standardize;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.augment.Augmentation;
import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.input.BatchAugmentation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AugmentedTrainingTest {
    private static final Shape IMAGE = Shape.of(5, 4, 2);
    private static final Network NETWORK =
            Network.of(IMAGE, standardize(), flatten(), linear(8), batchNorm(), relu(), linear(2));

    @TempDir
    private Path folder;

    @Test
    void aResumedRunEndsInTheSameBits() {
        Model whole = augmented().threads(1).fit(images(100));
        for (int stop : new int[] {1, 5, 9}) {
            Trainer trainer = augmented().threads(2).checkpoints(folder.resolve("run" + stop));
            AtomicInteger steps = new AtomicInteger();
            assertThatThrownBy(() -> trainer.cancelWhen(() -> steps.incrementAndGet() == stop)
                            .fit(images(100)))
                    .isInstanceOf(CancelledException.class);
            assertThat(trainer.resume().fit(images(100)).tensors()).isEqualTo(whole.tensors());
        }
    }

    @Test
    void otherAugmentationsAreNotResumed() {
        augmented().checkpoints(folder).fit(images(60));

        assertThatThrownBy(() -> augmented()
                        .augment(randomCrop(2), horizontalFlip())
                        .checkpoints(folder)
                        .resume()
                        .fit(images(60)))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("augmentation (was [{\"name\":\"randomCrop\",\"padding\":1}");
        assertThatThrownBy(() -> trainer().checkpoints(folder).resume().fit(images(60)))
                .hasMessageContaining("augmentation (was")
                .hasMessageContaining("now absent");
    }

    @Test
    void augmentationChangesTheModelAndItsProvenanceButNotTheStandardisation() {
        Model plain = trainer().fit(images(60));
        Model changed = augmented().fit(images(60));

        assertThat(changed.tensors().get("2.weight"))
                .isNotEqualTo(plain.tensors().get("2.weight"));
        assertThat(changed.tensors().get("0.mean")).isEqualTo(plain.tensors().get("0.mean"));
        assertThat(plain.provenance().object("settings").members()).doesNotContainKey("augmentation");
        assertThat(changed.provenance().object("settings").array("augmentation").toString())
                .isEqualTo("[{\"name\":\"randomCrop\",\"padding\":1},{\"name\":\"horizontalFlip\"}]");
    }

    @Test
    void anExampleChangesByItsIndexAndTheEpochAloneWhateverBatchItComesIn() {
        Dataset data = images(7);
        float[][] alone = new float[7][];
        for (int example = 0; example < 7; example++) {
            alone[example] = changed(data, 3, example)[0];
        }

        float[][] together = changed(data, 3, 6, 0, 3, 1, 5, 2, 4);

        assertThat(together)
                .isDeepEqualTo(new float[][] {alone[6], alone[0], alone[3], alone[1], alone[5], alone[2], alone[4]});
        assertThat(changed(data, 3, 0, 1, 2, 3, 4, 5, 6)).isDeepEqualTo(alone);
    }

    @Test
    void anExampleChangesFromEpochToEpochAndWithTheSeed() {
        Dataset data = images(1);
        float[][] epochs = new float[30][];
        for (int epoch = 0; epoch < 30; epoch++) {
            epochs[epoch] = changed(data, epoch, 0)[0];
        }

        assertThat(Arrays.stream(epochs).map(Arrays::toString).distinct().count())
                .isGreaterThan(8);
        BatchAugmentation other = new BatchAugmentation(List.of(randomCrop(1), horizontalFlip()), IMAGE, 2);
        assertThat(changed(other, data, 0, 0)[0]).isNotEqualTo(epochs[0]);
    }

    @Test
    void everyExampleAndEveryAugmentationHasARandomnessOfItsOwn() {
        List<Long> first = new ArrayList<>();
        Augmentation observed = new Observed(randomness -> first.add(randomness.nextLong()));
        BatchAugmentation two = new BatchAugmentation(List.of(observed, observed), IMAGE, 1);

        changed(two, images(32), 0, IntStream.range(0, 32).toArray());

        assertThat(first).hasSize(64).doesNotHaveDuplicates();
    }

    @Test
    void trainingExamplesAloneAreChangedAndDifferentlyInEveryEpoch() {
        List<Long> first = new ArrayList<>();

        trainer()
                .augment(new Observed(randomness -> first.add(randomness.nextLong())))
                .validation(images(40))
                .averageWeights(0.9)
                .fit(images(60));

        assertThat(first).hasSize(2 * 60).doesNotHaveDuplicates();
    }

    @Test
    void aTableIsRefusedBeforeTheFirstStep() {
        Dataset table = Datasets.of(Shape.of(2), new float[][] {{1, 2}, {3, 4}}, new int[] {0, 1}, Target.classes(2));

        assertThatThrownBy(() -> Trainer.of(Network.of(Shape.of(2), linear(2)))
                        .augment(horizontalFlip())
                        .fit(table))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith("The horizontal flip needs images [height, width, channels]");
    }

    private static Trainer trainer() {
        return Trainer.of(NETWORK).batchSize(16).epochs(2).seed(5);
    }

    private static Trainer augmented() {
        return trainer().augment(randomCrop(1), horizontalFlip());
    }

    private static float[][] changed(Dataset data, int epoch, int... order) {
        BatchAugmentation augmentation = new BatchAugmentation(List.of(randomCrop(1), horizontalFlip()), IMAGE, 1);
        return changed(augmentation, data, epoch, order);
    }

    private static float[][] changed(BatchAugmentation augmentation, Dataset data, int epoch, int... order) {
        Batch batch = new Batch(order.length, data.inputShape(), data.target());
        batch.fill(data, order, 0, order.length);
        augmentation.apply(batch, order, 0, 0, epoch);
        float[][] inputs = new float[order.length][];
        for (int row = 0; row < order.length; row++) {
            int from = batch.inputOffset(row);
            inputs[row] = Arrays.copyOfRange(batch.inputs(), from, from + IMAGE.size());
        }
        return inputs;
    }

    private static Dataset images(int count) {
        Randomness randomness = new Randomness(9);
        float[][] inputs = new float[count][IMAGE.size()];
        int[] classes = new int[count];
        for (int example = 0; example < count; example++) {
            classes[example] = example % 2;
            for (int index = 0; index < IMAGE.size(); index++) {
                inputs[example][index] = (float) (randomness.nextGaussian() + classes[example]);
            }
        }
        return Datasets.of(IMAGE, inputs, classes, Target.classes(2));
    }

    /** Changes nothing, and tells what it was given. */
    private record Observed(Consumer<Randomness> observer) implements Augmentation {
        @Override
        public void apply(float[] values, int offset, Shape shape, Randomness randomness) {
            observer.accept(randomness);
        }

        @Override
        public void check(Shape shape) {}

        @Override
        public String describe() {
            return "observed";
        }

        @Override
        public JsonObject settings() {
            return JsonObject.of().with("name", describe());
        }
    }
}
