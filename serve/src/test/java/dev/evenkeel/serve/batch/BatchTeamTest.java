package dev.evenkeel.serve.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.serve.model.Examples;
import dev.evenkeel.tensor.Mask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatchTeamTest {
    /** A team that is busy whenever it is asked, and counts that. */
    private record BusyTeam(AtomicInteger asked) implements Team {
        @Override
        public int threads() {
            return 2;
        }

        @Override
        public boolean tryReserve() {
            asked.incrementAndGet();
            return false;
        }

        @Override
        public void run(int items, int grain, RangeTask task) {
            throw new IllegalStateException("nobody reserved it");
        }

        @Override
        public void release() {}

        @Override
        public void close() {}
    }

    @Test
    void aTeamSharesABatchOnlyWhileNothingElseIsComputedOrWaits() throws Exception {
        Gate gate = new Gate(new CountDownLatch(2), new CountDownLatch(1));
        BusyTeam team = new BusyTeam(new AtomicInteger());
        try (MicroBatcher batcher = new MicroBatcher(
                "gate", gate.predictor(), team, BatchSettings.standard().withThreads(2), BatchObserver.none())) {
            CompletableFuture<float[]> first = batcher.submit(one(1));
            while (gate.entered().getCount() == 2) {
                Thread.onSpinWait();
            }
            assertThat(team.asked).hasValue(1);
            CompletableFuture<float[]> second = batcher.submit(one(2));
            gate.entered().await();
            gate.open().countDown();
            assertThat(first.get()).containsExactly(1);
            assertThat(second.get()).containsExactly(2);
            assertThat(team.asked).hasValue(1);
        }
    }

    private static Examples one(float value) {
        return new Examples(new float[] {value}, 1, new Mask(1, 1));
    }
}
