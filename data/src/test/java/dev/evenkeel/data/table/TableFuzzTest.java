package dev.evenkeel.data.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.table.encoding.EncodingRules;
import dev.evenkeel.data.table.encoding.Missing;
import dev.evenkeel.data.table.encoding.TableEncoding;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any text is either refused with an {@link EvenkeelException} or read as a table whose encoding survives its JSON;
 * never anything else. In the suite only the seeds run. To search for counterexamples:
 *
 * <pre>{@code
 * JAZZER_FUZZ=1 mvn -pl data -am test -Dtest=TableFuzzTest -Dtest.heap=-Xmx256m -Djazzer.hooks=true
 * }</pre>
 */
class TableFuzzTest {
    private static final long ONE_SECOND = 1_000_000_000;

    static Stream<Arguments> texts() {
        return Stream.of(
                        "@relation r\n@attribute 'a b' {x,'y z'}\n@attribute n real\n@data\nx,1\n'y z',?\n",
                        "@attribute n real\n@data\n{0 1}\n",
                        "@attribute n {a,\n@data\n",
                        "@attribute 'n\\",
                        "@data\n% \n",
                        "a,b,c\n1,x,2\n2,\"y\n\",3\n",
                        "a;b\n1,5;2\n",
                        "a\tb\n\"",
                        "\"a",
                        "\uFEFF,\n,\n",
                        "")
                .map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.UTF_8)));
    }

    @MethodSource("texts")
    @FuzzTest(maxDuration = "2m")
    void textsAreRefusedOrReadAsTables(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        requireRefusedOrEncoded(text, given -> TableReader.arff("fuzz.arff", given));
        requireRefusedOrEncoded(text, given -> TableReader.csv("fuzz.csv", given));
        assertThat(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start)
                .isLessThan(ONE_SECOND);
    }

    private static void requireRefusedOrEncoded(String text, Function<String, Table> reader) {
        try {
            Table table = reader.apply(text);
            TableEncoding encoding =
                    TableEncoding.fit(table, EncodingRules.defaults().missing(Missing.IMPUTE));
            TableEncoding restored = TableEncoding.fromJson(encoding.toJson());
            assertThat(restored.encode(table).row(0))
                    .containsExactly(encoding.encode(table).row(0));
            encoding.dataset(table);
        } catch (EvenkeelException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }
}
