package dev.evenkeel.formats.onnx.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.evenkeel.formats.onnx.problem.OnnxException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes are either refused with an {@link OnnxException} that begins with the file's name, or a model that reads back
 * from its own bytes; never anything else. In the suite only the seeds run. To search for counterexamples for ten minutes,
 * each input within 1 s of processor time; {@code EVENKEEL_CONFORMANCE} adds small real files to the seeds:
 *
 * <pre>{@code
 * JAZZER_FUZZ=1 mvn -pl formats -am test -Dtest=OnnxFuzzTest -Dtest.heap=-Xmx256m -Djazzer.hooks=true
 * }</pre>
 */
class OnnxFuzzTest {
    private static final long MAX_SEED = 1 << 14;
    private static final long ONE_SECOND = 1_000_000_000;

    static Stream<Arguments> files() throws IOException {
        List<byte[]> files = new ArrayList<>();
        files.add(OnnxFile.bytes(OnnxFileTest.everything()));
        files.add(RawModel.tensor(ElementType.FLOAT, List.of(1_000_000_000L), tensor -> tensor.real(4, 1)));
        files.add(RawModel.tensor(ElementType.FLOAT16, List.of(2L), tensor -> tensor.wholes(5, List.of(1L, -1L))));
        files.add(RawModel.tensor(ElementType.UINT64, List.of(2L), tensor -> tensor.wholes(11, List.of(1L, -1L))));
        files.add(RawModel.tensor(ElementType.STRING, List.of(1L), tensor -> tensor.text(6, "a")));
        files.add(RawModel.attribute(attribute -> {
            attribute.text(1, "then");
            attribute.whole(20, 5);
            attribute.message(6, graph -> RawModel.node(graph, "inner", List.of(), List.of("y")));
        }));
        files.add(RawModel.graph(graph -> RawModel.node(graph, "n", List.of("y"), List.of("y"))));
        files.add(HexFormat.of().parseHex("08ffffffffffffffffff01"));
        files.add(new byte[0]);
        for (Path file : ConformanceFilesTest.files("EVENKEEL_CONFORMANCE", ".onnx")) {
            if (Files.size(file) <= MAX_SEED) {
                files.add(Files.readAllBytes(file));
            }
        }
        return files.stream().map(file -> Arguments.of((Object) file));
    }

    @MethodSource("files")
    @FuzzTest(maxDuration = "10m")
    void filesAreRefusedOrReadBack(byte[] file) {
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        refuseOrReadBack(file);
        assertThat(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start)
                .isLessThan(ONE_SECOND);
    }

    private static void refuseOrReadBack(byte[] file) {
        ModelProto model;
        try {
            model = OnnxFile.parse("fuzzed", file);
        } catch (OnnxException refused) {
            assertThat(refused).hasMessageStartingWith("fuzzed: ");
            return;
        }
        model.graph().initializers().forEach(OnnxFuzzTest::readElements);
        byte[] bytes;
        try {
            bytes = OnnxFile.bytes(model);
        } catch (OnnxException unkept) {
            assertThat(unkept).hasMessageContaining("cannot be written");
            return;
        }
        if (!OnnxFile.parse("copy", bytes).equals(model)) {
            throw new AssertionError("does not read back: " + HexFormat.of().formatHex(file));
        }
    }

    private static void readElements(TensorProto tensor) {
        if (tensor.type().bytes() > 0) {
            assertThat(tensor.floats()).hasSize(tensor.size());
            if (!tensor.type().isFloatingPoint()) {
                assertThat(tensor.longs()).hasSize(tensor.size());
            }
        }
    }
}
