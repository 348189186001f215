package dev.evenkeel.formats.weights;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.conv;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.relu;
import static dev.evenkeel.network.Layers.transpose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.formats.weights.convention.Conventions;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files whose layers have other names, and tensors that frameworks write otherwise than their documentation. */
class WeightsImportTest {
    private static final Network NETWORK = Network.builder(Shape.of(3))
            .add("hidden", linear(3))
            .add("norm", batchNorm())
            .add("relu", relu())
            .add("again", linear(3))
            .add("out", linear(2))
            .build();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void layersAreRenamedByWholeNames() {
        Written file = perceptron("net.0", "net.1", "net.3", "head");
        Model model = PyTorch.open(file.file())
                .rename("net\\.0\\.(.*)", "hidden.$1")
                .rename("net\\.1\\.(.*)", "norm.$1")
                .rename("net\\.3\\.(.*)", "again.$1")
                .rename("head\\.(.*)", "out.$1")
                .into(NETWORK);

        assertThat(model.tensors()).isEqualTo(expected(file).tensors());
    }

    @Test
    void renamingsWorkOneAfterTheOther() {
        Path file = perceptron("a.hidden", "a.norm", "a.again", "a.out").file();
        ConversionReport report = PyTorch.open(file)
                .rename("a\\.(.*)", "b.$1")
                .rename("b\\.(.*)", "$1")
                .conversions(NETWORK);

        assertThat(report.tensors().get(0).from()).isEqualTo("a.hidden.weight");
        assertThat(report.tensors().get(0).to()).isEqualTo("hidden.weight");
    }

    @Test
    void aRenamingThatMatchesNothingIsAnError() {
        Path file = perceptron("hidden", "norm", "again", "out").file();
        assertThatThrownBy(() -> PyTorch.open(file).rename("net.(.*)", "$1").into(NETWORK))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("weights.safetensors: The renaming 'net.(.*)=$1' matches none of the 10 tensors'"
                        + " names, which it has to match as a whole: hidden.weight, hidden.bias, norm.weight");
        assertThatThrownBy(() -> PyTorch.open(file).rename("net(", "x"))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("The renaming 'net(=x' needs a regular expression before the '='");
        assertThatThrownBy(() -> PyTorch.open(file).rename("net", "x.$1"))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("The renaming 'net=x.$1' cannot be filled in: No group 1");
    }

    @Test
    void twoTensorsOfOneNameAreToldApart() {
        Path file = perceptron("hidden", "norm", "again", "out").file();
        assertThatThrownBy(() ->
                        PyTorch.open(file).rename("again\\.(.*)", "hidden.$1").into(NETWORK))
                .hasMessageContaining("tensors 'hidden.weight' and 'again.weight' have the same name 'hidden.weight' in"
                        + " the network");
    }

    @Test
    void layersAreMatchedByOrderAndShape() {
        Written file = perceptron("model.2", "model.1", "model.10", "model.11");
        assertThat(PyTorch.open(file.file()).byOrder().into(NETWORK).tensors())
                .isEqualTo(expected(file).tensors());
    }

    @Test
    void whatOnlyHasOtherNamesIsToldSo() {
        Path file = perceptron("model.2", "model.1", "model.10", "model.11").file();
        assertThatThrownBy(() -> PyTorch.load(NETWORK, file))
                .hasMessageContaining("Only the names of its layers differ: rename them (--rename 'theirs=ours'), or"
                        + " match the layers by their order (--match order)");
    }

    @Test
    void whatAnotherFrameworkWroteIsToldSo() {
        Path keras = folder.resolve("keras.safetensors");
        Keras.write(
                PyTorch.load(
                        NETWORK, perceptron("hidden", "norm", "again", "out").file()),
                keras);
        assertThatThrownBy(() -> PyTorch.load(NETWORK, keras))
                .hasMessageContaining("All of it fits as a file of Keras: read it as that (--origin keras)");
    }

    @Test
    void aLayerThatFitsNothingIsMissingByOrderToo() {
        Path file = perceptron("a", "b", "c", "d").file();
        Network other = Network.builder(Shape.of(3))
                .add("hidden", linear(3))
                .add("out", linear(5))
                .build();
        assertThatThrownBy(() -> PyTorch.open(file).byOrder().into(other))
                .hasMessageContaining("tensor 'out.weight' [5, 3] of linear 'out' is missing")
                .hasMessageContaining("tensor 'c.weight' [3, 3] belongs to no layer");
    }

    @ParameterizedTest
    @CsvSource({
        "I64, 469, 469", "I32, 469, 469", "I16, 469, 469", "I8, 100, 100", "U64, 469, 469", "U32, 469, 469",
        "U16, 469, 469", "U8, 200, 200", "F64, 469, 469", "F32, 469, 469", "I64, -3, -1", "I32, -3, -1",
        "F64, 0.5, -1", "F32, -1, -1", "F64, NaN, -1", "F32, Infinity, -1", "F64, 1e300, -1", "U64, -1, -1"
    })
    void countersOfAnyTypeAreRead(String type, double value, long count) throws IOException {
        Path file = folder.resolve("counter.safetensors");
        Files.write(file, counted(type, value, "[]", 1));
        LoadedWeights loaded = PyTorch.open(file)
                .read(Network.builder(Shape.of(2)).add("bn", batchNorm()).build());

        assertThat(loaded.model().sampleCounts("bn"))
                .isEqualTo(
                        count < 0
                                ? SampleCounts.UNKNOWN
                                : new SampleCounts(OptionalLong.of(count), OptionalLong.empty()));
        assertThat(loaded.report().remarks()).hasSize(count < 0 ? 1 : 0);
        assertThat(loaded.model().freeze().input()).isEqualTo(Shape.of(2));
    }

    @Test
    void aCounterOfOtherThanOneNumberIsUnknown() throws IOException {
        Path file = folder.resolve("counter.safetensors");
        Network network = Network.builder(Shape.of(2)).add("bn", batchNorm()).build();
        Files.write(file, counted("I64", 5, "[1]", 1));
        assertThat(PyTorch.load(network, file).sampleCounts("bn").batches()).hasValue(5);

        Files.write(file, counted("I64", 5, "[2]", 2));
        LoadedWeights two = PyTorch.open(file).read(network);
        assertThat(two.model().sampleCounts("bn")).isEqualTo(SampleCounts.UNKNOWN);
        assertThat(two.report().remarks())
                .containsExactly("num_batches_tracked is I64 [2] for batchNorm 'bn', which counts no batches: how many"
                        + " stand behind the running statistics is unknown");

        Files.write(file, counted("F8_E5M2", 5, "[]", 1));
        assertThat(PyTorch.load(network, file).sampleCounts("bn")).isEqualTo(SampleCounts.UNKNOWN);
    }

    /** A batch normalization's tensors in a file, the counter of any type. */
    private static byte[] counted(String type, double value, String shape, int times) throws IOException {
        ByteBuffer number = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        switch (type) {
            case "F64" -> number.putDouble(value);
            case "F32" -> number.putFloat((float) value);
            default -> number.putLong((long) value);
        }
        int width = type.startsWith("F8") ? 1 : Integer.parseInt(type.substring(1)) / 8;
        int end = 32 + width * times;
        String header = "{";
        int at = 0;
        for (String name : new String[] {"weight", "bias", "running_mean", "running_var"}) {
            header += "\"bn." + name + "\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[" + at + "," + (at + 8)
                    + "]},";
            at += 8;
        }
        header += "\"bn.num_batches_tracked\":{\"dtype\":\"" + type + "\",\"shape\":" + shape + ",\"data_offsets\":[32,"
                + end + "]}}";
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .array());
        file.write(text);
        ByteBuffer ones = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        while (ones.hasRemaining()) {
            ones.putFloat(1);
        }
        file.write(ones.array());
        for (int time = 0; time < times; time++) {
            file.write(number.array(), 0, width);
        }
        return file.toByteArray();
    }

    @Test
    void aSeparableConvolutionOfKerasIsTwoLayers() {
        Shape input = Shape.of(4, 5, 3);
        Written file = written();
        float[] depthwise = file.add("sep/depthwise_kernel", 2, 3, 3, 2);
        float[] pointwise = file.add("sep/pointwise_kernel", 1, 1, 6, 4);
        float[] bias = file.add("sep/bias", 4);
        Network network = Network.builder(input)
                .add("sep.depthwise", conv(6, 2, 3).groups(3).withoutBias())
                .add("sep.pointwise", conv(4, 1))
                .build();
        float[] image = Written.image(input.size());

        double[] spread = Formulas.correlate(
                image, input, 6, 3, 2, 3, (o, i, v, u) -> depthwise[((v * 3 + u) * 3 + o / 2) * 2 + o % 2]);
        double[] expected =
                Formulas.correlate(narrow(spread), Shape.of(3, 3, 6), 4, 1, 1, 1, (o, i, v, u) -> pointwise[i * 4 + o]);
        float[] outputs = Keras.load(network, file.file()).freezeUnfolded().predict(image);
        for (int index = 0; index < expected.length; index++) {
            assertThat((double) outputs[index]).isCloseTo(expected[index] + bias[index % 4], within(1e-4));
        }
        Network single = Network.builder(input).add("sep", conv(4, 2, 3)).build();
        assertThatThrownBy(() -> Keras.load(single, file.file()))
                .hasMessageContaining("tensor 'sep/pointwise_kernel' [1, 1, 6, 4] belongs to no layer: it is of a"
                        + " SeparableConv. Describe that as two layers, 'sep.depthwise', a conv");
    }

    @Test
    void aNormalizationOverAnotherAxisIsNamedAndReadBetweenTransposes() {
        Shape input = Shape.of(4, 5, 3);
        Written file = written();
        float[] gamma = file.add("bn/gamma", 4);
        float[] beta = file.add("bn/beta", 4);
        float[] mean = file.add("bn/moving_mean", 4);
        float[] variance = file.add("bn/moving_variance", 4);
        Network channels =
                Network.builder(input).add("bn", Conventions.KERAS.batchNorm()).build();
        assertThatThrownBy(() -> Keras.load(channels, file.file()))
                .hasMessageContaining(
                        "tensor 'bn/gamma' is [4], but the network's batchNorm 'bn' needs [3], one for each"
                                + " channel of its input [4, 5, 3]. 4 is the extent of its axis 0: if it was normalised over that"
                                + " axis (axis=1, the batch counted), put 'transpose' before and behind");

        Network rows = Network.builder(input)
                .add("last", transpose(1, 2, 0))
                .add("bn", Conventions.KERAS.batchNorm())
                .add("back", transpose(2, 0, 1))
                .build();
        float[] image = Written.image(input.size());
        float[] outputs = Keras.load(rows, file.file()).freeze().predict(image);
        for (int index = 0; index < outputs.length; index++) {
            int row = index / 15;
            double expected = gamma[row] * (image[index] - mean[row]) / Math.sqrt(variance[row] + 1e-3f) + beta[row];
            assertThat((double) outputs[index]).isCloseTo(expected, within(1e-5));
        }
    }

    private static float[] narrow(double[] values) {
        float[] narrow = new float[values.length];
        for (int index = 0; index < narrow.length; index++) {
            narrow[index] = (float) values[index];
        }
        return narrow;
    }

    private Model expected(Written ignored) {
        Written file = new Written(folder.resolve("expected.safetensors"));
        addPerceptron(file, "hidden", "norm", "again", "out");
        return PyTorch.load(NETWORK, file.file());
    }

    private Written perceptron(String hidden, String norm, String again, String out) {
        Written file = written();
        addPerceptron(file, hidden, norm, again, out);
        return file;
    }

    private static void addPerceptron(Written file, String hidden, String norm, String again, String out) {
        file.add(hidden + ".weight", 3, 3);
        file.add(hidden + ".bias", 3);
        for (String name : new String[] {"weight", "bias", "running_mean", "running_var"}) {
            file.add(norm + "." + name, 3);
        }
        file.add(again + ".weight", 3, 3);
        file.add(again + ".bias", 3);
        file.add(out + ".weight", 2, 3);
        file.add(out + ".bias", 2);
    }

    private Written written() {
        return new Written(folder.resolve("weights.safetensors"));
    }
}
