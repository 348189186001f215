package dev.evenkeel.formats.weights;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.layerNorm;
import static dev.evenkeel.network.Layers.linear;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reasons and ways out that are true, in messages of bounded length. */
class MisfitTest {
    private static final Network LINEAR = one("fc", linear(2));

    @TempDir
    private Path folder = Path.of("");

    @Test
    @DisabledOnJre(value = JRE.JAVA_25, disabledReason = "what it tests does not hang on the JDK, and it takes long")
    void messagesStayShortHoweverMuchDoesNotFit() {
        Written file = fitting("");
        for (int tensor = 0; tensor < 20_000; tensor++) {
            file.add("extra." + tensor, 1);
        }
        String message = message(LINEAR, file.file());

        assertThat(message)
                .contains("weights.safetensors does not fit the network. Give the network that these weights were")
                .contains("tensor 'extra.0' [1] belongs to no layer")
                .endsWith("and 19,990 more tensors that belong to no layer")
                .hasSizeLessThan(2_000);
    }

    @Test
    @DisabledOnJre(value = JRE.JAVA_25, disabledReason = "what it tests does not hang on the JDK, and it takes long")
    void manyMissingTensorsAreBoundedToo() {
        Written file = written();
        Network.Builder network = Network.builder(Shape.of(3));
        for (int layer = 0; layer < 400; layer++) {
            network.add("fc" + layer, linear(3));
            file.add("fc" + layer + ".weight", 2, 3);
            file.add("fc" + layer + ".bias.more", 3);
        }
        assertThat(message(network.build(), file.file()))
                .contains("and 390 more tensors of other shapes")
                .contains("and 390 more tensors that are missing")
                .contains("and 390 more tensors that belong to no layer")
                .hasSizeLessThan(5_000);
    }

    @Test
    void aValueThatNoFloatHoldsIsNotTheNetworksFault() {
        Written file = written();
        file.writer().doubles("fc.weight", new double[] {1, 1e39, 1, 1, 1, 1}, 2, 3);
        file.add("fc.bias", 2);

        assertThat(message(LINEAR, file.file()))
                .endsWith(
                        "weights.safetensors cannot be read: tensor 'fc.weight' holds 1.0E39, but a float of 32 bits, in"
                                + " which networks compute here, holds at most 3.4028234663852886E38. So large a value is"
                                + " mostly one of a training that diverged: look at it where the file was written");
    }

    @ParameterizedTest
    @CsvSource({
        "I32, 4, whole numbers",
        "I8, 1, whole numbers",
        "U8, 1, whole numbers",
        "I64, 8, whole numbers",
        "BOOL, 1, whole numbers",
        "F8_E4M3, 1, floats of 8 bits",
        "F8_E5M2, 1, floats of 8 bits"
    })
    void eachTypeHasItsReasonAndItsWayOut(String type, int bytes, String reason) throws Exception {
        String header = "{\"fc.weight\":{\"dtype\":\"" + type + "\",\"shape\":[2,3],\"data_offsets\":[0," + 6 * bytes
                + "]},\"fc.bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[" + 6 * bytes + ","
                + (6 * bytes + 8) + "]}}";
        ByteBuffer content = ByteBuffer.allocate(8 + header.length() + 6 * bytes + 8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length())
                .put(header.getBytes(StandardCharsets.UTF_8));
        Path file = Files.write(folder.resolve("types.safetensors"), content.array());

        assertThat(message(LINEAR, file))
                .contains("types.safetensors cannot be read: tensor 'fc.weight' of linear 'fc' is " + type
                        + ", but needs to be F32, F64, F16 or BF16. As weights, " + reason)
                .contains("save")
                .doesNotContain("Give the network");
    }

    @Test
    void twoTensorsOfOnePlaceAreNotTheNetworksFaultEither() {
        Written file = fitting("");
        file.add("module.fc.bias", 2);
        assertThat(message(LINEAR, file.file()))
                .contains("have the same name 'fc.bias' in the network. Only one can have that place: rename the other")
                .doesNotContain("Give the network");
    }

    @Test
    void whatOnlyStandsBeforeNamesIsTakenAwayAndTold() {
        LoadedWeights loaded =
                PyTorch.open(fitting("module.state_dict.model.").file()).read(LINEAR);
        assertThat(loaded.report().remarks())
                .containsExactly("Names in the file begin with 'module.state_dict.model.', which the network's do not:"
                        + " read without it");
        assertThat(loaded.report().tensors().get(0).from()).isEqualTo("module.state_dict.model.fc.weight");
    }

    @Test
    void copiesAreNotChosenFrom() {
        Written file = fitting("model.");
        float[] averaged = file.add("ema.fc.weight", 2, 3);
        file.add("ema.fc.bias", 2);
        assertThat(message(LINEAR, file.file()))
                .contains("What the network needs is there more than once, under 'model.' and 'ema.': take one of them,"
                        + " as by --rename 'model[.](.*)=$1' --without 'ema[./].*'");
        assertThat(PyTorch.open(file.file())
                        .without("model[.].*")
                        .rename("ema[.](.*)", "$1")
                        .into(LINEAR)
                        .tensor("fc.weight")
                        .toArray())
                .isEqualTo(averaged);
    }

    @Test
    void whatIsLeftOverIsLeftOutOnRequestOnly() {
        Written file = fitting("");
        file.add("optimizer.fc.exp_avg", 2, 3);
        assertThat(message(LINEAR, file.file()))
                .contains(
                        "Give the network that these weights were trained with. If what is left over is no part of it,"
                                + " as copies or an optimizer's state are, leave it out: --without 'optimizer[./].*'");
        file.add("step", 1);
        assertThat(message(LINEAR, file.file())).doesNotContain("--without");
        assertThat(PyTorch.open(file.file())
                        .without("optimizer.*")
                        .without("step")
                        .into(LINEAR)
                        .tensors())
                .hasSize(2);
        assertThatThrownBy(() -> PyTorch.open(file.file()).without("ema[.].*").into(LINEAR))
                .hasMessageContaining(
                        "'ema[.].*', whose tensors are to be left out, matches none of the 4 tensors' names");
        assertThatThrownBy(() -> PyTorch.open(file.file()).without("("))
                .hasMessageContaining("needs to be a regular expression");
    }

    @Test
    void gammaAndBetaMayBeOfBurnOrOfOldFilesOfPyTorch() {
        Written file = written();
        file.add("ln.gamma", 3);
        file.add("ln.beta", 3);
        assertThat(message(one("ln", layerNorm()), file.file()))
                .contains("--origin burn")
                .contains("If PyTorch wrote it, with gamma and beta as older files have them, rename these:"
                        + " --rename '(.*)[.]gamma=$1.weight' --rename '(.*)[.]beta=$1.bias'");
        file.add("fc.weight", 2, 3);
        file.add("fc.bias", 2);
        Network network = Network.builder(Shape.of(3))
                .add("ln", layerNorm())
                .add("fc", linear(2))
                .build();
        assertThat(message(network, file.file()))
                .contains("All else fits: with gamma and beta as older files have them, rename these: --rename");
        Written inner = written();
        inner.add("bert.ln.gamma", 3);
        inner.add("bert.ln.beta", 3);
        inner.add("bert.fc.weight", 2, 3);
        inner.add("bert.fc.bias", 2);
        assertThat(message(network, inner.file())).contains("All else fits: with gamma and beta");
    }

    @Test
    void namesThatSeveralFrameworksShareAreNotPutDownToOne() {
        Written file = written();
        file.add("fc.kernel", 3, 2);
        file.add("fc.bias", 2);
        assertThat(message(LINEAR, file.file()))
                .contains("All of it fits as a file of Keras, and of Flax: read it as that of the one that wrote it"
                        + " (--origin keras or --origin flax)");
    }

    @Test
    void statisticsThatWereNotKeptAreToldSo() {
        Written file = written();
        file.add("bn.weight", 3);
        file.add("bn.bias", 3);
        assertThat(message(one("bn", batchNorm()), file.file()))
                .contains("Without running statistics (track_running_stats=False) a layer normalises by each batch, in"
                        + " predictions too");
    }

    @Test
    void weightsThatAreTwoTensorsAreNamedForWhatTheyAre() {
        Written norm = fitting("");
        norm.add("fc.weight_g", 2, 1);
        norm.add("fc.weight_v", 2, 3);
        assertThat(message(LINEAR, norm.file()))
                .contains("it is of a weight normalization", "remove_weight_norm")
                .doesNotContain("Give the network");
        Written parametrized = fitting("");
        parametrized.add("fc.parametrizations.weight.original0", 2, 1);
        parametrized.add("fc.parametrizations.weight.original1", 2, 3);
        assertThat(message(LINEAR, parametrized.file())).contains("parametrization", "remove_parametrizations");
        Written spectral = fitting("");
        spectral.add("fc.weight_orig", 2, 3);
        spectral.add("fc.weight_u", 2);
        assertThat(message(LINEAR, spectral.file())).contains("spectral", "remove_spectral_norm");
    }

    private Written fitting(String prefix) {
        Written file = written();
        file.add(prefix + "fc.weight", 2, 3);
        file.add(prefix + "fc.bias", 2);
        return file;
    }

    @Test
    void whatIsToBeLeftOutIsNamedAsTheFileHasIt() {
        Written file = written();
        file.add("sequential/fc/kernel:0", 3, 2);
        file.add("sequential/fc/bias:0", 2);
        file.add("sequential/dropout/seed_generator/seed_generator_state:0", 2);
        Path path = file.file();
        Network network = one("fc", linear(2));

        assertThatThrownBy(() -> Keras.load(network, path))
                .hasMessageContaining("take it by --rename 'sequential/(.*)=$1' --without 'sequential/dropout[./].*'");
        assertThat(Keras.open(path)
                        .rename("sequential/(.*)", "$1")
                        .without("sequential/dropout[./].*")
                        .into(network)
                        .network())
                .isEqualTo(network);
    }

    @Test
    void whatChangesPredictionsIsNotAdvisedToBeLeftOut() {
        Written adapted = fitting("");
        adapted.add("fc.lora_A.weight", 1, 3);
        adapted.add("fc.lora_B.weight", 2, 1);
        assertThat(message(one("fc", linear(2)), adapted.file()))
                .contains("'fc.lora_A.weight' [1, 3] belongs to no layer: it is of an adapter (LoRA)")
                .doesNotContain("--without")
                .doesNotContain("Give the network");

        Written standardized = new Written(folder.resolve("keras.safetensors"));
        standardized.add("fc/kernel", 3, 2);
        standardized.add("fc/bias", 2);
        standardized.add("normalization/mean", 1, 3);
        standardized.add("normalization/variance", 1, 3);
        Path path = standardized.file();
        assertThatThrownBy(() -> Keras.load(one("fc", linear(2)), path))
                .hasMessageContaining(
                        "it is of a Normalization layer, which standardises the inputs. Predictions need it")
                .hasMessageNotContaining("If what is left over");
    }

    @Test
    void namesOfKerasOwnFilesAreAnsweredWithHowToSaveOthers() {
        Written file = written();
        file.add("layers/fc/vars/0", 3, 2);
        file.add("layers/fc/vars/1", 2);
        Path path = file.file();

        assertThatThrownBy(() -> Keras.load(one("fc", linear(2)), path))
                .hasMessageContaining("Keras numbers variables so within its own files. Save them by their names")
                .hasMessageNotContaining("Give the network");
    }

    private static Network one(String name, Layer layer) {
        return Network.builder(Shape.of(3)).add(name, layer).build();
    }

    private static String message(Network network, Path file) {
        Throwable thrown = catchThrowable(() -> PyTorch.load(network, file));
        assertThatThrownBy(() -> PyTorch.conversions(network, file)).isInstanceOf(EvenkeelException.class);
        assertThat(thrown).isInstanceOf(EvenkeelException.class);
        return String.valueOf(thrown.getMessage());
    }

    private Written written() {
        return new Written(folder.resolve("weights.safetensors"));
    }
}
