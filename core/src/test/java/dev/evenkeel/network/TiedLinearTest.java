package dev.evenkeel.network;

import static dev.evenkeel.network.Layers.embedding;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.reshape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.json.Json;
import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.DescriptionException;
import dev.evenkeel.layer.Frozen;
import dev.evenkeel.layer.Initial;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.layer.core.TiedLinear;
import dev.evenkeel.model.Model;
import dev.evenkeel.program.Compiler;
import dev.evenkeel.program.ParameterSlot;
import dev.evenkeel.program.TrainingProgram;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.train.loss.Losses;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TiedLinearTest {
    private static final float[] TOKENS = {0, 3, 3, 1, 4, 0};

    @TempDir
    Path folder;

    private static Network network(Layer head) {
        return Network.builder(Shape.of(3, 1))
                .add("embedding", embedding(5, 4).initial(Initial.normal(0.3)))
                .add("tokens", reshape(3, 4))
                .add("hidden", linear(4))
                .add("head", head)
                .build();
    }

    private static Network tied() {
        return network(TiedLinear.of("embedding", 5));
    }

    @Test
    void itsGradientIsThatOfBothUses() {
        Compute compute = new Compute(PreferredKernels.kernels(), Team.alone());
        TrainingProgram tied = backward(tied(), compute, new float[0]);
        float[] weight = slot(tied, "embedding.weight").values();
        TrainingProgram apart = backward(network(linear(5).withoutBias()), compute, weight);
        float[] lookUps = slot(apart, "embedding.weight").gradient();
        float[] scores = slot(apart, "head.weight").gradient();
        assertThat(tied.output().values()).isEqualTo(apart.output().values());
        for (int index = 0; index < weight.length; index++) {
            assertThat(slot(tied, "embedding.weight").gradient()[index])
                    .isCloseTo(lookUps[index] + scores[index], within(1e-5f));
        }
        assertThat(scores).isNotEqualTo(new float[scores.length]);
        assertThat(lookUps).isNotEqualTo(new float[lookUps.length]);
        assertThat(tied.parameters())
                .extracting(ParameterSlot::name)
                .containsExactly("embedding.weight", "hidden.weight", "hidden.bias");
    }

    private static TrainingProgram backward(Network network, Compute compute, float[] head) {
        TrainingProgram program = Compiler.compile(network, 2, compute, 7, layer -> TrainingMode.TRAIN);
        if (head.length > 0) {
            System.arraycopy(head, 0, slot(program, "head.weight").values(), 0, head.length);
        }
        System.arraycopy(TOKENS, 0, program.input().values(), 0, TOKENS.length);
        program.begin();
        program.forward(2, 1, Step.Purpose.LEARN);
        for (int index = 0; index < program.outputGradient().length; index++) {
            program.outputGradient()[index] = (float) Math.sin(index);
        }
        program.backward();
        return program;
    }

    private static ParameterSlot slot(TrainingProgram program, String name) {
        return program.parameters().stream()
                .filter(slot -> slot.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void itIsCountedSavedAndReadOnce() {
        Network network = network(TiedLinear.of("embedding", 5).withBias());
        assertThat(network.parameterCount()).isEqualTo(5 * 4 + 4 * 4 + 4 + 5);
        Model model = fit(network);
        assertThat(model.tensors().keySet())
                .containsExactly("embedding.weight", "hidden.weight", "hidden.bias", "head.bias");
        Path file = folder.resolve("tied.safetensors");
        model.write(file);
        assertThat(Model.read(file).freeze().predict(Arrays.copyOf(TOKENS, 3)))
                .isEqualTo(model.freeze().predict(Arrays.copyOf(TOKENS, 3)));
    }

    private static Model fit(Network network) {
        float[][] inputs = {Arrays.copyOf(TOKENS, 3), Arrays.copyOfRange(TOKENS, 3, 6)};
        return Trainer.of(network)
                .loss(Losses.crossEntropy())
                .batchSize(2)
                .epochs(2)
                .fit(Datasets.of(network.input(), inputs, inputs));
    }

    @Test
    void whatFreezesTheEmbeddingFreezesIt() {
        Network frozen = tied().freeze("embedding", Frozen.PARAMETERS);
        float[] before = fit(frozen.freeze("hidden", Frozen.PARAMETERS))
                .tensor("embedding.weight")
                .toArray();
        assertThat(fit(frozen).tensor("embedding.weight").toArray()).isEqualTo(before);
        assertThat(fit(tied()).tensor("embedding.weight").toArray()).isNotEqualTo(before);
    }

    @Test
    void aNewHeadIsNotTied() {
        Network other = tied().withHead(7);
        assertThat(other.last().layer()).isEqualTo(linear(7).withoutBias());
        assertThat(other.output()).isEqualTo(Shape.of(3, 7));
    }

    @Test
    void itsDescriptionSaysToWhat() {
        assertThat(NetworkJson.read(NetworkJson.write(tied()))).isEqualTo(tied());
        String byPlace = "{input: [3, 1], layers: [{embedding: {entries: 5, features: 4}}, {reshape: [3, 4]},"
                + " {tiedLinear: {to: 0, features: 5, bias: true}}]}";
        String json = byPlace.replaceAll("([a-zA-Z]+):", "\"$1\":");
        assertThat(NetworkJson.read(Json.parse(json)).last().layer())
                .isEqualTo(TiedLinear.of("0", 5).withBias());
        assertThatThrownBy(() -> NetworkJson.read(Json.parse(json.replace("\"to\": 0,", ""))))
                .isInstanceOf(DescriptionException.class)
                .hasMessageContaining("name of the layer whose weight it is");
    }

    @Test
    void whatItCannotShareIsNamed() {
        assertThatThrownBy(() -> network(TiedLinear.of("embeding", 5)))
                .hasMessageContaining("tiedLinear 'head' shares the weight of 'embeding'")
                .hasMessageContaining("did you mean 'embedding'");
        assertThatThrownBy(() -> network(TiedLinear.of("tokens", 5))).hasMessageContaining("which has none");
        assertThatThrownBy(() -> network(TiedLinear.of("embedding", 6)))
                .hasMessageContaining("needs a weight [6, 4], but that of embedding 'embedding' is [5, 4]");
        assertThatThrownBy(() -> TiedLinear.of("embedding", 0)).hasMessageContaining("1 feature or more");
    }

    @Test
    void aTiedLanguageModelHasOneTableFewer() {
        long own = Transformer.of(2, 2, 8).languageModel(5, 6).parameterCount();
        Network tied = Transformer.of(2, 2, 8).tied().languageModel(5, 6);
        assertThat(tied.parameterCount()).isEqualTo(own - 5 * 8);
        assertThat(NetworkJson.read(NetworkJson.write(tied))).isEqualTo(tied);
    }
}
