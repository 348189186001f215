package dev.evenkeel.serve.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.KeptAttachments;
import dev.evenkeel.data.table.GivenColumns;
import dev.evenkeel.data.table.encoding.EncodingRules;
import dev.evenkeel.data.table.encoding.Missing;
import dev.evenkeel.data.table.encoding.TableEncoding;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.drift.stream.InputFile;
import dev.evenkeel.model.Model;
import dev.evenkeel.serve.Collecting;
import dev.evenkeel.serve.SmallModels;
import dev.evenkeel.serve.batch.BatchObserver;
import dev.evenkeel.serve.model.Examples;
import dev.evenkeel.serve.watch.Collected;
import dev.evenkeel.serve.watch.Served;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputCollectorTest {
    private static final Served POINTS = new Served("points", "");
    private static final Model MODEL = SmallModels.points(1);

    @TempDir
    private Path folder = Path.of("");

    private final List<String> warnings = new ArrayList<>();

    private InputCollector collector(int limit) {
        return InputCollector.open(new Collecting(folder.resolve("kept"), limit), Optional.empty(), warnings::add);
    }

    private Path kept(String name) {
        return folder.resolve("kept").resolve(name);
    }

    /** Points whose first value is their number. */
    private static Examples points(int first, int count) {
        float[] inputs = new float[2 * count];
        for (int example = 0; example < count; example++) {
            inputs[2 * example] = first + example;
        }
        return new Examples(inputs, count, new Mask(count, 1));
    }

    private static void feed(BatchObserver observer, Examples... requests) {
        observer.computed(List.of(requests), 0);
    }

    @Test
    void aBoundedSampleIsWrittenAtTheEnd() {
        InputCollector collector = collector(100);
        feed(collector.batches(POINTS, MODEL), points(0, 1_000), points(1_000, 1_000));
        assertThat(collector.collected(POINTS)).hasValue(new Collected(100, 2_000, 0));
        assertThat(kept("points.inputs.safetensors")).doesNotExist();
        collector.close();
        Dataset read = InputFile.read(kept("points.inputs.safetensors"), Shape.of(2));
        assertThat(read.size()).isEqualTo(100);
        double[] sum = {0};
        read.forEachBatch(10, batch -> {
            for (int example = 0; example < batch.examples(); example++) {
                sum[0] += batch.inputs()[batch.inputOffset(example)];
            }
        });
        assertThat(sum[0] / 100).as("mean of a uniform sample, error 58").isBetween(800.0, 1200.0);
        assertThat(warnings).isEmpty();
    }

    @Test
    void examplesThatAreNotFiniteAreLeftOut() {
        InputCollector collector = collector(10);
        Examples some = points(0, 3);
        some.inputs()[2] = Float.NaN;
        feed(collector.batches(POINTS, MODEL), some);
        assertThat(collector.collected(POINTS)).hasValue(new Collected(2, 2, 1));
        collector.close();
    }

    @Test
    void aModelThatTakesTheOthersPlaceBeginsAnewAndKeepsTheOthersFileOnce() {
        InputCollector collector = collector(10);
        feed(collector.batches(POINTS, MODEL), points(0, 7));
        feed(collector.batches(POINTS, SmallModels.points(2)), points(0, 3));
        collector.close();
        assertThat(InputFile.read(kept("points.inputs.safetensors"), Shape.of(2))
                        .size())
                .isEqualTo(3);
        assertThat(InputFile.read(kept("points~previous.inputs.safetensors"), Shape.of(2))
                        .size())
                .isEqualTo(7);
    }

    @Test
    void versionsHaveFilesOfTheirOwnAndRetiredOnesAreWritten() throws IOException {
        InputCollector collector = collector(10);
        feed(collector.batches(new Served("points", "2"), MODEL), points(0, 1));
        feed(collector.batches(new Served("points", "10"), MODEL), points(0, 2));
        BatchObserver unused = collector.batches(new Served("idle", ""), MODEL);
        collector.retain(Set.of(new Served("points", "2")));
        assertThat(kept("points~10.inputs.safetensors")).exists();
        assertThat(collector.collected(new Served("points", "10"))).isEmpty();
        collector.close();
        assertThat(kept("points~2.inputs.safetensors")).exists();
        try (Stream<Path> files = Files.list(folder.resolve("kept"))) {
            assertThat(files.filter(file -> !file.endsWith(".lock"))).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../points", "a/b", "a/../../b", "/etc/points", "..", "a/.", ""})
    void noNameLeadsOutOfTheFolder(String name) throws IOException {
        InputCollector collector = collector(10);
        try {
            feed(collector.batches(new Served(name, ""), MODEL), points(0, 1));
        } catch (EvenkeelException refused) {
            assertThat(refused).hasMessageContaining("it is none of a file");
        }
        collector.close();
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile))
                    .allMatch(file -> folder.resolve("kept").equals(file.getParent()));
        }
    }

    @Test
    void whatALinkPointsToIsNotWritten() throws IOException {
        Path other = Files.writeString(folder.resolve("other.txt"), "precious");
        InputCollector collector = collector(10);
        Files.createSymbolicLink(kept("points.inputs.safetensors"), other);
        feed(collector.batches(POINTS, MODEL), points(0, 1));
        collector.close();
        assertThat(other).hasContent("precious");
        assertThat(InputFile.isOne(kept("points.inputs.safetensors"))).isTrue();
    }

    @Test
    void rowsAreKeptAsTheyCameUnlessTheyAreTooLong() throws IOException {
        Model model = SmallModels.flowers(EncodingRules.defaults().missing(Missing.IMPUTE));
        TableEncoding encoding = KeptAttachments.encoding(model).orElseThrow();
        InputCollector collector = collector(100_000);
        BatchObserver observer = collector.batches(new Served("flowers", ""), model);
        for (String colour : List.of("red", "x".repeat(100_000), "very, blue")) {
            feed(observer, row(encoding, colour));
        }
        assertThat(collector.collected(new Served("flowers", ""))).hasValue(new Collected(2, 2, 1));
        collector.close();
        assertThat(kept("flowers.inputs.csv"))
                .hasContent("sep=,\nlength,width,colour,zip\n5.5,,red,0071\n5.5,,\"very, blue\",0071");
        assertThat(kept("flowers.inputs.safetensors")).doesNotExist();
    }

    private static Examples row(TableEncoding encoding, String colour) {
        Map<String, GivenColumns.Values> values = new LinkedHashMap<>();
        values.put("length", new GivenColumns.Numbers(new double[] {5.5}));
        values.put("width", new GivenColumns.Numbers(new double[] {Double.NaN}));
        values.put("colour", new GivenColumns.Texts(List.of(colour)));
        values.put("zip", new GivenColumns.Texts(List.of("0071")));
        GivenColumns given = new GivenColumns("request", values);
        float[] inputs = encoding.encodeSilently(given.read(encoding.format())).row(0);
        return new Examples(inputs, 1, new Mask(1, 1), Optional.of(place -> given));
    }

    @Test
    void aFolderThatIsReadAsModelsIsRefused() throws IOException {
        Path models = Files.createDirectories(folder.resolve("models"));
        assertThatThrownBy(() -> InputCollector.open(
                        new Collecting(models.resolve("inputs"), 1), Optional.of(models), warnings::add))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("is read as models. Give another folder");
        assertThat(models.resolve("inputs")).doesNotExist();
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> InputCollector.open(new Collecting(file, 1), Optional.empty(), warnings::add))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("which is a file. Give a folder");
    }

    @Test
    void aFolderIsOneServersAlone() {
        Collecting collecting = new Collecting(folder.resolve("kept"), 1);
        try (InputCollector first = InputCollector.open(collecting, Optional.empty(), warnings::add)) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> InputCollector.open(collecting, Optional.empty(), warnings::add))
                    .isInstanceOf(EvenkeelException.class)
                    .hasMessageContaining("Another server collects inputs in");
        }
        InputCollector.open(collecting, Optional.empty(), warnings::add).close();
    }
}
