package dev.evenkeel.cli.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SpeedTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong clock = new AtomicLong();
    private final Speed speed = new Speed(1000, clock::get);

    @Test
    void noTimeLeftIsToldBeforeTheCompilersAreDone() {
        speed.step(1, 10_000);
        clock.set(SECOND);
        speed.step(2, 10_000);

        assertThat(speed.secondsLeft()).isEmpty();
    }

    @Test
    void slowFirstStepsDoNotCount() {
        speed.step(1, 1100);
        clock.set(3 * SECOND);
        speed.step(100, 1100);
        clock.set(5 * SECOND);
        speed.step(600, 1100);

        assertThat(speed.secondsLeft()).hasValue(2.0);
    }

    @Test
    void nothingIsLeftAtTheEnd() {
        speed.step(1, 600);
        clock.set(3 * SECOND);
        speed.step(100, 600);
        clock.set(5 * SECOND);
        speed.step(600, 600);

        assertThat(speed.secondsLeft()).isEmpty();
    }
}
