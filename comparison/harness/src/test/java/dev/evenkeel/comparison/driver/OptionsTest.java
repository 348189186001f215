package dev.evenkeel.comparison.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.comparison.driver.worker.Participant;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void givenNumbersWinOverThoseOfQuickWhereverTheyStand() {
        Options options = Options.parse("--rounds", "9", "--quick", "--threads", "2", "--rows", "conv.*16x16");
        assertThat(options.rounds()).isEqualTo(9);
        assertThat(options.forks()).isEqualTo(1);
        assertThat(options.threads()).containsExactly(2);
        assertThat(options.wants("conv forward 64x16x16x64->64")).isTrue();
        assertThat(options.wants("conv forward 64x28x28x32->64")).isFalse();
    }

    @Test
    void againstAnotherBuildNobodyElseTakesPart() {
        Options alone = Options.parse();
        assertThat(alone.includes(Participant.LIBTORCH, 0, 1)).isTrue();
        assertThat(alone.includes(Participant.EVENKEEL_OTHER, 0, 1)).isFalse();
        Options two =
                new Options(alone.rows(), 7, 1, alone.threads(), alone.pace(), Optional.of(Path.of("other")), false);
        assertThat(two.includes(Participant.LIBTORCH, 0, 1)).isFalse();
        assertThat(two.includes(Participant.EVENKEEL, 0, 1)).isTrue();
        assertThat(two.includes(Participant.EVENKEEL_OTHER, 0, 1)).isTrue();
        assertThatThrownBy(() -> Options.parse("--against", "nowhere")).hasMessageContaining("nowhere is none");
    }

    @Test
    void aWrongArgumentIsNamed() {
        assertThatThrownBy(() -> Options.parse("--fast")).hasMessage("There is no option '--fast'");
        assertThatThrownBy(() -> Options.parse("--forks")).hasMessage("--forks needs a value");
        assertThatThrownBy(() -> Options.parse("--rounds", "0"))
                .hasMessage("A whole number from 1 is needed, but got '0'");
        assertThatThrownBy(() -> Options.parse("--rows", "("))
                .hasMessage("--rows needs a regular expression, but '(' is none");
    }
}
