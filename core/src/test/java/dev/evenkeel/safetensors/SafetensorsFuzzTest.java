package dev.evenkeel.safetensors;

import static dev.evenkeel.safetensors.RawFile.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes are either refused with a {@link SafetensorsException} or a file whose every tensor can be read and written
 * again; never anything else. In the suite only the seeds run. To search for counterexamples for five minutes with each
 * test, each input within 1 s
 * of processor time; {@code EVENKEEL_PRETRAINED} adds the headers of real files to the seeds:
 *
 * <pre>{@code
 * JAZZER_FUZZ=1 mvn -pl core test -Dtest=SafetensorsFuzzTest#filesAreRefusedOrRead -Dtest.heap=-Xmx256m -Djazzer.hooks=true
 * JAZZER_FUZZ=1 mvn -pl core test -Dtest=SafetensorsFuzzTest#headersAreRefusedOrRead -Dtest.heap=-Xmx256m -Djazzer.hooks=true
 * }</pre>
 */
class SafetensorsFuzzTest {
    private static final long MAX_SEED = 1 << 18;
    private static final long ONE_SECOND = 1_000_000_000;

    static Stream<Arguments> files() throws IOException {
        return contents(MAX_SEED).stream().map(file -> Arguments.of((Object) file));
    }

    private static List<byte[]> contents(long largestFile) throws IOException {
        List<byte[]> files = new ArrayList<>();
        files.add(new SafetensorsWriter().toBytes());
        files.add(new SafetensorsWriter()
                .metadata("format", "pt")
                .floats("0.weight", new float[6], 2, 3)
                .floats("0.half", DataType.F16, new float[3], 3)
                .floats("0.brain", DataType.BF16, new float[3], 3)
                .doubles("0.mean", new double[2], 2)
                .longs("0.num_batches_tracked", new long[] {7})
                .bytes("0.flags", DataType.BOOL, new byte[3], 3)
                .toBytes());
        files.add(RawFile.of("{" + entry("a", "F32", "[4611686018427387904]", 0, 0) + "}", 0));
        files.add(RawFile.of("{" + entry("a", "I8", "[2]", 0, 2) + "," + entry("b", "U8", "[0]", 2, 2) + "} ", 2));
        files.add(RawFile.claiming(-1, new byte[] {'{', '}'}, new byte[0]));
        for (Path path : PretrainedFilesTest.files()) {
            if (Files.size(path) <= largestFile) {
                files.add(Files.readAllBytes(path));
            }
        }
        return files;
    }

    static Stream<Arguments> headers() throws IOException {
        return contents(Long.MAX_VALUE).stream()
                .map(file -> Arguments.of((Object) Arrays.copyOfRange(file, 8, endOfHeader(file))));
    }

    private static int endOfHeader(byte[] file) {
        long length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
        return length < 0 ? file.length : Math.toIntExact(8 + length);
    }

    @MethodSource("files")
    @FuzzTest(maxDuration = "5m")
    void filesAreRefusedOrRead(byte[] file) {
        requireRefusedOrRead(file);
    }

    @MethodSource("headers")
    @FuzzTest(maxDuration = "5m")
    void headersAreRefusedOrRead(byte[] header) {
        requireRefusedOrRead(RawFile.of(header, new byte[0]));
        requireRefusedOrRead(RawFile.of(header, new byte[59]));
    }

    private static void requireRefusedOrRead(byte[] bytes) {
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        refuseOrRead(bytes);
        assertThat(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start)
                .isLessThan(ONE_SECOND);
    }

    private static void refuseOrRead(byte[] bytes) {
        SafetensorsFile file;
        try {
            file = SafetensorsFile.parse("fuzzed", bytes);
        } catch (SafetensorsException refused) {
            assertThat(refused).hasMessageStartingWith("fuzzed: ");
            return;
        }
        SafetensorsWriter writer = new SafetensorsWriter().metadata(file.metadata());
        file.tensors().forEach((name, entry) -> {
            byte[] values = file.bytes(name);
            writer.bytes(name, entry.type(), values, entry.shape());
            if (entry.type().isFloatingPoint()) {
                assertThat(file.floats(name).length).isEqualTo(file.doubles(name).length);
            } else if (entry.type() == DataType.I64) {
                assertThat(file.longs(name).length).isEqualTo((int) entry.elements());
            }
        });
        SafetensorsFile copy = SafetensorsFile.parse("copy", writer.toBytes());
        if (!copy.metadata().equals(file.metadata())
                || !new ArrayList<>(copy.tensors().keySet())
                        .equals(new ArrayList<>(file.tensors().keySet()))) {
            throw new AssertionError("does not read back: " + new String(bytes, StandardCharsets.ISO_8859_1));
        }
    }
}
