package dev.evenkeel.train;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.relu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.operation.builtin.Identity;
import dev.evenkeel.tensor.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A step in which something is thrown never was: the run goes on from before it. */
class FailedStepTest {
    private static final Dataset DATA = TrainerTest.rings(1, 100);

    @TempDir
    private Path folder;

    /** Of five batches a step brings two: the second and third call are in one step, on its way forward or back. */
    @ParameterizedTest
    @ValueSource(ints = {3, 4, 7, 8, 14, 17})
    void aRunThatFailedAmidAStepGoesOnFromBeforeIt(int call) {
        List<EpochReport> expected = new ArrayList<>();
        Model whole = trainer(new Fragile(new Calls(-1))).onEpoch(expected::add).fit(DATA);
        assertThatThrownBy(() -> trainer(new Fragile(new Calls(call)))
                        .checkpoints(folder)
                        .fit(DATA))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Call " + call);
        List<EpochReport> reports = new ArrayList<>();
        Model resumed = trainer(new Fragile(new Calls(-1)))
                .checkpoints(folder)
                .resume()
                .onEpoch(reports::add)
                .fit(DATA);
        assertThat(resumed.tensors()).isEqualTo(whole.tensors());
        assertThat(resumed.sampleCounts("1")).isEqualTo(whole.sampleCounts("1"));
        assertThat(reports).isEqualTo(expected);
    }

    @Test
    void aCheckpointThatCannotBeWrittenHidesNoFailure() {
        Path file = folder.resolve("file");
        assertThatThrownBy(() -> trainer(new Fragile(new Calls(5)))
                        .checkpoints(file)
                        .onStep(progress -> block(file))
                        .fit(DATA))
                .hasMessage("Call 5")
                .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
    }

    private static void block(Path file) {
        try {
            Files.writeString(file, "no folder");
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private static Trainer trainer(Fragile fragile) {
        return Trainer.of(Network.of(Shape.of(2), linear(8), batchNorm(), relu(), fragile, linear(2)))
                .statistics(ShippedStatistics.RUNNING)
                .batchSize(20)
                .accumulate(2)
                .epochs(2)
                .seed(4)
                .threads(1);
    }

    /** Counts what passes do, and throws once. */
    private static final class Calls {
        private final int last;
        private int made;

        Calls(int last) {
            this.last = last;
        }

        void next() {
            if (++made == last) {
                throw new IllegalStateException("Call " + made);
            }
        }
    }

    /** {@code y = x}, until it fails. */
    private record Fragile(Calls calls) implements UnaryLayer {
        @Override
        public String typeName() {
            return "fragile";
        }

        @Override
        public JsonValue settings() {
            return JsonObject.of();
        }

        @Override
        public Shape outputShape(Shape input) {
            return input;
        }

        @Override
        public TrainingPass training(TrainingContext context) {
            int size = context.inputShape().size();
            return new TrainingPass() {
                @Override
                public void forward(Step step) {
                    calls.next();
                    System.arraycopy(
                            context.input().values(), 0, context.output().values(), 0, step.examples() * size);
                }

                @Override
                public void backward(Step step) {
                    calls.next();
                    System.arraycopy(context.outputGradient(), 0, context.inputGradient(0), 0, step.examples() * size);
                }
            };
        }

        @Override
        public Operation inference(InferenceContext context) {
            return new Identity("fragile");
        }
    }
}
