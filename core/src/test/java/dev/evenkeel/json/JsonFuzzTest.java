package dev.evenkeel.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any text is either refused with a {@link JsonException} or read to a value whose text reads back to it; never anything
 * else. In the suite only the seeds run. To search for counterexamples for five minutes, each input within 1 s of
 * processor time:
 *
 * <pre>{@code
 * JAZZER_FUZZ=1 mvn -pl core test -Dtest=JsonFuzzTest -Dtest.heap=-Xmx256m -Djazzer.hooks=true
 * }</pre>
 */
class JsonFuzzTest {
    private static final long ONE_SECOND = 1_000_000_000;

    static Stream<Arguments> seeds() {
        return Stream.of(
                        "{\"a\":[1,-2.5e+3,true,false,null,\"\\u00e9\\n\"],\"b\":{}}",
                        "\"\\ud83d\\ude00 \ud83d\ude00\"",
                        "[0.1,1E400,-0,12345678901234567890]",
                        "[".repeat(70),
                        "{\"a\":1,\"a\":2}",
                        " \r\n\t1 ",
                        "")
                .map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.UTF_8)));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "5m")
    void textsAreRefusedOrReadBack(byte[] bytes) {
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        requireRefusedOrReadBack(new String(bytes, StandardCharsets.UTF_8));
        requireRefusedOrReadBack(ByteBuffer.wrap(bytes).asCharBuffer().toString());
        assertThat(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start)
                .isLessThan(ONE_SECOND);
    }

    private static void requireRefusedOrReadBack(String text) {
        JsonValue value;
        try {
            value = Json.parse(text);
        } catch (JsonException refused) {
            assertThat(refused.line()).isPositive();
            assertThat(refused.column()).isBetween(1, text.length() + 1);
            return;
        }
        if (!Json.parse(value.toString()).equals(value)
                || !Json.parse(value.pretty()).equals(value)) {
            throw new AssertionError("does not read back: " + value);
        }
        readAsNumber(value);
    }

    private static void readAsNumber(JsonValue value) {
        try {
            value.asDouble();
            value.asFloat();
            value.asLong();
        } catch (JsonException unfit) {
            assertThat(unfit).hasMessageStartingWith("needed ");
        }
    }
}
