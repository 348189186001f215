package dev.evenkeel.formats.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The cases below {@code onnx-cases} of the folder that the environment variable {@code EVENKEEL_FAILING} names. */
class FailedBeforeTest {
    @Test
    void whatWentWrongOnceIsRight() throws IOException {
        Optional<String> folder = Optional.ofNullable(System.getenv("EVENKEEL_FAILING"));
        assumeTrue(folder.isPresent(), "set EVENKEEL_FAILING to a folder with inputs that once went wrong");
        StringBuilder wrong = new StringBuilder();
        for (ConformanceCase one : ConformanceCase.below(Path.of(folder.get(), "onnx-cases"))) {
            ConformanceCase.Result result = one.run();
            if (result.outcome() != ConformanceCase.Outcome.PASSED) {
                wrong.append(one).append(": ").append(result).append('\n');
            }
        }
        assertThat(wrong.toString()).isEmpty();
    }
}
