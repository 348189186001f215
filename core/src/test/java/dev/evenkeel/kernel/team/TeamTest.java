package dev.evenkeel.kernel.team;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TeamTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8, 64})
    void everyItemIsVisitedOnce(int threads) {
        try (Team team = Team.of(threads)) {
            assertThat(team.threads()).isEqualTo(threads);
            for (int items : new int[] {0, 1, 2, 7, 8, 9, 1000}) {
                for (int grain : new int[] {1, 3, 8, 2000}) {
                    AtomicIntegerArray visits = new AtomicIntegerArray(Math.max(1, items));
                    team.run(items, grain, (from, to) -> {
                        assertThat(from % grain).isZero();
                        assertThat(to).isEqualTo(Math.min(items, from + grain));
                        for (int i = from; i < to; i++) {
                            visits.incrementAndGet(i);
                        }
                    });
                    for (int i = 0; i < items; i++) {
                        assertThat(visits.get(i)).isEqualTo(1);
                    }
                }
            }
        }
    }

    @Test
    void theLastBlocksOfTheLargestRangeDoNotOverflow() {
        try (Team team = Team.of(2)) {
            AtomicLong sum = new AtomicLong();
            team.run(Integer.MAX_VALUE, 1 << 30, (from, to) -> sum.addAndGet((long) to - from));
            assertThat(sum.get()).isEqualTo(Integer.MAX_VALUE);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5})
    void aHundredThousandRegionsLoseNoBlockAndSeeWhatTheCallerWrote(int threads) {
        int[] input = new int[1];
        long[] output = new long[4 * 16];
        Team.RangeTask task = (from, to) -> output[from * 16] += input[0];
        try (Team team = Team.of(threads)) {
            long expected = 0;
            for (int region = 0; region < 100_000; region++) {
                input[0] = region;
                expected += region;
                team.run(4, 1, task);
            }
            for (int block = 0; block < 4; block++) {
                assertThat(output[block * 16]).isEqualTo(expected);
            }
        }
    }

    @Test
    void membersWhoFellAsleepWakeUp() throws InterruptedException {
        try (Team team = Team.of(3)) {
            for (int region = 0; region < 5; region++) {
                Thread.sleep(20);
                Set<Thread> workers = ConcurrentHashMap.newKeySet();
                CountDownLatch together = new CountDownLatch(3);
                team.run(3, 1, (from, to) -> {
                    workers.add(Thread.currentThread());
                    together.countDown();
                    await(together);
                });
                assertThat(workers).hasSize(3).contains(Thread.currentThread());
            }
        }
    }

    @Test
    void theFirstFailureIsThrownAfterAllBlocksEnded() {
        try (Team team = Team.of(2)) {
            for (int round = 0; round < 1000; round++) {
                AtomicLong ended = new AtomicLong();
                assertThatThrownBy(() -> team.run(8, 1, (from, to) -> {
                            ended.incrementAndGet();
                            if (from == 3 || from == 5) {
                                throw new IllegalArgumentException("block " + from);
                            }
                        }))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("block 3");
                assertThat(ended.get()).isEqualTo(8);
            }
            AtomicLong after = new AtomicLong();
            team.run(8, 1, (from, to) -> after.incrementAndGet());
            assertThat(after.get()).isEqualTo(8);
        }
    }

    @Test
    void anErrorPassesUnchanged() {
        try (Team team = Team.of(2)) {
            assertThatThrownBy(() -> team.run(2, 1, (from, to) -> {
                        throw new StackOverflowError("deep");
                    }))
                    .isInstanceOf(StackOverflowError.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aRunInsideATaskIsRefused(int threads) {
        try (Team team = Team.of(threads)) {
            assertThatThrownBy(() -> team.run(2, 1, (from, to) -> team.run(2, 1, (a, b) -> {})))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("must not overlap");
            team.run(2, 1, (from, to) -> {});
        }
    }

    @Test
    void closingATeamAtWorkIsRefused() {
        Team team = Team.of(2);
        assertThatThrownBy(() -> team.run(2, 1, (from, to) -> team.close())).isInstanceOf(IllegalStateException.class);
        team.run(2, 1, (from, to) -> {});
        team.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aClosedTeamHasNoThreadsAndRefusesWork(int threads) {
        long before = teamThreads();
        Team team = Team.of(threads);
        assertThat(teamThreads()).isEqualTo(before + threads - 1);
        team.run(10, 1, (from, to) -> {});
        team.close();
        team.close();
        assertThat(teamThreads()).isEqualTo(before);
        assertThatThrownBy(() -> team.run(1, 1, (from, to) -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void membersAreNamedDaemons() {
        Set<String> names = ConcurrentHashMap.newKeySet();
        CountDownLatch together = new CountDownLatch(2);
        try (Team team = Team.of(2)) {
            team.run(2, 1, (from, to) -> {
                if (Thread.currentThread().isDaemon()) {
                    names.add(Thread.currentThread().getName());
                }
                together.countDown();
                await(together);
            });
        }
        assertThat(names).contains("evenkeel-team-1");
    }

    @Test
    void anInterruptedCallerFinishesItsRun() {
        try (Team team = Team.of(2)) {
            Thread.currentThread().interrupt();
            AtomicLong ended = new AtomicLong();
            team.run(16, 1, (from, to) -> ended.incrementAndGet());
            assertThat(ended.get()).isEqualTo(16);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void aTeamOfNoneOrABlockOfNoneIsRefused() {
        assertThatThrownBy(() -> Team.of(0)).isInstanceOf(IllegalArgumentException.class);
        try (Team team = Team.of(2)) {
            assertThatThrownBy(() -> team.run(4, 0, (from, to) -> {})).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static long teamThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("evenkeel-team-"))
                .count();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }
}
