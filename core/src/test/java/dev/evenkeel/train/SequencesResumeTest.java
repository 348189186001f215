package dev.evenkeel.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Example;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Transformer;
import dev.evenkeel.sequence.SequencePool;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.loss.Losses;
import dev.evenkeel.train.optimizer.Optimizers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Training on sequences of different lengths gives the same bits on any number of threads, watched or not, and after a stop. */
class SequencesResumeTest {
    private static final int POSITIONS = 12;
    private static final Shape INPUT = Shape.of(POSITIONS, 2);

    @TempDir
    private Path folder;

    static Stream<Network> networks() {
        return Stream.of(
                Transformer.of(1, 2, 8).dropout(0.2).classifier(INPUT, 2),
                Network.of(
                        INPUT,
                        Layers.linear(6),
                        Layers.batchNorm(),
                        Layers.relu(),
                        Layers.dropout(0.3),
                        Layers.lstm(5),
                        new SequencePool(SequencePool.Kind.LAST),
                        Layers.linear(2)));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void aStoppedRunGoesOnToTheSameBits(Network network) throws IOException {
        byte[] uninterrupted = bytes(trainer(network).fit(sequences()));
        for (int stop : new int[] {1, 7, 13}) {
            AtomicInteger steps = new AtomicInteger();
            Path kept = folder.resolve("stop" + stop);
            Trainer stopping = trainer(network)
                    .checkpoints(kept)
                    .onStep(progress -> steps.incrementAndGet())
                    .cancelWhen(() -> steps.get() == stop);
            assertThatThrownBy(() -> stopping.fit(sequences())).isInstanceOf(CancelledException.class);
            Model resumed = trainer(network).checkpoints(kept).resume().fit(sequences());
            assertThat(bytes(resumed)).as("stopped after step %s", stop).isEqualTo(uninterrupted);
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void neitherThreadsNorObserversChangeABit(Network network) throws IOException {
        byte[] alone = bytes(trainer(network).fit(sequences()));
        assertThat(bytes(trainer(network).threads(2).fit(sequences()))).isEqualTo(alone);
        List<Long> seen = new ArrayList<>();
        Trainer observed = trainer(network).observe(2, observation -> seen.add(observation.step()));
        assertThat(bytes(observed.fit(sequences()))).isEqualTo(alone);
        assertThat(seen).hasSizeGreaterThan(5);
    }

    /** Of a text: a class at each position. */
    @Test
    void aLanguageModelThatWasStoppedGoesOnToTheSameBits() throws IOException {
        Network network = Transformer.of(1, 2, 8).dropout(0.2).languageModel(5, POSITIONS);
        byte[] uninterrupted = bytes(languageTrainer(network).fit(windows()));
        AtomicInteger steps = new AtomicInteger();
        Trainer stopping = languageTrainer(network)
                .checkpoints(folder)
                .onStep(progress -> steps.incrementAndGet())
                .cancelWhen(() -> steps.get() == 5);
        assertThatThrownBy(() -> stopping.fit(windows())).isInstanceOf(CancelledException.class);

        assertThat(bytes(languageTrainer(network).checkpoints(folder).resume().fit(windows())))
                .isEqualTo(uninterrupted);
        assertThat(bytes(languageTrainer(network).threads(2).fit(windows()))).isEqualTo(uninterrupted);
    }

    private static Trainer languageTrainer(Network network) {
        return trainer(network).loss(Losses.crossEntropy());
    }

    private static Dataset windows() {
        List<Example> examples = new ArrayList<>();
        for (int index = 0; index < 24; index++) {
            float[] tokens = new float[POSITIONS];
            float[] next = new float[POSITIONS];
            for (int position = 0; position < POSITIONS; position++) {
                tokens[position] = (index + position * position) % 5;
                next[position] = (index + (position + 1) * (position + 1)) % 5;
            }
            examples.add(Example.of(tokens, next));
        }
        return Datasets.of(Shape.of(POSITIONS, 1), Target.values(POSITIONS), examples);
    }

    @Test
    void theModelTellsItsShareOfPadding() {
        JsonObject padding = trainer(Transformer.of(1, 2, 8).classifier(INPUT, 2))
                .fit(sequences())
                .provenance()
                .object("settings")
                .object("padding");
        assertThat(padding.number("share")).isBetween(0.0, 0.2);
        assertThat(padding.array("lengths").toLongArray()).hasSize(10);
        JsonObject whole = trainer(Network.of(INPUT, Layers.linear(3), Layers.flatten(), Layers.linear(2)))
                .fit(sequences())
                .provenance()
                .object("settings")
                .object("padding");
        assertThat(whole.number("share")).isBetween(0.4, 0.6);
        assertThat(whole.array("lengths").toLongArray()).containsExactly(POSITIONS);
    }

    private static Trainer trainer(Network network) {
        return Trainer.of(network)
                .optimizer(Optimizers.adam(0.01))
                .batchSize(7)
                .epochs(3)
                .seed(5)
                .threads(1);
    }

    private static byte[] bytes(Model model) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        model.write(bytes);
        return bytes.toByteArray();
    }

    private static Dataset sequences() {
        Randomness randomness = Randomness.of(2, "sequences");
        List<Example> examples = new ArrayList<>();
        for (int index = 0; index < 48; index++) {
            float[] values = new float[INPUT.size()];
            for (int place = 0; place < values.length; place++) {
                values[place] = (float) randomness.nextGaussian();
            }
            examples.add(Example.of(values, index % 2).withLength(1 + randomness.nextInt(POSITIONS)));
        }
        return Datasets.of(INPUT, Target.classes(List.of("a", "b")), examples);
    }
}
