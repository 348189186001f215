package dev.evenkeel.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.arithmetic.Constant;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.Statistic;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import dev.evenkeel.testkit.oracle.Given;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What holds of a layer that was frozen, alone in a network of its own. */
final class Frozen {
    private static final int EXAMPLES = 53;
    private static final int THREADS = 8;

    private Frozen() {}

    static void operation(LayerCase tested) {
        tested.oracle().ifPresent(oracle -> {
            for (Kernels kernels : HarnessVariants.kernels()) {
                for (int examples : new int[] {1, 2, 7}) {
                    LayerHarness context = LayerHarness.of(tested, examples, new Compute(kernels, Team.alone()));
                    Operation operation = tested.layer().inference(context).prepared(kernels);
                    Activations[] inputs = new Activations[context.inputs()];
                    Arrays.setAll(inputs, context::input);
                    Arrays.fill(context.output().values(), Float.NaN);
                    operation
                            .bind(new Compute(kernels, Team.alone()), inputs, context.output())
                            .run(examples);
                    float[] outputs = Arrays.copyOf(
                            context.output().values(),
                            examples * context.outputShape().size());
                    Near.assertNear("output", outputs, oracle.infer(context.given()), Formulas.TOLERANCE);
                    assertThat(operation.describe()).isNotBlank();
                }
            }
        });
    }

    static void predictor(LayerCase tested) {
        LayerHarness context = HarnessVariants.one(tested, EXAMPLES);
        Model model = model(context);
        float[] plain = predict(model.freezeUnfolded(), context, EXAMPLES);
        float[] folded = predict(model.freeze(), context, EXAMPLES);
        Near.assertNear("folded", folded, LayerHarness.doubles(plain, plain.length), Formulas.TOLERANCE);
        tested.oracle().ifPresent(oracle -> {
            double[] expected = oracle.infer(given(context));
            clearPadding(context, plain, expected);
            Near.assertNear("predictions", plain, expected, Formulas.TOLERANCE);
        });
    }

    /** What a predictor gives at padded positions is not said. */
    private static void clearPadding(LayerHarness context, float[] predictions, double[] expected) {
        int channels = context.outputShape().channels();
        for (int index = 0; index < expected.length; index++) {
            if (context.output().mask() == context.input().mask()
                    && !context.input().mask().isReal(index / channels)) {
                predictions[index] = 0;
                expected[index] = 0;
            }
        }
    }

    static void sameBits(LayerCase tested) {
        LayerHarness context = HarnessVariants.one(tested, EXAMPLES);
        Predictor predictor = model(context).freeze();
        float[] inputs = context.input().values();
        float[] alone = alone(predictor, inputs);
        for (int batch : new int[] {2, 7, EXAMPLES}) {
            assertThat(inBatches(predictor, inputs, batch))
                    .as("batches of %d", batch)
                    .isEqualTo(alone);
        }
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<float[]>> all = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                int batch = 1 + thread * 3;
                all.add(threads.submit(() -> inBatches(predictor, inputs, batch)));
            }
            for (Future<float[]> one : all) {
                assertThat(one.get()).isEqualTo(alone);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while predicting", interrupted);
        } catch (ExecutionException failure) {
            throw new AssertionError("A thread could not predict", failure.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    static void file(LayerCase tested) {
        LayerHarness context = HarnessVariants.one(tested, 7);
        Model model = model(context);
        try {
            Path folder = Files.createTempDirectory("layer-contract");
            Path first = folder.resolve("first.safetensors");
            Path second = folder.resolve("second.safetensors");
            try {
                model.write(first);
                Model read = Model.read(first, tested.registry());
                read.write(second);
                assertThat(read.network()).isEqualTo(model.network());
                assertThat(read.tensors()).isEqualTo(model.tensors());
                assertThat(read.sampleCounts(LayerHarness.NAME)).isEqualTo(model.sampleCounts(LayerHarness.NAME));
                assertThat(Files.readAllBytes(second)).isEqualTo(Files.readAllBytes(first));
                assertThat(predict(read.freeze(), context, 7)).isEqualTo(predict(model.freeze(), context, 7));
            } finally {
                Files.deleteIfExists(first);
                Files.deleteIfExists(second);
                Files.deleteIfExists(folder);
            }
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    static void refusesStatistics(LayerCase tested) {
        LayerHarness context = HarnessVariants.one(tested, 2);
        Model model = model(context);
        for (Statistic statistic : tested.layer().statistics(context.inputShapes())) {
            String who = tested.layer().typeName() + " '" + LayerHarness.NAME + "'";
            if (statistic.origin() == Statistic.Origin.GATHERED) {
                Model unseen = model.with(Map.of(), Map.of(LayerHarness.NAME, SampleCounts.NONE));
                assertThatThrownBy(unseen::freeze)
                        .isInstanceOf(EvenkeelException.class)
                        .hasMessageContaining(who);
            }
            String name = LayerHarness.NAME + "." + statistic.name();
            for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
                Model broken = model.with(Map.of(name, Tensor.filled(statistic.shape(), wrong)), Map.of());
                assertThatThrownBy(broken::freeze)
                        .isInstanceOf(EvenkeelException.class)
                        .hasMessageContaining(who);
            }
        }
    }

    /**
     * A model of the layer alone, with the values of a harness. Every input of the layer is the network's, but those of
     * another shape are constants.
     */
    private static Model model(LayerHarness context) {
        LayerCase tested = context.tested();
        Network.Builder network = Network.builder(context.inputShape());
        Map<String, Tensor> tensors = new HashMap<>();
        List<String> inputs = new ArrayList<>();
        for (int index = 0; index < context.inputs(); index++) {
            Shape shape = context.input(index).shape();
            boolean isTheNetworks = shape.equals(context.inputShape());
            inputs.add(isTheNetworks ? Network.INPUT : "constant" + index);
            if (!isTheNetworks) {
                network.add(inputs.get(index), new Constant(shape, Constant.Learning.FIXED), List.of());
                tensors.put(inputs.get(index) + "." + Constant.VALUE, Tensor.of(shape, constant(context, index)));
            }
        }
        network.add(LayerHarness.NAME, tested.layer(), inputs);
        for (Parameter parameter : tested.layer().parameters(tested.inputs())) {
            tensors.put(LayerHarness.NAME + "." + parameter.name(), context.tensor(parameter.name()));
        }
        boolean gathers = false;
        for (Statistic statistic : tested.layer().statistics(tested.inputs())) {
            tensors.put(LayerHarness.NAME + "." + statistic.name(), context.tensor(statistic.name()));
            gathers |= statistic.origin() == Statistic.Origin.GATHERED;
        }
        Map<String, SampleCounts> sampleCounts =
                gathers ? Map.of(LayerHarness.NAME, SampleCounts.of(5, 200)) : Map.of();
        return new Model(network.build(), tensors, sampleCounts, Model.Output.plain(), JsonObject.of(), Map.of());
    }

    /** The first example of an input. */
    private static float[] constant(LayerHarness context, int input) {
        return Arrays.copyOf(
                context.input(input).values(), context.input(input).shape().size());
    }

    /** What the layer is given in that network. */
    private static Given given(LayerHarness context) {
        Given given = context.given();
        List<double[]> inputs = new ArrayList<>();
        for (int index = 0; index < context.inputs(); index++) {
            double[] values = given.input().clone();
            for (int place = 0; place < values.length; place++) {
                values[place] = given.isReal(place) ? values[place] : 0;
            }
            if (!context.input(index).shape().equals(context.inputShape())) {
                float[] constant = constant(context, index);
                values = new double[EXAMPLES * constant.length];
                Arrays.setAll(values, place -> constant[place % constant.length]);
            }
            inputs.add(values);
        }
        return given.withInputs(inputs);
    }

    private static float[] predict(Predictor predictor, LayerHarness context, int examples) {
        float[] outputs = new float[examples * predictor.output().size()];
        predictor.predict(
                context.input().values(),
                0,
                examples,
                outputs,
                0,
                context.input().mask());
        return outputs;
    }

    private static float[] alone(Predictor predictor, float[] inputs) {
        Shape input = predictor.input();
        Shape output = predictor.output();
        float[] outputs = new float[EXAMPLES * output.size()];
        for (int example = 0; example < EXAMPLES; example++) {
            float[] one = Arrays.copyOfRange(inputs, example * input.size(), (example + 1) * input.size());
            System.arraycopy(predictor.predict(one), 0, outputs, example * output.size(), output.size());
        }
        return outputs;
    }

    private static float[] inBatches(Predictor predictor, float[] inputs, int batch) {
        float[] outputs = new float[EXAMPLES * predictor.output().size()];
        for (int from = 0; from < EXAMPLES; from += batch) {
            predictor.predict(
                    inputs,
                    from * predictor.input().size(),
                    Math.min(batch, EXAMPLES - from),
                    outputs,
                    from * predictor.output().size());
        }
        return outputs;
    }
}
