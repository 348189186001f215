package dev.evenkeel.testkit;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.conv;
import static dev.evenkeel.network.Layers.convTranspose;
import static dev.evenkeel.network.Layers.flatten;
import static dev.evenkeel.network.Layers.gelu;
import static dev.evenkeel.network.Layers.globalAveragePool;
import static dev.evenkeel.network.Layers.layerNorm;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.maxPool;
import static dev.evenkeel.network.Layers.relu;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.inference.Predictor;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Transformer;
import dev.evenkeel.sequence.Lstm;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Predictors on a team: by the same bits as alone, whether the team shares examples or the operations of one. */
class PredictorTeamTest {
    private static final int MOST = 70;

    static Stream<Arguments> networks() {
        Shape image = Shape.of(33, 31, 3);
        return Stream.of(
                Arguments.of(
                        "convolutions",
                        Network.of(
                                image,
                                conv(70, 3).padding(1),
                                batchNorm(),
                                relu(),
                                conv(70, 3).padding(1).groups(70),
                                batchNorm(),
                                maxPool(2),
                                conv(140, 3).stride(2).groups(2),
                                relu(),
                                globalAveragePool(),
                                linear(5))),
                Arguments.of(
                        "transposed",
                        Network.of(
                                image, conv(24, 1), convTranspose(20, 3).stride(2), conv(9, 5), flatten(), linear(3))),
                Arguments.of("rows", Network.of(Shape.of(700), linear(900), gelu(), layerNorm(), linear(333))),
                Arguments.of("transformer", Transformer.of(2, 4, 48).classifier(Shape.of(100, 7), 4)),
                Arguments.of("lstm", Network.of(Shape.of(30, 12), Lstm.of(90), linear(3))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void aTeamGivesTheBitsOfOneThread(String name, Network network) {
        Predictor alone = SampleModels.of(network).freeze();
        float[] inputs =
                SampleModels.gaussian("inputs", Shape.of(MOST * network.input().size()));
        try (Team team = Team.of(3)) {
            Predictor shared = alone.on(team);
            for (int examples : new int[] {1, 2, 5, MOST}) {
                assertThat(outputs(shared, inputs, examples)).isEqualTo(outputs(alone, inputs, examples));
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void callersWhoFindTheTeamAtWorkComputeAlone(String name, Network network)
            throws InterruptedException, ExecutionException {
        Predictor alone = SampleModels.of(network).freeze();
        float[] inputs =
                SampleModels.gaussian("inputs", Shape.of(9 * network.input().size()));
        float[] expected = outputs(alone, inputs, 9);
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try (Team team = Team.of(2)) {
            Predictor shared = alone.on(team);
            List<Future<float[]>> answers = new ArrayList<>();
            for (int call = 0; call < 12; call++) {
                answers.add(callers.submit(() -> outputs(shared, inputs, 9)));
            }
            for (Future<float[]> answer : answers) {
                assertThat(answer.get()).isEqualTo(expected);
            }
        } finally {
            callers.shutdown();
        }
    }

    /** Short and long sequences run in plans of their own, and predictors of other networks may have the same team. */
    @Test
    void callsOfAnyLengthAndOfSeveralPredictorsMeetOnOneTeam() throws InterruptedException, ExecutionException {
        Predictor alone = SampleModels.of(Transformer.of(2, 4, 48).classifier(Shape.of(100, 7), 4))
                .freeze();
        float[] inputs =
                SampleModels.gaussian("inputs", Shape.of(9 * alone.input().size()));
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try (Team team = Team.of(2)) {
            List<Predictor> shared = List.of(alone.on(team), alone.on(team));
            List<Future<float[]>> answers = new ArrayList<>();
            for (int call = 0; call < 60; call++) {
                Predictor predictor = shared.get(call % 2);
                Mask mask = mask(call);
                answers.add(callers.submit(() -> outputs(predictor, inputs, mask)));
            }
            for (int call = 0; call < answers.size(); call++) {
                assertThat(answers.get(call).get()).isEqualTo(outputs(alone, inputs, mask(call)));
            }
        } finally {
            callers.shutdown();
        }
    }

    private static Mask mask(int call) {
        Mask mask = new Mask(9, 100);
        for (int example = 0; example < 9; example++) {
            mask.truncate(example, (call * 37 + example * 3) % 101);
        }
        return mask;
    }

    private static float[] outputs(Predictor predictor, float[] inputs, Mask mask) {
        float[] outputs = new float[9 * predictor.output().size()];
        predictor.predict(inputs, 0, 9, outputs, 0, mask);
        return outputs;
    }

    private static float[] outputs(Predictor predictor, float[] inputs, int examples) {
        float[] outputs = new float[examples * predictor.output().size()];
        predictor.predict(inputs, examples, outputs);
        return outputs;
    }
}
