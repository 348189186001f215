package dev.evenkeel.testkit.bits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/**
 * No change of the code changes a bit of what trainings give, unless a commit says so and writes the golden values
 * anew by {@code .ci/same-bits --write}.
 */
class GoldenBitsTest {
    @Test
    void everyTrainingGivesTheBitsItAlwaysGave() throws IOException {
        String golden = "/bits/" + Fingerprints.provider() + ".txt";
        try (InputStream file = GoldenBitsTest.class.getResourceAsStream(golden)) {
            assumeTrue(file != null, "no golden values for " + Fingerprints.provider());
            String expected = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(Fingerprints.all()).isEqualTo(expected);
        }
    }
}
