package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.formats.onnx.file.AttributeProto;
import dev.evenkeel.formats.onnx.file.ElementType;
import dev.evenkeel.formats.onnx.file.GraphProto;
import dev.evenkeel.formats.onnx.file.ModelProto;
import dev.evenkeel.formats.onnx.file.NodeProto;
import dev.evenkeel.formats.onnx.file.OnnxFile;
import dev.evenkeel.formats.onnx.file.TensorProto;
import dev.evenkeel.formats.onnx.file.ValueProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ONNX files of others at the command line. */
class OnnxCommandsTest {
    @TempDir
    private Path folder;

    private static ValueProto value(String name, long... extents) {
        List<ValueProto.Extent> axes = new java.util.ArrayList<>(List.of(ValueProto.Extent.named("batch")));
        for (long extent : extents) {
            axes.add(ValueProto.Extent.of(extent));
        }
        return new ValueProto(name, ElementType.FLOAT, Optional.of(axes));
    }

    private Path write(
            String name, List<NodeProto> nodes, List<TensorProto> constants, ValueProto input, ValueProto... outputs) {
        GraphProto graph = new GraphProto("graph", nodes, constants, List.of(input), List.of(outputs));
        Path file = folder.resolve(name);
        OnnxFile.write(new ModelProto(8, "test", List.of(new ModelProto.OperatorSet("", 17)), graph, Map.of()), file);
        return file;
    }

    private static NodeProto node(String operator, String name, Map<String, AttributeProto> attributes, String... in) {
        return new NodeProto(name, "", operator, List.of(in), List.of(name), attributes);
    }

    private Path twoOutputs() {
        return write(
                "two.onnx",
                List.of(node("Relu", "a", Map.of(), "x"), node("Neg", "b", Map.of(), "x")),
                List.of(),
                value("x", 2),
                value("a", 2),
                value("b", 2));
    }

    @Test
    void anOutputIsChosenByTheOptionThatTheMessageNames() throws IOException {
        Path file = twoOutputs();
        Path rows = Files.writeString(folder.resolve("rows.csv"), "p,q\n1,-2\n");

        CommandCall refused = CommandCall.of("inspect", file);
        CommandCall first = CommandCall.of("inspect", file, "--output", "a");
        CommandCall unknown = CommandCall.of("inspect", file, "--output", "c");
        CommandCall converted = CommandCall.of("convert", file, folder.resolve("b.safetensors"), "--output", "b");

        assertThat(refused.code()).isNotZero();
        assertThat(refused.err()).contains("the file has 2: a, b. Choose one: --output NAME at the command line");
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out()).contains("relu");
        assertThat(unknown.err()).contains("There is no output 'c'. Outputs: a, b");
        assertThat(converted.code()).as(converted.err()).isZero();
        assertThat(CommandCall.of("inspect", folder.resolve("b.safetensors"), "--output", "b")
                        .err())
                .contains("--output chooses how an .onnx file is read");
        assertThat(CommandCall.of("train", "--data", rows, "--output", "a").err())
                .contains("--output speaks of the model that training goes on from: say --from MODEL too");
    }

    /** A file that leaves the extents of images open, named or not. */
    private Path openImages(String name, String height, String width) {
        List<ValueProto.Extent> axes = List.of(
                ValueProto.Extent.named("batch"),
                ValueProto.Extent.of(3),
                ValueProto.Extent.named(height),
                ValueProto.Extent.named(width));
        float[] weight = new float[2 * 3 * 3 * 3];
        java.util.Arrays.fill(weight, 0.1f);
        return write(
                name,
                List.of(node("Conv", "c", Map.of(), "x", "w"), node("GlobalAveragePool", "y", Map.of(), "c")),
                List.of(TensorProto.ofFloats("w", List.of(2L, 3L, 3L, 3L), weight)),
                new ValueProto("x", ElementType.FLOAT, Optional.of(axes)),
                value("y", 2, 1, 1));
    }

    @Test
    void openAxesHaveTheExtentsThatAreSaidByNameOrNumber() {
        Path named = openImages("named.onnx", "height", "width");
        Path unnamed = openImages("unnamed.onnx", "", "");

        assertThat(CommandCall.of("inspect", named).err()).contains("--extent height=N --extent width=N");
        assertThat(CommandCall.of("inspect", unnamed).err()).contains("--extent 2=N --extent 3=N");
        CommandCall inspected = CommandCall.of("inspect", named, "--extent", "height=9", "--extent", "width=7");
        assertThat(inspected.code()).as(inspected.err()).isZero();
        assertThat(inspected.out()).contains("[9, 7, 3]");
        assertThat(CommandCall.of("audit", unnamed, "--extent", "2=9", "--extent", "3=7")
                        .out())
                .doesNotContain("--extent");
        assertThat(CommandCall.of("inspect", named, "--extent", "depth=9").err())
                .contains("There is no open axis 'depth' in the input 'x' [batch, 3, height, width]. Open axes: batch,"
                        + " height, width");
        assertThat(CommandCall.of("inspect", named, "--extent", "height=nine").code())
                .isEqualTo(2);
    }

    @Test
    void theLayoutOfTheInputIsToldOrSaid() {
        Path file = write(
                "plain.onnx",
                List.of(node("Relu", "y", Map.of(), "x")),
                List.of(),
                value("x", 3, 8, 5),
                value("y", 3, 8, 5));

        assertThat(CommandCall.of("inspect", file).out()).contains("[3, 8, 5]");
        assertThat(CommandCall.of("inspect", file, "--input-layout", "channels-first")
                        .out())
                .contains("[8, 5, 3]");
        assertThat(CommandCall.of("inspect", file, "--input-layout", "nchw").err())
                .contains("channels-first, channels-last");
    }

    @Test
    void convertKeepsHowAFileIsCalledOrSaysWhatItChanged() {
        Path plain =
                write("plain.onnx", List.of(node("Relu", "y", Map.of(), "x")), List.of(), value("x", 2), value("y", 2));
        ValueProto all = new ValueProto(
                "x", ElementType.FLOAT, Optional.of(List.of(ValueProto.Extent.of(3), ValueProto.Extent.of(4))));
        Map<String, AttributeProto> across = Map.of("axis", new AttributeProto.Whole(0));
        Path whole = write(
                "whole.onnx",
                List.of(node("Softmax", "y", across, "x")),
                List.of(),
                all,
                new ValueProto("y", ElementType.FLOAT, Optional.empty()));

        CommandCall kept = CommandCall.of("convert", plain, folder.resolve("kept.onnx"), "--json");
        CommandCall changed = CommandCall.of("convert", whole, folder.resolve("changed.onnx"), "--json");

        assertThat(kept.code()).as(kept.err()).isZero();
        assertThat(kept.json().find("warnings")).isEmpty();
        assertThat(OnnxFile.read(folder.resolve("kept.onnx")).graph().inputs()).containsExactly(value("x", 2));
        assertThat(OnnxFile.read(folder.resolve("kept.onnx")).graph().outputs()).containsExactly(value("y", 2));
        assertThat(changed.json().find("warnings").orElseThrow().toString())
                .contains("The input 'x' FLOAT [3, 4] is 'x' FLOAT [batch, 3, 4] in the new file");
    }

    private Path inTrainingMode() {
        Map<String, AttributeProto> training = Map.of("training_mode", new AttributeProto.Whole(1));
        return write(
                "training.onnx",
                List.of(node("BatchNormalization", "bn", training, "x", "gamma", "beta", "mean", "variance")),
                List.of(
                        TensorProto.ofFloats("gamma", List.of(3L), 1, 1, 1),
                        TensorProto.ofFloats("beta", List.of(3L), 0, 0, 0),
                        TensorProto.ofFloats("mean", List.of(3L), 0, 0, 0),
                        TensorProto.ofFloats("variance", List.of(3L), 1, 1, 1)),
                value("x", 3, 32, 32),
                value("bn", 3, 32, 32));
    }

    /** What makes every prediction doubtful is told by each file until the statistics are gathered anew. */
    @Test
    void trainingModeIsToldThroughConversionsUntilStatisticsAreGathered() throws IOException {
        String remark = "exported in training mode: the layer 'bn' normalises there by the statistics of each batch";
        Path file = inTrainingMode();
        Path own = folder.resolve("own.safetensors");
        Path again = folder.resolve("again.onnx");
        Path gathered = folder.resolve("gathered.safetensors");
        Path images = Files.write(folder.resolve("some.bin"), CommandCall.images(10));

        assertThat(CommandCall.of("convert", file, own).err()).contains(remark);
        CommandCall inspected = CommandCall.of("inspect", own, "--json");
        assertThat(inspected.err()).contains(remark);
        assertThat(inspected.json().find("warnings").orElseThrow().toString()).contains(remark);
        assertThat(CommandCall.of("convert", own, again).err()).contains(remark);
        assertThat(CommandCall.of("inspect", again).err()).contains(remark);
        assertThat(CommandCall.of("audit", again).out()).contains("training-mode-import");

        CommandCall recalibrated = CommandCall.of("recalibrate", own, "--data", images, "--out", gathered);
        assertThat(recalibrated.code()).as(recalibrated.err()).isZero();
        CommandCall after = CommandCall.of("inspect", gathered, "--json");
        assertThat(after.err()).doesNotContain("training mode");
        assertThat(after.json().find("warnings")).isEmpty();
        assertThat(CommandCall.of("audit", gathered).out()).doesNotContain("training-mode-import");
    }
}
