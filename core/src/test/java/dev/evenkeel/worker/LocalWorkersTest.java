package dev.evenkeel.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LocalWorkersTest {
    @Test
    void whatIsGatheredAndSummedIsInOrderOfRank() {
        List<Double> results = LocalWorkers.run(3, workers -> {
            double[] all = new double[3];
            float[] sum = {workers.rank()};
            for (int round = 0; round < 1000; round++) {
                workers.gather(new double[] {round + workers.rank()}, all);
                assertThat(all).containsExactly(round, round + 1, round + 2);
            }
            workers.beginSum(sum);
            workers.awaitSums();
            return 10.0 * workers.rank() + sum[0];
        });
        assertThat(results).containsExactly(3.0, 13.0, 23.0);
    }

    @Test
    void aWorkerThatFailsWhileOthersBeginToWaitEndsThemEveryTime() {
        for (int round = 0; round < 1000; round++) {
            assertThatThrownBy(() -> LocalWorkers.run(3, workers -> {
                        if (workers.rank() == 0) {
                            throw new IllegalStateException("disk full");
                        }
                        workers.gather(new double[1], new double[3]);
                        return 0;
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("disk full");
        }
    }

    @Test
    void aWorkerThatEndsWhileOthersWaitForItIsNamed() {
        assertThatThrownBy(() -> LocalWorkers.run(2, workers -> {
                    if (workers.rank() == 1) {
                        workers.gather(new double[1], new double[2]);
                    }
                    return 0;
                }))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("Worker 0 has ended its run, while others had not");
    }

    @Test
    void aCallerThatIsInterruptedStopsItsWorkersAndStaysInterrupted() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(2);
        Map<String, Object> seen = new ConcurrentHashMap<>();
        Thread caller = new Thread(
                () -> {
                    try {
                        seen.put("result", LocalWorkers.run(2, workers -> {
                            started.countDown();
                            if (workers.rank() == 0) {
                                computeUntilInterrupted();
                                seen.put("ended", true);
                            } else {
                                workers.gather(new double[1], new double[2]);
                            }
                            return workers.rank();
                        }));
                    } catch (EvenkeelException problem) {
                        seen.put("problem", String.valueOf(problem.getMessage()));
                        seen.put("ended before", seen.containsKey("ended"));
                        seen.put("interrupted", Thread.currentThread().isInterrupted());
                    }
                },
                "caller");
        caller.start();
        started.await();
        caller.interrupt();
        caller.join();
        assertThat(seen)
                .doesNotContainKey("result")
                .containsEntry("ended before", true)
                .containsEntry("interrupted", true)
                .containsEntry(
                        "problem",
                        "The thread 'caller' was interrupted while its 2 workers were at work, so they were stopped");
    }

    private static void computeUntilInterrupted() {
        while (!Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }
    }
}
