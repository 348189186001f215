package dev.evenkeel.formats.onnx.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.evenkeel.formats.onnx.problem.OnnxException;
import dev.evenkeel.formats.protobuf.WireWriter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused, and in which words. */
class UntrustedOnnxTest {
    private static final String DAMAGED = ". The file is damaged or no ONNX file: fetch or export it again";

    private static void assertRefused(byte[] file, String words) {
        assertThatExceptionOfType(OnnxException.class)
                .isThrownBy(() -> OnnxFile.parse("m.onnx", file))
                .withMessage("m.onnx: " + words);
    }

    private static void assertRefused(String hex, String words) {
        assertRefused(HexFormat.of().parseHex(hex.replace(" ", "")), words);
    }

    @Test
    void numbersMustEnd() {
        assertRefused("08 80", "field 1 of ModelProto holds a number that its message ends before" + DAMAGED);
        assertRefused(
                "08 80808080 80808080 8080 01", "field 1 of ModelProto holds a number of more than 10 bytes" + DAMAGED);
        assertRefused("f8", "a field of ModelProto holds a number that its message ends before" + DAMAGED);
    }

    @Test
    void lengthsMustStayInsideTheirMessage() {
        assertRefused("12 05 61", "field 2 of ModelProto needs 5 bytes, but 1 follow" + DAMAGED);
        assertRefused(
                "12 ffffffff ffffffff ff01 61",
                "field 2 of ModelProto needs 18446744073709551615 bytes, but 1 follow" + DAMAGED);
        assertRefused("12 ffffffff 07", "field 2 of ModelProto needs 2147483647 bytes, but 0 follow" + DAMAGED);
        assertRefused("3a 03 12 02 61 62", "field 2 of GraphProto needs 2 bytes, but 1 follow" + DAMAGED);
    }

    @Test
    void fieldsMustBeOfTheFormat() {
        assertRefused("03", "a field of ModelProto" + " needs a number between 1 and 536870911" + DAMAGED);
        assertRefused(
                "888080 8080 01",
                "field 4294967297 of ModelProto" + " needs a number between 1 and 536870911" + DAMAGED);
        assertRefused("0b", "field 1 of ModelProto is a group, which ONNX does not have" + DAMAGED);
        assertRefused("0c", "field 1 of ModelProto is a group, which ONNX does not have" + DAMAGED);
        assertRefused("0e", "field 1 of ModelProto needs a whole number, but came with the wire type 6" + DAMAGED);
        assertRefused("f6 3f", "field 1022 of ModelProto has the wire type 6, but 0, 1, 2 and 5 are known" + DAMAGED);
        assertRefused(
                "3d 00000000", "field 7 of ModelProto needs a GraphProto, but came with the wire type 5" + DAMAGED);
        assertRefused("10 01", "field 2 of ModelProto needs a text, but came with the wire type 0" + DAMAGED);
    }

    @Test
    void textsMustBeUtf8() {
        assertRefused("12 02 c0 80", "field 2 of ModelProto is not valid UTF-8" + DAMAGED);
    }

    @Test
    void unknownFieldsAreSkippedUnseen() {
        byte[] model = RawModel.message(writer -> {
            writer.whole(99, -1);
            writer.text(100, "\u0003\u0003");
            writer.real(101, 1);
            writer.message(7, graph -> graph.text(10, "a docstring"));
            writer.message(8, set -> set.whole(2, 17));
        });
        assertThat(OnnxFile.parse("m.onnx", model).operatorSets()).containsExactly(new ModelProto.OperatorSet("", 17));
    }

    @Test
    void aModelNeedsOneGraph() {
        assertRefused("", "it needs a graph, but it holds none. Check that it is an ONNX model at all");
        assertRefused("3a 00 3a 00", "it needs one graph, but it holds two. Export the file again");
    }

    @Test
    void aModelNeedsOneOperatorSetOfEachDomain() {
        assertRefused("3a 00", "it needs an operator set, but it names none. Export the file again");
        assertRefused(
                "3a 00 42 02 10 11 42 02 10 12",
                "it needs one operator set of each domain, but it names two of ''. Export the file again");
    }

    @Test
    void metadataSayEachKeyOnce() {
        assertRefused(
                "72 03 0a 01 61 72 03 0a 01 61",
                "it says 'a' twice among names and values that must differ. Export the file again");
    }

    @Test
    void sparseInitializersAreRefused() {
        assertRefused(
                RawModel.graph(graph -> graph.message(15, tensor -> {})),
                "its graph holds sparse initializers, which are not read. Export it with dense ones");
    }

    @Test
    void extentsMustMakeASize() {
        assertTensorRefused(List.of(-1L), tensor -> {}, "tensor 'w' [-1] needs between 0 and 2^31 - 1 elements");
        assertTensorRefused(
                List.of(1L << 32, 1L << 32),
                tensor -> {},
                "tensor 'w' [4294967296, 4294967296] needs between 0 and 2^31 - 1 elements");
        assertTensorRefused(
                Collections.nCopies(65, 1L), tensor -> {}, "tensor '' has more than 64 axes. Export it with fewer");
        assertRefused(
                RawModel.graph(graph -> graph.message(11, value -> {
                    value.text(1, "x");
                    value.message(
                            2,
                            type -> type.message(
                                    1,
                                    tensor -> tensor.message(
                                            2, shape -> shape.message(1, extent -> extent.whole(1, -1)))));
                })),
                "value 'x' needs extents of 0 or more, but one is -1. Export the file with a symbol for the axis");
    }

    @Test
    void elementsMustBeAsManyAsTheExtentsMake() {
        String damaged = ". The file is damaged: fetch or export it again";
        assertTensorRefused(
                List.of(1_000_000_000L),
                tensor -> tensor.real(4, 1),
                "tensor 'w' of FLOAT [1000000000] needs 1000000000 elements, but got 1" + damaged);
        assertTensorRefused(
                List.of(536_870_000L),
                tensor -> tensor.real(4, 1),
                "tensor 'w' of FLOAT [536870000] needs 536870000 elements, but got 1" + damaged);
        assertTensorRefused(
                List.of(3L),
                tensor -> tensor.reals(4, List.of(1f, 2f)),
                "tensor 'w' of FLOAT [3] needs 3 elements, but got 2" + damaged);
        assertTensorRefused(
                List.of(1L),
                tensor -> tensor.reals(4, List.of(1f, 2f)),
                "tensor 'w' of FLOAT [1] needs 1 elements, but got 2" + damaged);
        assertTensorRefused(
                List.of(1L),
                tensor -> tensor.bytes(9, new byte[8]),
                "tensor 'w' of FLOAT [1] needs 1 elements, but got 2" + damaged);
        assertTensorRefused(
                List.of(1L),
                tensor -> tensor.bytes(9, new byte[7]),
                "tensor 'w' of FLOAT [1] needs 4 bytes, but got 7" + damaged);
        assertTensorRefused(List.of(1L), tensor -> {}, "tensor 'w' of FLOAT [1] needs 1 elements, but got 0" + damaged);
    }

    @Test
    void elementsStandInOneFieldOfTheirType() {
        assertTensorRefused(
                List.of(1L),
                tensor -> tensor.wholes(7, List.of(1L)),
                "tensor 'w' of FLOAT has elements in field 7, which holds [INT64]. Export the file again");
        assertTensorRefused(
                List.of(2L),
                tensor -> {
                    tensor.real(4, 1);
                    tensor.bytes(9, new byte[4]);
                },
                "tensor 'w' has its elements twice, in fields 4 and 9. Export the file again");
        assertTensorRefused(
                List.of(2L),
                tensor -> {
                    tensor.bytes(9, new byte[4]);
                    tensor.bytes(9, new byte[4]);
                },
                "tensor 'w' has its elements twice, in fields 9 and 9. Export the file again");
    }

    private static void assertTensorRefused(List<Long> extents, Consumer<WireWriter> fields, String words) {
        assertRefused(RawModel.tensor(ElementType.FLOAT, extents, fields), words);
    }

    @Test
    void packedNumbersMustBeWhole() {
        assertTensorRefused(
                List.of(1L),
                tensor -> tensor.bytes(4, new byte[3]),
                "field 4 of TensorProto needs 4 bytes, but 3 follow" + DAMAGED);
    }

    @Test
    void attributesHaveOneValueOfTheirType() {
        String again = ". Export the file again";
        assertAttributeRefused(attribute -> {}, "attribute 'a' needs a type or a value, but has neither" + again);
        assertAttributeRefused(
                attribute -> {
                    attribute.whole(3, 1);
                    attribute.whole(20, 1);
                },
                "attribute 'a' needs a number only, but it holds a whole number" + again);
        assertAttributeRefused(
                attribute -> {
                    attribute.real(2, 1);
                    attribute.whole(3, 1);
                },
                "attribute 'a' needs a number only, but it holds a whole number" + again);
        assertAttributeRefused(
                attribute -> attribute.whole(20, 4), "attribute 'a' needs a tensor, but got none" + again);
        assertAttributeRefused(
                attribute -> {
                    attribute.message(5, tensor -> {});
                    attribute.message(5, tensor -> {});
                },
                "attribute 'a' needs one tensor, but it holds two" + again);
        assertAttributeRefused(
                attribute -> attribute.text(21, "b"),
                "attribute 'a' stands for an attribute of a function, but it is in none" + again);
        assertRefused(
                RawModel.attribute(attribute -> attribute.whole(3, 1)),
                "node 'n' (Odd): one of its attributes needs a name, but has none" + again);
        assertRefused(
                RawModel.graph(graph -> graph.message(1, node -> {
                    node.text(4, "Odd");
                    for (int twice = 0; twice < 2; twice++) {
                        node.message(5, attribute -> {
                            attribute.text(1, "a");
                            attribute.whole(3, 1);
                        });
                    }
                })),
                "node '' (Odd): it has two attributes 'a', but their names must differ" + again);
    }

    private static void assertAttributeRefused(Consumer<WireWriter> fields, String words) {
        assertRefused(attributeOf(fields), "node 'n' (Odd): " + words);
    }

    private static byte[] attributeOf(Consumer<WireWriter> fields) {
        return RawModel.attribute(attribute -> {
            attribute.text(1, "a");
            fields.accept(attribute);
        });
    }

    private static AttributeProto attribute(Consumer<WireWriter> fields) {
        return OnnxFile.parse("m.onnx", attributeOf(fields))
                .graph()
                .nodes()
                .get(0)
                .attributes()
                .get("a");
    }

    @Test
    void theTypeOfAnAttributeFollowsFromItsValueInOldFiles() {
        assertThat(attribute(fields -> fields.whole(3, -7))).isEqualTo(new AttributeProto.Whole(-7));
        assertThat(attribute(fields -> {
                    fields.whole(8, 3);
                    fields.whole(8, 4);
                }))
                .isEqualTo(new AttributeProto.Wholes(List.of(3L, 4L)));
        assertThat(attribute(fields -> {
                    fields.real(7, 3);
                    fields.real(7, 4);
                }))
                .isEqualTo(new AttributeProto.Reals(List.of(3f, 4f)));
    }

    @Test
    void aValueThatIsLeftOutIsZeroOrEmpty() {
        assertThat(attribute(fields -> fields.whole(20, 1))).isEqualTo(new AttributeProto.Real(0));
        assertThat(attribute(fields -> fields.whole(20, 2))).isEqualTo(new AttributeProto.Whole(0));
        assertThat(attribute(fields -> fields.whole(20, 3))).isEqualTo(new AttributeProto.Text(""));
        assertThat(attribute(fields -> fields.whole(20, 8))).isEqualTo(new AttributeProto.Texts(List.of()));
    }

    @Test
    void graphsInAttributesAreNotLookedIntoHoweverDeepTheyNest() {
        byte[] graph = {};
        for (int depth = 0; depth < 2000; depth++) {
            byte[] inner = graph;
            graph = RawModel.message(outer ->
                    outer.message(1, node -> node.message(5, attribute -> attribute.bytes(6, inner))));
        }
        byte[] deepest = graph;
        assertThat(attribute(fields -> fields.bytes(6, deepest))).isEqualTo(new AttributeProto.Other("a graph"));
        assertThat(attribute(fields -> fields.bytes(11, new byte[] {3, 3})))
                .isEqualTo(new AttributeProto.Other("graphs"));
        assertThat(attribute(fields -> fields.whole(20, 99)))
                .isEqualTo(new AttributeProto.Other("of the unknown type 99"));
    }

    @Test
    void aFileOfTooManySmallPiecesIsRefused() {
        String words =
                "it holds more than 1048576 messages, texts and numbers outside tensors, more than any known network. "
                        + "Check where the file comes from";
        byte[] pairs = new byte[2 * (WireReader.MAX_PIECES + 1)];
        for (int index = 0; index < pairs.length; index += 2) {
            pairs[index] = 0x0a;
        }
        assertRefused(RawModel.graph(graph -> graph.bytes(1, pairs)), "node '' (): " + words);
        assertRefused(RawModel.message(model -> model.bytes(7, pairs)), words);
        assertRefused(
                attributeOf(attribute -> attribute.bytes(7, new byte[4 * pairs.length])), "node 'n' (Odd): " + words);
        assertRefused(attributeOf(attribute -> attribute.bytes(8, pairs)), "node 'n' (Odd): " + words);
    }

    @Test
    void longNamesAreCutInMessages() {
        String name = "n\u001b[31m" + "a".repeat(200);
        byte[] model = RawModel.tensor(tensor -> {
            tensor.whole(2, 1);
            tensor.text(8, name);
        });
        assertRefused(
                model,
                "tensor 'n?[31m" + "a".repeat(94) + "...' of FLOAT [] needs 1 elements, but got 0. "
                        + "The file is damaged: fetch or export it again");
    }

    @Test
    void filesBeyondTheLimitsAreRefusedUnread(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("large.onnx");
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(1L << 31);
            assertUnread(
                    file, "it has 2147483648 bytes, but an ONNX file has at most 2 GB. Export it with external data");
            long memory = Runtime.getRuntime().maxMemory();
            long tooLarge = memory / 2 + 1;
            if (tooLarge <= FileBytes.MAX) {
                large.setLength(tooLarge);
                assertUnread(
                        file,
                        "it needs " + 2 * tooLarge + " bytes of memory, but Java may use only " + memory
                                + ". Raise the limit with -Xmx");
            }
        }
        assertUnread(folder, "this is a folder. Give the file inside it");
        assertUnread(folder.resolve("absent.onnx"), "there is no such file. Check the path");
        assertUnread(Path.of("/dev/null"), "this is no ordinary file. Copy its content into one");
    }

    private static void assertUnread(Path file, String words) {
        assertThatExceptionOfType(OnnxException.class)
                .isThrownBy(() -> OnnxFile.read(file))
                .withMessage(file + ": " + words);
    }
}
