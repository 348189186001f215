package dev.evenkeel.formats.weights;

import static dev.evenkeel.network.Layers.add;
import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.concatenate;
import static dev.evenkeel.network.Layers.conv;
import static dev.evenkeel.network.Layers.convTranspose;
import static dev.evenkeel.network.Layers.flatten;
import static dev.evenkeel.network.Layers.groupNorm;
import static dev.evenkeel.network.Layers.layerNorm;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.relu;
import static dev.evenkeel.network.Layers.standardize;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.formats.weights.convention.Change;
import dev.evenkeel.formats.weights.dialect.Slot;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.safetensors.DataType;
import dev.evenkeel.safetensors.SafetensorsFile;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WeightsTest {
    private static final Network SMALL = Network.builder(Shape.of(3))
            .add("fc", linear(2))
            .add("bn", batchNorm())
            .build();

    private static final Network LARGE = Network.builder(Shape.of(6, 5, 4))
            .add("scaled", standardize())
            .add("conv", conv(8, 3, 2).groups(4))
            .add("bn1", batchNorm().epsilon(1e-3f))
            .add("up", convTranspose(6, 2).stride(2).groups(2))
            .add("relu", relu())
            .add("ln", layerNorm().overAllAxes())
            .add("depthwise", conv(12, 2).groups(6).withoutBias())
            .add("flat", flatten())
            .add("bn2", batchNorm())
            .add("other", flatten(), List.of("conv"))
            .add("both", concatenate(), List.of("bn2", "other"))
            .add("ln2", layerNorm())
            .add("fc", linear(3))
            .build();

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest(name = "{0}")
    @MethodSource("frameworks")
    void outAndInAgainKeepsEveryBit(
            String framework, BiConsumer<Model, Path> write, BiFunction<Network, Path, Model> load) {
        Model model = random(LARGE);
        Path file = folder.resolve("out.safetensors");
        write.accept(model, file);
        Model again = load.apply(LARGE, file);

        assertThat(again.tensors()).isEqualTo(model.tensors());
        assertThat(again.provenance().object("origin").string("framework")).isEqualTo(framework);
    }

    static Stream<Arguments> frameworks() {
        return Stream.of(
                framework("PyTorch", PyTorch::write, PyTorch::load),
                framework("Keras", Keras::write, Keras::load),
                framework("Flax", Flax::write, Flax::load),
                framework("Burn", Burn::write, Burn::load));
    }

    private static Arguments framework(
            String name, BiConsumer<Model, Path> write, BiFunction<Network, Path, Model> load) {
        return Arguments.of(name, write, load);
    }

    @Test
    void whatIsWrittenHasPyTorchsNamesShapesAndCounts() {
        Path path = folder.resolve("out.safetensors");
        PyTorch.write(random(LARGE), path);

        try (SafetensorsFile file = SafetensorsFile.read(path)) {
            assertThat(file.metadata()).containsEntry("format", "pt");
            assertThat(file.tensor("conv.weight").hasShape(8, 1, 3, 2)).isTrue();
            assertThat(file.tensor("up.weight").hasShape(8, 3, 2, 2)).isTrue();
            assertThat(file.tensor("ln.weight").hasShape(6, 8, 8)).isTrue();
            assertThat(file.tensor("bn1.num_batches_tracked").type()).isEqualTo(DataType.I64);
            assertThat(file.tensor("bn1.num_batches_tracked").rank()).isZero();
            assertThat(file.longs("bn1.num_batches_tracked")).containsExactly(12);
            assertThat(file.tensors()).doesNotContainKey("bn2.num_batches_tracked");
        }
    }

    @Test
    void theOriginIsKept() throws IOException, NoSuchAlgorithmException {
        Path file = small(folder.resolve("small.safetensors"), "").file();
        JsonObject origin = Keras.load(SMALL, kerasOf(file)).provenance().object("origin");
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(kerasOf(file)));

        assertThat(origin.string("framework")).isEqualTo("Keras");
        assertThat(origin.string("file")).isEqualTo("keras.safetensors");
        assertThat(origin.string("sha256")).isEqualTo(HexFormat.of().formatHex(digest));
        JsonObject conventions = origin.object("conventions");
        assertThat(conventions.string("momentum")).isEqualTo("weightOfOldAverage");
        assertThat(conventions.string("estimator")).isEqualTo("biased");
        assertThat(conventions.value("newBatchWeight").asFloat()).isEqualTo(0.01f);
        assertThat(conventions.value("epsilon").asFloat()).isEqualTo(1e-3f);
    }

    private Path kerasOf(Path pyTorch) {
        Path keras = folder.resolve("keras.safetensors");
        Keras.write(PyTorch.load(SMALL, pyTorch), keras);
        return keras;
    }

    @Test
    void theReportSaysWhatIsConvertedAndDeclared() {
        Path file = kerasOf(small(folder.resolve("small.safetensors"), "").file());
        ConversionReport report = Keras.conversions(SMALL, file);

        assertThat(report.tensors().get(0))
                .isEqualTo(new Conversion(
                        "fc/kernel",
                        "F32",
                        Shape.of(3, 2),
                        "fc.weight",
                        Shape.of(2, 3),
                        Set.of(Change.RENAMED, Change.TRANSPOSED)));
        assertThat(report.toString()).isEqualTo("""
                Keras: momentum 0.99 is the weight of the old average, so the new batch weighs 0.01, running variance \
                biased, epsilon 0.001
                fc/kernel F32 [3, 2] -> fc.weight [2, 3]: renamed, transposed
                fc/bias F32 [2] -> fc.bias [2]: renamed
                bn/gamma F32 [2] -> bn.weight [2]: renamed
                bn/beta F32 [2] -> bn.bias [2]: renamed
                bn/moving_mean F32 [2] -> bn.running_mean [2]: renamed
                bn/moving_variance F32 [2] -> bn.running_var [2]: renamed
                bn: batches unknown, values per channel unknown
                batchNorm 'bn' has epsilon 1.0E-5 (Keras: 0.001), newBatchWeight 0.1 (Keras: newBatchWeight 0.01), \
                estimator unbiased (Keras: biased)
                """);
    }

    @Test
    void allThatDoesNotFitIsToldAtOnceWithBothShapes() {
        Written file = new Written(folder.resolve("wrong.safetensors"));
        file.add("module.fc.weight", 3, 2);
        file.add("module.extra", 5);
        file.add("bn.weight", 2);
        file.add("module.bn.weight", 2);
        file.add("bn.bias", 2);
        file.writer().longs("bn.running_mean", new long[] {1, 2}, 2);
        file.writer().longs("bn.num_batches_tracked", new long[] {-3});
        Path path = file.file();

        String message = "wrong.safetensors does not fit the network. "
                + "Only one can have that place: rename the other (--rename), or leave it out (--without). "
                + "As weights, whole numbers are mostly those of a quantised network: take the network before that. If"
                + " they are meant as they are, save them as floats (tensor.float() in PyTorch). "
                + "Give the network that these weights were trained with. What is wrong: "
                + "tensor 'bn.running_mean' of batchNorm 'bn' is I64, but needs to be F32, F64, F16 or BF16; "
                + "tensors 'bn.weight' and 'module.bn.weight' have the same name 'bn.weight' in the network; "
                + "tensor 'module.fc.weight' is [3, 2], but the network's linear 'fc' needs [2, 3]; "
                + "tensor 'fc.bias' [2] of linear 'fc' is missing; "
                + "tensor 'bn.running_var' [2] of batchNorm 'bn' is missing; "
                + "tensor 'module.extra' [5] belongs to no layer";
        assertThatThrownBy(() -> PyTorch.load(SMALL, path))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageEndingWith(message);
        assertThatThrownBy(() -> PyTorch.conversions(SMALL, path)).hasMessageEndingWith(message);
    }

    @Test
    void otherFloatingPointTypesAreRead() {
        Written file = small(folder.resolve("types.safetensors"), "skip");
        file.writer()
                .floats("fc.weight", DataType.F16, new float[] {1, 0.5f, -2, 0.25f, 3, 65504}, 2, 3)
                .floats("fc.bias", DataType.BF16, new float[] {1.5f, -3e38f}, 2)
                .doubles("bn.running_mean", new double[] {1 / 3.0, 1e-300}, 2);
        Path path = file.file();
        Model model = PyTorch.load(SMALL, path);

        assertThat(model.tensor("fc.weight").toArray()).containsExactly(1, 0.5f, -2, 0.25f, 3, 65504);
        assertThat(model.tensor("fc.bias").toArray()).containsExactly(1.5f, Float.intBitsToFloat(0xff62_0000));
        assertThat(model.tensor("bn.running_mean").toArray()).containsExactly(1 / 3f, 0);
        assertThat(PyTorch.conversions(SMALL, path).tensors())
                .extracting(Conversion::changes)
                .startsWith(Set.of(Change.WIDENED), Set.of(Change.WIDENED))
                .contains(Set.of(Change.ROUNDED), Set.of());
    }

    @Test
    void valuesThatNoFloatHoldsAreRefused() {
        Written file = small(folder.resolve("huge.safetensors"), "skip");
        file.writer()
                .floats("fc.weight", new float[6], 2, 3)
                .doubles("fc.bias", new double[] {Double.POSITIVE_INFINITY, 0}, 2)
                .doubles("bn.running_mean", new double[] {1, 1e39}, 2);
        Path path = file.file();

        assertThatThrownBy(() -> PyTorch.load(SMALL, path))
                .hasMessageContaining("cannot be read: tensor 'bn.running_mean' holds 1.0E39, but a float of 32 bits");
    }

    @Test
    void aPrefixThatIsALayersNameStays() {
        Network network =
                Network.builder(Shape.of(3)).add("module.fc", linear(2)).build();
        Written file = new Written(folder.resolve("module.safetensors"));
        float[] weight = file.add("module.module.fc.weight", 2, 3);
        file.add("module.fc.bias", 2);

        assertThat(PyTorch.load(network, file.file()).tensor("module.fc.weight").toArray())
                .isEqualTo(weight);
    }

    @Test
    void aModelOfEvenkeelIsNoStateDict() {
        Path path = folder.resolve("model.safetensors");
        random(SMALL).write(path);

        assertThatThrownBy(() -> PyTorch.load(SMALL, path))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageEndingWith("model.safetensors is a model of Evenkeel, with its own layouts, and no file of"
                        + " PyTorch. Read it with Model.read");
    }

    @Test
    void aLayerThatDependsOnTheOrderOfFlattenedFeaturesIsRefused() {
        Network groups = Network.of(Shape.of(4, 4, 2), flatten(), groupNorm(4), linear(2));
        Network sums = Network.builder(Shape.of(4, 2, 2))
                .add("flat", flatten())
                .add("narrow", conv(1, 1), List.of("input"))
                .add("wide", conv(4, 2, 1).stride(2, 1), List.of("input"))
                .add("one", flatten(), List.of("wide"))
                .add("sum", add(), List.of("flat", "one"))
                .add("two", flatten(), List.of("narrow"))
                .add("all", concatenate(), List.of("sum", "two"))
                .add("fc", linear(2))
                .build();

        assertThatThrownBy(() -> PyTorch.write(random(groups), folder.resolve("out.safetensors")))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("PyTorch flattens channels first, so groupNorm '1' behind a flatten would get");
        assertThatThrownBy(() -> PyTorch.write(random(sums), folder.resolve("out.safetensors")))
                .hasMessageContaining("add 'sum'");
        Keras.write(random(groups), folder.resolve("out.safetensors"));
    }

    /** SMALL's tensors, those of the linear layer and the mean only if nothing says to skip them. */
    private static Written small(Path path, String skip) {
        Written file = new Written(path);
        if (skip.isEmpty()) {
            file.add("fc.weight", 2, 3);
            file.add("fc.bias", 2);
            file.add("bn.running_mean", 2);
        }
        file.add("bn.weight", 2);
        file.add("bn.bias", 2);
        file.add("bn.running_var", 2);
        return file;
    }

    private static Model random(Network network) {
        Random random = new Random(3);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Slot slot : Slot.of(network)) {
            float[] values = new float[slot.shape().size()];
            for (int index = 0; index < values.length; index++) {
                values[index] = random.nextFloat();
            }
            tensors.put(slot.fullName(), Tensor.of(slot.shape(), values));
        }
        Map<String, SampleCounts> sampleCounts =
                Map.of("bn1", new SampleCounts(OptionalLong.of(12), OptionalLong.empty()));
        return new Model(network, tensors, sampleCounts, Model.Output.plain(), JsonObject.of(), Map.of());
    }
}
