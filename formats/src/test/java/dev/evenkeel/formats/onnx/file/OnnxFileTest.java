package dev.evenkeel.formats.onnx.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.evenkeel.formats.onnx.problem.OnnxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OnnxFileTest {
    private static final ValueProto X = new ValueProto(
            "x",
            ElementType.FLOAT,
            Optional.of(
                    List.of(ValueProto.Extent.named("batch"), ValueProto.Extent.of(3), ValueProto.Extent.named(""))));
    private static final ValueProto SCALAR = new ValueProto("s", ElementType.INT64, Optional.of(List.of()));
    private static final ValueProto UNRANKED = new ValueProto("y", ElementType.DOUBLE, Optional.empty());
    private static final ValueProto UNTYPED = new ValueProto("z", ElementType.UNDEFINED, Optional.empty());

    @TempDir
    private Path folder;

    /** A model with every kind of message and value. */
    static ModelProto everything() {
        Map<String, AttributeProto> attributes = new LinkedHashMap<>();
        attributes.put("real", new AttributeProto.Real(-1.5e-3f));
        attributes.put("nothing", new AttributeProto.Real(0));
        attributes.put("whole", new AttributeProto.Whole(Long.MIN_VALUE));
        attributes.put("zero", new AttributeProto.Whole(0));
        attributes.put("text", new AttributeProto.Text("SAME_UPPER \u00e9\ud83d\ude00"));
        attributes.put("tensor", new AttributeProto.OneTensor(TensorProto.ofLongs("", -1, 0, Long.MAX_VALUE)));
        attributes.put("reals", new AttributeProto.Reals(List.of(1f, Float.NaN, -0f, Float.NEGATIVE_INFINITY)));
        attributes.put("noReals", new AttributeProto.Reals(List.of()));
        attributes.put("wholes", new AttributeProto.Wholes(List.of(-1L, 0L, 127L, 128L, 1L << 40)));
        attributes.put("texts", new AttributeProto.Texts(List.of("", "a", "b")));
        return new ModelProto(
                8,
                "evenkeel 0.1",
                List.of(new ModelProto.OperatorSet("", 17), new ModelProto.OperatorSet("com.example", 1)),
                new GraphProto(
                        "graph",
                        List.of(
                                new NodeProto("", "", "Relu", List.of("x", ""), List.of("y", ""), Map.of()),
                                new NodeProto("n", "com.example", "Odd", List.of("w", "y"), List.of("z"), attributes)),
                        List.of(
                                TensorProto.ofFloats("w", List.of(2L, 3L), 1, 2, 3, 4, 5, 6),
                                TensorProto.ofFloats("scalar", List.of(), 7),
                                TensorProto.ofFloats("none", List.of(4L, 0L)),
                                TensorProto.ofFloats("large", List.of(2000L), new float[2000])),
                        List.of(X, SCALAR),
                        List.of(UNRANKED, UNTYPED)),
                Map.of("author", "\u00c5sa", "empty", ""));
    }

    @Test
    void everyMessageIsReadAsItWasWritten() {
        ModelProto model = everything();
        assertThat(OnnxFile.parse("copy", OnnxFile.bytes(model))).isEqualTo(model);
    }

    @Test
    void aFileIsReadAsItWasWritten() throws IOException {
        Path file = folder.resolve("new/model.onnx");
        OnnxFile.write(everything(), file);
        assertThat(OnnxFile.read(file)).isEqualTo(everything());
        assertThat(Files.readAllBytes(file)).isEqualTo(OnnxFile.bytes(everything()));
        assertThat(file.getParent().toFile().list()).containsExactly("model.onnx");
    }

    @ParameterizedTest
    @EnumSource(
            names = {"UNDEFINED", "STRING", "OTHER"},
            mode = EnumSource.Mode.EXCLUDE)
    void elementsOfEveryTypeAreKept(ElementType type) {
        byte[] elements = new byte[3 * type.bytes()];
        for (int index = 0; index < elements.length; index++) {
            elements[index] = (byte) (index - 5);
        }
        TensorProto tensor = TensorProto.of("w", type, List.of(3L), elements);
        assertThat(OnnxFile.parse("copy", OnnxFile.bytes(holding(tensor)))
                        .graph()
                        .initializers())
                .containsExactly(tensor);
    }

    private static ModelProto holding(TensorProto... tensors) {
        return ofGraph(new GraphProto("", List.of(), Arrays.asList(tensors), List.of(), List.of()));
    }

    private static ModelProto ofGraph(GraphProto graph) {
        return new ModelProto(8, "", List.of(new ModelProto.OperatorSet("", 17)), graph, Map.of());
    }

    @Test
    void whatWasNotKeptIsNotWritten() {
        assertNotWritten(
                holding(TensorProto.of("words", ElementType.STRING, List.of(2L), new byte[0])),
                "tensor 'words' holds STRING, which cannot be written. Leave it out or give it numbers");
        assertNotWritten(
                ofGraph(new GraphProto(
                        "",
                        List.of(),
                        List.of(),
                        List.of(new ValueProto("x", ElementType.OTHER, Optional.empty())),
                        List.of())),
                "value 'x' has a type that cannot be written. Change it");
        assertNotWritten(
                ofGraph(new GraphProto(
                        "",
                        List.of(new NodeProto(
                                "if",
                                "",
                                "If",
                                List.of(),
                                List.of(),
                                Map.of("then", new AttributeProto.Other("a graph")))),
                        List.of(),
                        List.of(),
                        List.of())),
                "node 'if' (If): attribute 'then' is a graph, which cannot be written. Leave the node out");
        assertNotWritten(
                holding(TensorProto.ofFloats("\ud83d", List.of(0L))),
                "'\ud83d' holds half of a character, which UTF-8 cannot say. Change it");
    }

    @Test
    void aWronglyWiredGraphIsNotWrittenAndTheFileStays() throws IOException {
        Path file = Files.writeString(folder.resolve("model.onnx"), "before");
        ModelProto wrong = ofGraph(new GraphProto("", List.of(), List.of(), List.of(), List.of(X)));
        assertThatExceptionOfType(OnnxException.class)
                .isThrownBy(() -> OnnxFile.write(wrong, file))
                .withMessage(file + ": its graph's output 'x' needs a node that makes it, but none does. "
                        + "Export the file again");
        assertThat(file).hasContent("before");
    }

    @Test
    void aFolderIsNotWrittenOver() {
        assertThatExceptionOfType(OnnxException.class)
                .isThrownBy(() -> OnnxFile.write(everything(), folder))
                .withMessage(folder + ": this is a folder. Give the name of a file to write");
    }

    private static void assertNotWritten(ModelProto model, String words) {
        assertThatExceptionOfType(OnnxException.class)
                .isThrownBy(() -> OnnxFile.bytes(model))
                .withMessage(words);
    }
}
