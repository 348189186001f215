package dev.evenkeel.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.kernel.scalar.ScalarKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.operation.OperationNode;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.operation.builtin.Identity;
import dev.evenkeel.operation.builtin.Sum;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Shape;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PredictorTest {
    private static final int EXAMPLES = 150;

    private final Nodes nodes = new Nodes(20)
            .linear("0", 33)
            .affine("1")
            .relu("2")
            .linear("3", 33)
            .sum("4", "2", "3")
            .relu("5")
            .linear("6", 3);
    private final float[] inputs = Nodes.gaussian(EXAMPLES * 20, 5);

    @Test
    void anExampleGivesTheSameBitsAloneAndInAnyBatch() {
        Predictor predictor = nodes.predictor(OutputActivation.SOFTMAX);
        float[] together = new float[EXAMPLES * 3];
        predictor.predict(inputs, EXAMPLES, together);
        float[] probabilities = new float[EXAMPLES * 3];
        predictor.probabilities(inputs, EXAMPLES, probabilities);
        for (int example = 0; example < EXAMPLES; example++) {
            float[] alone = Arrays.copyOfRange(inputs, example * 20, (example + 1) * 20);
            assertThat(predictor.predict(alone)).isEqualTo(Arrays.copyOfRange(together, example * 3, example * 3 + 3));
            assertThat(predictor.probabilities(alone))
                    .isEqualTo(Arrays.copyOfRange(probabilities, example * 3, example * 3 + 3));
        }
        float[] seven = new float[2 + 7 * 3];
        predictor.predict(inputs, 60 * 20, 7, seven, 2);
        assertThat(Arrays.copyOfRange(seven, 2, 23)).isEqualTo(Arrays.copyOfRange(together, 180, 201));
    }

    @Test
    void rowsGiveTheSameBitsAsOneByOne() {
        Predictor predictor = nodes.predictor(OutputActivation.SOFTMAX);
        float[][] rows = new float[EXAMPLES][];
        for (int example = 0; example < EXAMPLES; example++) {
            rows[example] = Arrays.copyOfRange(inputs, example * 20, (example + 1) * 20);
        }

        float[][] outputs = predictor.predict(rows);
        float[][] probabilities = predictor.probabilities(rows);
        int[] classes = predictor.classify(rows);

        for (int example = 0; example < EXAMPLES; example++) {
            assertThat(outputs[example]).isEqualTo(predictor.predict(rows[example]));
            assertThat(probabilities[example]).isEqualTo(predictor.probabilities(rows[example]));
            assertThat(classes[example]).isEqualTo(predictor.classify(rows[example]));
        }
        assertThat(predictor.predict(new float[0][])).isEmpty();
        rows[140] = new float[19];
        assertThatThrownBy(() -> predictor.predict(rows)).hasMessage("Example 140 needs 20 values [20], but got 19");
        assertThatThrownBy(() -> predictor.predict(inputs))
                .hasMessageContaining("as of 150 examples. Give them as float[][]");
    }

    @Test
    void manyThreadsGetTheSameBits() throws Exception {
        Predictor predictor = nodes.predictor(OutputActivation.SOFTMAX);
        float[] expected = new float[EXAMPLES * 3];
        predictor.predict(inputs, EXAMPLES, expected);
        ExecutorService threads = Executors.newFixedThreadPool(24);
        try {
            List<Callable<float[]>> calls = new ArrayList<>();
            for (int call = 0; call < 200; call++) {
                int first = call % 40;
                calls.add(() -> {
                    float[] outputs = new float[EXAMPLES * 3];
                    predictor.predict(inputs, first * 20, EXAMPLES - first, outputs, first * 3);
                    System.arraycopy(expected, 0, outputs, 0, first * 3);
                    return outputs;
                });
            }
            for (Future<float[]> outputs : threads.invokeAll(calls)) {
                assertThat(outputs.get()).isEqualTo(expected);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aCallAllocatesNothingOnceWarm() {
        Predictor predictor = nodes.predictor(OutputActivation.SOFTMAX);
        float[] outputs = new float[EXAMPLES * 3];
        float[] example = Arrays.copyOf(inputs, 20);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = threads.getThreadAllocatedBytes(self);
            for (int call = 0; call < 100; call++) {
                predictor.predict(inputs, EXAMPLES, outputs);
                predictor.probabilities(example, 1, outputs);
                predictor.classify(example);
            }
            least = Math.min(least, threads.getThreadAllocatedBytes(self) - before);
        }
        assertThat(least).isZero();
    }

    @Test
    void theInputIsLeftAsItIs() {
        float[] before = inputs.clone();
        nodes.predictor(OutputActivation.SOFTMAX).probabilities(inputs, EXAMPLES, new float[EXAMPLES * 3]);
        assertThat(inputs).isEqualTo(before);
    }

    @Test
    void anInputThatIsNotANumberGivesOutputsThatAreNot() {
        Predictor predictor = nodes.predictor(OutputActivation.SOFTMAX);
        float[] poisoned = new float[40];
        poisoned[3] = Float.NaN;
        float[] outputs = new float[6];
        predictor.predict(poisoned, 2, outputs);
        assertThat(outputs[0]).isNaN();
        assertThat(outputs[1]).isNaN();
        assertThat(outputs[3]).isFinite();
        assertThatThrownBy(() -> predictor.classify(Arrays.copyOf(poisoned, 20)))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("output 0 is not a number");
    }

    @Test
    void probabilitiesFollowTheLink() {
        float[] example = Arrays.copyOf(inputs, 20);
        float[] outputs = nodes.predictor(OutputActivation.SOFTMAX).predict(example);
        double sum = 0;
        for (float output : outputs) {
            sum += Math.exp(output);
        }
        float[] softmax = nodes.predictor(OutputActivation.SOFTMAX).probabilities(example);
        float[] sigmoid = nodes.predictor(OutputActivation.SIGMOID).probabilities(example);
        for (int at = 0; at < 3; at++) {
            assertThat((double) softmax[at]).isCloseTo(Math.exp(outputs[at]) / sum, within(1e-6));
            assertThat((double) sigmoid[at]).isCloseTo(1 / (1 + Math.exp(-outputs[at])), within(1e-6));
        }
        assertThatThrownBy(() -> nodes.predictor(OutputActivation.IDENTITY).probabilities(example))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("have no probabilities. Use predict(), or train with a loss for classes");
    }

    @Test
    void theClassIsTheLargestOutputOrTheSideOfOneHalf() {
        float[] example = Arrays.copyOf(inputs, 20);
        Predictor several = nodes.predictor(OutputActivation.SOFTMAX);
        float[] outputs = several.predict(example);
        int best = several.classify(example);
        assertThat(outputs[best]).isEqualTo(Math.max(outputs[0], Math.max(outputs[1], outputs[2])));
        Predictor two =
                new Nodes(1).add("0", new Identity("flatten"), Shape.of(1)).predictor(OutputActivation.SIGMOID);
        assertThat(two.classify(new float[] {0.1f})).isEqualTo(1);
        assertThat(two.classify(new float[] {-0.1f})).isZero();
        Predictor value = new Nodes(1).linear("0", 1).predictor(OutputActivation.IDENTITY);
        assertThatThrownBy(() -> value.classify(new float[1])).isInstanceOf(EvenkeelException.class);
    }

    @Test
    void aNetworkOfIdentitiesGivesItsInput() {
        Predictor predictor = new Nodes(2, 3).flatten("0").flatten("1").predictor(OutputActivation.IDENTITY);
        assertThat(predictor.output()).isEqualTo(Shape.of(6));
        assertThat(predictor.predict(new float[] {1, 2, 3, 4, 5, 6})).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void paddingReachesTheOperationsOfEveryBlock() {
        Operation realRows = new Operation() {
            @Override
            public String describe() {
                return "real rows";
            }

            @Override
            public Bound bind(Compute compute, Activations[] inputs, Activations output) {
                return examples -> {
                    for (int row = 0; row < output.rows(examples); row++) {
                        output.values()[row] = inputs[0].mask().isReal(row) ? 1 : 0;
                    }
                };
            }
        };
        Predictor predictor =
                new Nodes(2, 1).relu("0").add("1", realRows, Shape.of(2, 1)).predictor(OutputActivation.IDENTITY);
        Mask mask = new Mask(100, 2);
        mask.pad(3);
        mask.pad(141);
        float[] outputs = new float[200];
        predictor.predict(new float[200], 0, 100, outputs, 0, mask);
        for (int row = 0; row < 200; row++) {
            assertThat(outputs[row]).isEqualTo(row == 3 || row == 141 ? 0 : 1);
        }
        assertThat(predictor.predict(new float[2])).containsOnly(1);
        assertThatThrownBy(() -> predictor.predict(new float[2], 0, 1, outputs, 0, new Mask(1, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("An example [2, 1] has 2 positions, but the mask has 3 for each");
    }

    @Test
    void wrongLengthsAreNamed() {
        Predictor predictor = nodes.predictor(OutputActivation.SOFTMAX);
        assertThatThrownBy(() -> predictor.predict(new float[19]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The example needs 20 values [20], but got 19");
        assertThatThrownBy(() -> predictor.predict(new float[39], 2, new float[6]))
                .hasMessageContaining(
                        "2 examples need 40 input values (20 each, [20]) from offset 0 on, but the input");
        assertThatThrownBy(() -> predictor.predict(new float[40], 0, 2, new float[6], 1))
                .hasMessageContaining("from offset 1 on, but the output array has 6");
        assertThatThrownBy(() -> predictor.predict(new float[40], 0, -1, new float[6], 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNodeThatReadsWhatDoesNotStandBeforeItIsRefused() {
        List<OperationNode> wrong = List.of(new OperationNode(
                "0", new Sum(), List.of("input", "1"), List.of(Shape.of(2), Shape.of(2)), Shape.of(2)));
        assertThatThrownBy(() -> Predictor.of(Shape.of(2), wrong, OutputActivation.IDENTITY, ScalarKernels.kernels()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'0' reads '1'");
        assertThatThrownBy(
                        () -> Predictor.of(Shape.of(2), List.of(), OutputActivation.IDENTITY, ScalarKernels.kernels()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void itPrintsItsOperations() {
        assertThat(nodes.predictor(OutputActivation.SOFTMAX).toString())
                .contains("linear 20 -> 33, relu")
                .contains("'2' fused: into")
                .contains("(bound ");
    }
}
