package dev.evenkeel.formats;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.relu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.formats.onnx.Onnx;
import dev.evenkeel.formats.weights.Burn;
import dev.evenkeel.formats.weights.Flax;
import dev.evenkeel.formats.weights.Keras;
import dev.evenkeel.formats.weights.PyTorch;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.Trainer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StreamsTest {
    private static final Network NETWORK =
            Network.of(Shape.of(4), linear(8).withoutBias(), batchNorm(), relu(), linear(3));

    @TempDir
    private Path folder;

    /** One stream for all entries: each reader stops at the end of its own and leaves the stream open for the next. */
    @Test
    void modelsOfAJarWithinAJarAreReadOneAfterTheOther() throws IOException {
        Model model = trained();
        Map<String, BiConsumer<Model, Path>> writers = new LinkedHashMap<>();
        writers.put("pytorch", PyTorch::write);
        writers.put("keras", Keras::write);
        writers.put("flax", Flax::write);
        writers.put("burn", Burn::write);
        writers.put("graph", Onnx::write);
        writers.put("again", PyTorch::write);
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (var writer : writers.entrySet()) {
            Path file = folder.resolve(writer.getKey());
            writer.getValue().accept(model, file);
            files.put(writer.getKey(), Files.readAllBytes(file));
        }
        byte[] outer = jar(Map.of("lib/models.jar", jar(files)));

        try (ZipInputStream application = new ZipInputStream(new ByteArrayInputStream(outer))) {
            application.getNextEntry();
            ZipInputStream models = new ZipInputStream(application);
            int read = 0;
            for (ZipEntry entry = models.getNextEntry(); entry != null; entry = models.getNextEntry()) {
                String name = entry.getName();
                Model loaded = switch (name) {
                    case "keras" -> Keras.load(NETWORK, name, models);
                    case "flax" -> Flax.load(NETWORK, name, models);
                    case "burn" -> Burn.load(NETWORK, name, models);
                    case "graph" -> Onnx.read(name, models);
                    default -> PyTorch.load(NETWORK, name, models);
                };
                assertThat(loaded.tensors()).as(name).isEqualTo(model.tensors());
                read++;
            }
            assertThat(read).isEqualTo(writers.size());
        }
    }

    private static List<BiFunction<String, InputStream, Model>> readers() {
        return List.of(
                Model::read,
                (name, content) -> PyTorch.load(NETWORK, name, content),
                (name, content) -> Keras.load(NETWORK, name, content),
                (name, content) -> Flax.load(NETWORK, name, content),
                (name, content) -> Burn.load(NETWORK, name, content),
                Onnx::read);
    }

    @ParameterizedTest
    @MethodSource("readers")
    void errorsBeginWithTheGivenName(BiFunction<String, InputStream, Model> reader) throws IOException {
        InputStream broken = InputStream.nullInputStream();
        broken.close();
        assertThatThrownBy(() -> reader.apply("inner.jar!/model", broken))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith("inner.jar!/model: the model cannot be read: Stream closed");
        assertThatThrownBy(() -> reader.apply("inner.jar!/model", new ByteArrayInputStream(new byte[] {1, 2, 3})))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith("inner.jar!/model");
    }

    private static Model trained() {
        Random random = new Random(2);
        float[][] rows = new float[16][4];
        int[] classes = new int[rows.length];
        for (int row = 0; row < rows.length; row++) {
            for (int value = 0; value < 4; value++) {
                rows[row][value] = (float) random.nextGaussian();
            }
            classes[row] = row % 3;
        }
        return Trainer.of(NETWORK)
                .epochs(1)
                .batchSize(8)
                .fit(Datasets.of(Shape.of(4), rows, classes, Target.classes(3)));
    }

    private static byte[] jar(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream jar = new ZipOutputStream(bytes)) {
            for (var entry : entries.entrySet()) {
                jar.putNextEntry(new ZipEntry(entry.getKey()));
                jar.write(entry.getValue());
            }
        }
        return bytes.toByteArray();
    }
}
