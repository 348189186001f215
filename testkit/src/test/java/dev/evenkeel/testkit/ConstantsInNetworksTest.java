package dev.evenkeel.testkit;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.constant;
import static dev.evenkeel.network.Layers.elu;
import static dev.evenkeel.network.Layers.flatten;
import static dev.evenkeel.network.Layers.groupNorm;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.matmul;
import static dev.evenkeel.network.Layers.multiply;
import static dev.evenkeel.network.Layers.relu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.arithmetic.Combine;
import dev.evenkeel.arithmetic.Constant;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.scalar.ScalarKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.DescriptionException;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.NetworkJson;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.program.Compiler;
import dev.evenkeel.program.ParameterSlot;
import dev.evenkeel.program.TrainingProgram;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.train.loss.Losses;
import dev.evenkeel.train.optimizer.Optimizers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Constants, which read nothing, among layers that do. */
class ConstantsInNetworksTest {
    private static final int EXAMPLES = 9;
    private static final Shape INPUT = Shape.of(4, 6);
    private static final Constant FIXED = new Constant(Shape.of(4, 1), Constant.Learning.FIXED);

    @TempDir
    private Path folder;

    @Test
    void aDescriptionWithAnEmptyListOfInputsGivesTheSameNetworkBack() {
        String written = NetworkJson.write(network()).toString();
        assertThat(written)
                .contains("{\"constant\":{\"shape\":[4,1],\"learning\":\"fixed\"},\"name\":\"mask\",\"inputs\":[]}");
        assertThat(NetworkJson.read(Json.parse(written))).isEqualTo(network());
    }

    @Test
    void theTableSaysThatAConstantReadsNothing() {
        assertThat(network().toString()).containsPattern("scale +constant \\{shape:\\[6]} +nothing +\\[6] +6");
    }

    @Test
    void aProgramComputesTheFormulasAndTheirGradients() {
        Model model = SampleModels.of(network());
        for (Kernels kernels : HarnessVariants.kernels()) {
            try (Team team = Team.of(2)) {
                TrainingProgram program = compiled(network(), new Compute(kernels, team));
                program.restore(model::tensor, model::sampleCounts);
                float[] gradient = run(program);
                OracleNetwork oracle = new OracleNetwork(model, name -> TrainingMode.TRAIN);
                float[] x = inputs();
                double[] expected = oracle.train(LayerHarness.doubles(x, x.length), EXAMPLES);
                Near.assertNear("outputs", program.output().values(), expected, 2e-5);
                oracle.backward(LayerHarness.doubles(gradient, gradient.length));
                for (ParameterSlot slot : program.parameters()) {
                    Near.assertNear(slot.name(), slot.gradient(), oracle.gradient(slot.name()), 2e-5);
                }
            }
        }
    }

    @Test
    void aPredictorComputesTheFormulas() {
        Model model = SampleModels.of(network());
        float[] x = inputs();
        float[] outputs = new float[EXAMPLES * 2];
        model.freeze().predict(x, EXAMPLES, outputs);
        double[] expected =
                new OracleNetwork(model, name -> TrainingMode.TRAIN).infer(LayerHarness.doubles(x, x.length), EXAMPLES);
        Near.assertNear("outputs", outputs, expected, 2e-5);
    }

    @Test
    void trainingChangesWhatLearnsAndLeavesWhatIsFixed() {
        Model model = trained();
        assertThat(model.tensor("offset.value")).isNotEqualTo(Tensor.filled(Shape.of(2), 0));
        assertThat(model.tensor("mask.value")).isEqualTo(Tensor.filled(Shape.of(4, 1), 0));
        assertThat(model.recalibrate(data()).tensor("mask.value")).isEqualTo(model.tensor("mask.value"));
    }

    @Test
    void aFixedConstantNeedsNoEvidenceAndShowsNone() throws IOException {
        Model model = trained();
        assertThat(model.sampleCounts("mask")).isEqualTo(SampleCounts.UNKNOWN);
        assertThat(model.sampleCounts("norm").isNone()).isFalse();
        assertThat(model.toString()).contains("batchNorm 'norm': ").doesNotContain("constant 'mask': ");
        assertThat(model.freeze().predict(new float[24])).doesNotContain(Float.NaN);

        Path file = folder.resolve("model.safetensors");
        model.write(file);
        assertThat(Model.read(file).tensors()).isEqualTo(model.tensors());
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain("\\\"mask\\\":{\\\"batches\\\"");
    }

    @Test
    void aFixedConstantThatIsNotFiniteIsNotFrozen() {
        Tensor infinite = Tensor.filled(Shape.of(4, 1), Float.POSITIVE_INFINITY);
        Model model = SampleModels.of(network()).with(Map.of("mask.value", infinite), Map.of());
        assertThatThrownBy(model::freeze)
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("constant 'mask'")
                .hasMessageContaining("finite");
    }

    @Test
    void paddedPositionsStayPaddedWhereAConstantIsReadFirst() {
        Shape shape = Shape.of(3, 2);
        Network network = Network.builder(shape)
                .add("ones", new Constant(shape, Constant.Learning.FIXED), List.of())
                .add("sum", new Combine(Combine.Operator.PLUS), List.of("ones", Network.INPUT))
                .add("norm", groupNorm(1))
                .build();
        Model model = new Model(
                network,
                Map.of(
                        "ones.value", Tensor.filled(shape, 1),
                        "norm.weight", Tensor.filled(Shape.of(2), 1),
                        "norm.bias", Tensor.filled(Shape.of(2), 0)),
                Map.of(),
                Model.Output.plain(),
                JsonObject.of(),
                Map.of());
        float[] x = {2, 4, 4, 8, 900, 900};
        Mask mask = new Mask(1, 3);
        mask.truncate(0, 2);

        float first = (float) ((3 - 5.5) / Math.sqrt(4.75));
        float[] predicted = new float[6];
        model.freeze().predict(x, 0, 1, predicted, 0, mask);
        assertThat(predicted[0]).isCloseTo(first, Offset.offset(1e-5f));

        TrainingProgram program = Compiler.compile(
                network, 1, new Compute(ScalarKernels.kernels(), Team.alone()), 0, name -> TrainingMode.TRAIN);
        program.restore(model::tensor, model::sampleCounts);
        System.arraycopy(x, 0, program.input().values(), 0, x.length);
        program.input().mask().copyFrom(mask, 1);
        program.forward(1, 0, Step.Purpose.LEARN);
        assertThat(program.output().values()[0]).isCloseTo(first, Offset.offset(1e-5f));
    }

    @Test
    void whoReadsWhatItShouldNotIsToldSo() {
        assertThatThrownBy(() -> Network.of(INPUT, constant(3)))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("constant '0' reads nothing, but 1 input is connected to it. Give it an empty list of"
                        + " inputs");
        assertThatThrownBy(() -> Network.builder(INPUT).add("a", linear(3), List.of()))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("linear 'a' takes one input, but 0 are connected to it");
        assertThatThrownBy(() -> NetworkJson.read(Json.parse(
                        "{\"input\": [3], \"layers\": [{\"residual\": [{\"linear\": 3}], \"inputs\": []}]}")))
                .isInstanceOf(DescriptionException.class)
                .hasMessageContaining("layers[0].inputs: a residual takes one input, but got []");
    }

    private static Network network() {
        return Network.builder(INPUT)
                .add("scale", constant(6), List.of())
                .add("mask", FIXED, List.of())
                .add("body", linear(6), List.of(Network.INPUT))
                .add("norm", batchNorm())
                .add("active", elu())
                .add("scaled", multiply(), List.of("active", "scale"))
                .add("shifted", new Combine(Combine.Operator.SUBTRACT), List.of("mask", "scaled"))
                .add("weights", constant(6, 3), List.of())
                .add("product", matmul(), List.of("shifted", "weights"))
                .add("factor", constant(3), List.of())
                .add("relu", relu())
                .add("again", multiply(), List.of("product", "relu"))
                .add("flat", flatten())
                .add("out", linear(2))
                .add("offset", constant(2), List.of())
                .add("moved", new Combine(Combine.Operator.PLUS), List.of("out", "offset"))
                .build();
    }

    private static Model trained() {
        return Trainer.of(network())
                .loss(Losses.meanSquaredError())
                .optimizer(Optimizers.sgd(0.1))
                .batchSize(EXAMPLES)
                .epochs(2)
                .seed(3)
                .threads(1)
                .fit(data());
    }

    private static Dataset data() {
        float[] all = inputs();
        List<float[]> inputs = new ArrayList<>();
        List<float[]> targets = new ArrayList<>();
        for (int example = 0; example < EXAMPLES; example++) {
            inputs.add(Arrays.copyOfRange(all, example * 24, (example + 1) * 24));
            targets.add(new float[] {example % 2, example % 3});
        }
        return Datasets.of(INPUT, inputs.toArray(new float[0][]), targets.toArray(new float[0][]));
    }

    private static TrainingProgram compiled(Network network, Compute compute) {
        return Compiler.compile(network, EXAMPLES, compute, 5, name -> TrainingMode.TRAIN);
    }

    private static float[] run(TrainingProgram program) {
        float[] gradient = SampleModels.gaussian("gradient", Shape.of(EXAMPLES, 2));
        System.arraycopy(inputs(), 0, program.input().values(), 0, EXAMPLES * INPUT.size());
        program.begin();
        program.forward(EXAMPLES, 0, Step.Purpose.LEARN);
        System.arraycopy(gradient, 0, program.outputGradient(), 0, gradient.length);
        program.backward();
        return gradient;
    }

    private static float[] inputs() {
        return SampleModels.gaussian("inputs", INPUT.prepend(EXAMPLES));
    }
}
