package dev.evenkeel.formats.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.evenkeel.formats.onnx.file.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Every case below the folders that the environment variables {@code EVENKEEL_CONFORMANCE} and {@code EVENKEEL_MORE_CASES}
 * name: a {@code model.onnx} with {@code test_data_set_*} beside it. None may fail; what is passed and what is unsupported
 * stands in a table.
 */
class ConformanceTest {
    @Test
    void noCaseFails() throws IOException {
        Optional<String> folder = Optional.ofNullable(System.getenv("EVENKEEL_CONFORMANCE"));
        assumeTrue(folder.isPresent(), "set EVENKEEL_CONFORMANCE to a folder with ONNX test cases");
        Path report = Path.of("target", "conformance.md");
        assertNoneFails(Path.of(folder.get()), report);
        if (folder.get().endsWith("conformance")) {
            assertThat(Files.readString(Path.of("README.md")))
                    .as("the table of README.md, which stands in " + report)
                    .contains("<!-- conformance -->\n" + Files.readString(report) + "<!-- end -->");
        }
    }

    @Test
    void noneOfMoreCasesFails() throws IOException {
        Optional<String> folder = Optional.ofNullable(System.getenv("EVENKEEL_MORE_CASES"));
        assumeTrue(folder.isPresent(), "set EVENKEEL_MORE_CASES to a folder with more ONNX test cases");
        assertNoneFails(Path.of(folder.get()), Path.of("target", "more-cases.md"));
    }

    /** Writes the table, and below it why cases are unsupported. */
    private static void assertNoneFails(Path folder, Path report) throws IOException {
        List<ConformanceCase> cases = ConformanceCase.below(folder);
        assertThat(cases).isNotEmpty();
        Map<String, ConformanceTable> families = new TreeMap<>();
        StringBuilder failures = new StringBuilder();
        StringBuilder reasons = new StringBuilder();
        for (ConformanceCase one : cases) {
            ConformanceCase.Result result = one.run();
            families.computeIfAbsent(one.family(), family -> new ConformanceTable())
                    .add(result);
            if (result.outcome() != ConformanceCase.Outcome.PASSED) {
                StringBuilder told = result.outcome() == ConformanceCase.Outcome.FAILED ? failures : reasons;
                told.append(one.folder().getFileName())
                        .append(": ")
                        .append(result.reason())
                        .append('\n');
            }
        }
        Files.createDirectories(report.toAbsolutePath().getParent());
        Files.writeString(report, ConformanceTable.markdown(families));
        Files.writeString(report.resolveSibling(report.getFileName() + ".unsupported"), reasons);
        assertThat(failures.toString()).isEmpty();
    }

    @Test
    void aWrongResultIsFailed() {
        TensorProto right = TensorProto.ofFloats("y", List.of(2L), 1, 2);
        assertThat(ConformanceCase.difference(right, TensorProto.ofFloats("y", List.of(2L), 1, 2.1f)))
                .isPresent();
        assertThat(ConformanceCase.difference(right, TensorProto.ofFloats("y", List.of(1L, 2L), 1, 2)))
                .isPresent();
        assertThat(ConformanceCase.difference(right, right)).isEmpty();
    }
}
