package dev.evenkeel.formats.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.evenkeel.formats.onnx.file.OnnxFile;
import dev.evenkeel.formats.onnx.problem.OnnxException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes become a model or are refused with an {@link OnnxException}, within 1 s of processor time and little memory. In
 * the suite only the seeds run; {@code EVENKEEL_CONFORMANCE} adds small real files. To search for ten minutes:
 *
 * <pre>{@code
 * JAZZER_FUZZ=1 mvn -pl formats -am test -Dtest=ImportFuzzTest -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Dtest.heap=-Xmx256m -Djazzer.hooks=true
 * }</pre>
 */
class ImportFuzzTest {
    private static final long MAX_SEED = 1 << 13;
    private static final long ONE_SECOND = 1_000_000_000;

    static Stream<Arguments> files() throws IOException {
        List<byte[]> files = new ArrayList<>();
        files.add(OnnxFile.bytes(
                Graphs.of(-1, 3).weight("w", 3, 2).node("MatMul", "y", "x", "w").file()));
        files.add(OnnxFile.bytes(Graphs.of(1, Integer.MAX_VALUE, 7)
                .tensor("one", new float[] {1}, 1)
                .node("BatchNormalization", "y", "x", "one", "one", "one", "one")
                .file()));
        Optional<String> folder = Optional.ofNullable(System.getenv("EVENKEEL_CONFORMANCE"));
        if (folder.isPresent()) {
            try (Stream<Path> found = Files.walk(Path.of(folder.get()))) {
                for (Path file :
                        found.filter(path -> path.endsWith("model.onnx")).toList()) {
                    if (Files.size(file) <= MAX_SEED) {
                        files.add(Files.readAllBytes(file));
                    }
                }
            }
        }
        return files.stream().map(file -> Arguments.of((Object) file));
    }

    @MethodSource("files")
    @FuzzTest(maxDuration = "10m")
    void filesBecomeModelsOrAreRefused(byte[] file) {
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        try {
            assertThat(OnnxImport.of("fuzzed", OnnxFile.parse("fuzzed", file))
                            .read()
                            .model())
                    .isNotNull();
        } catch (OnnxException refused) {
            assertThat(refused).hasMessageStartingWith("fuzzed: ");
        }
        assertThat(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start)
                .isLessThan(ONE_SECOND);
    }
}
