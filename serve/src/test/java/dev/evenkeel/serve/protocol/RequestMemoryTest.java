package dev.evenkeel.serve.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bodies made to take much memory or time for each of their bytes take a multiple of it, whether read or refused. What is
 * counted is all that is allocated, most of it garbage at once.
 */
class RequestMemoryTest {
    private static final int REPEATED = 100_000;
    private static final long FIXED_MEMORY = 1 << 20;
    private static final long TEN_SECONDS = 10_000_000_000L;

    static Stream<Arguments> bodies() {
        return Stream.of(
                Arguments.of("numbers", 8, input("FP32", REPEATED, i -> "1")),
                Arguments.of("doubles", 8, input("FP64", REPEATED, i -> "1")),
                Arguments.of("whole numbers", 8, input("INT64", REPEATED, i -> "1")),
                Arguments.of("empty texts", 8, input("BYTES", REPEATED, i -> "''")),
                Arguments.of("short texts", 12, input("BYTES", REPEATED, i -> "'a'")),
                Arguments.of("escaped texts", 12, input("BYTES", REPEATED, i -> "'\\u0041'")),
                Arguments.of("numbers hard to round", 30, input("FP32", REPEATED, i -> "16777217")),
                Arguments.of("numbers hard to count", 100, input("INT64", REPEATED, i -> "1e1")),
                Arguments.of("too few elements", 8, input("INT64", REPEATED / 2, REPEATED, i -> "1")),
                Arguments.of("too many elements", 8, input("INT64", REPEATED, 1, i -> "1")),
                Arguments.of("a huge shape", 8, input("BYTES", Long.MAX_VALUE, REPEATED, i -> "''")),
                Arguments.of("a long number", 8, "{'inputs':[" + "1".repeat(REPEATED) + "]}"),
                Arguments.of("a long text", 8, "{'id':'" + "\\n".repeat(REPEATED) + "','inputs':[]}"),
                Arguments.of("a long key", 8, "{'" + "ä".repeat(REPEATED) + "':1}"),
                Arguments.of("an unknown object", 8, "{'a':{" + list(REPEATED, i -> "'" + i + "':[{}]") + "}}"),
                Arguments.of("an unknown array", 8, "{'a':[" + list(REPEATED, i -> "[]") + "]}"),
                Arguments.of("an unfinished array", 8, "{'a':[" + list(REPEATED, i -> "[0]")),
                Arguments.of(
                        "outputs",
                        100,
                        "{'inputs':[],'outputs':[" + list(REPEATED, i -> "{'name':'" + i + "'}") + "]}"),
                Arguments.of(
                        "inputs",
                        100,
                        "{'inputs':["
                                + list(
                                        REPEATED / 4,
                                        i -> "{'name':'" + i + "','shape':[0],'datatype':'INT8','data':[]}")
                                + "]}"));
    }

    private static String input(String datatype, long extent, IntFunction<String> element) {
        return input(datatype, extent, (int) extent, element);
    }

    private static String input(String datatype, long extent, int count, IntFunction<String> element) {
        return Requests.input(
                "'shape':[" + extent + "],'datatype':'" + datatype + "','data':[" + list(count, element) + "]");
    }

    private static String list(int count, IntFunction<String> element) {
        return IntStream.range(0, count).mapToObj(element).collect(Collectors.joining(","));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void memoryIsAMultipleOfTheBody(String name, int multiple, String json) {
        byte[] body = Requests.bytes(json);
        readOrRefuse(body);
        var thread = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long memory = thread.getCurrentThreadAllocatedBytes();
        long start = thread.getCurrentThreadCpuTime();
        readOrRefuse(body);
        assertThat(thread.getCurrentThreadCpuTime() - start).as(name).isLessThan(TEN_SECONDS);
        assertThat(thread.getCurrentThreadAllocatedBytes() - memory)
                .as("%s: %d bytes", name, body.length)
                .isLessThan(FIXED_MEMORY + (long) multiple * body.length);
    }

    private static void readOrRefuse(byte[] body) {
        try {
            assertThat(RequestReader.read(body, OptionalInt.empty()).inputs()).isNotNull();
        } catch (ProtocolException refused) {
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.sentence().length()).isLessThan(500);
        }
    }
}
