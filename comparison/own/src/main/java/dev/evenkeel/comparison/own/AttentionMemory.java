package dev.evenkeel.comparison.own;

import com.sun.management.ThreadMXBean;
import dev.evenkeel.comparison.Pass;
import dev.evenkeel.comparison.Task;
import dev.evenkeel.comparison.Trial;
import dev.evenkeel.comparison.chart.Chart;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How much memory attention takes to train, over the positions of a sequence: all that is allocated to compile it and to run it
 * forward and backward, its input, output and their gradients included. Steps behind the first allocate nothing, so this is no
 * less than the peak.
 */
final class AttentionMemory {
    private static final int HEADS = 4;
    private static final int WIDTH = 32;
    private static final int[] POSITIONS = {256, 512, 1024, 2048, 4096, 8192};
    private static final double MEGABYTE = 1e6;
    private static final long WARM_NANOS = 2_000_000_000L;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private AttentionMemory() {}

    /** Writes {@code attention-memory.json} and {@code attention-memory.svg} in a folder. */
    public static void main(String[] arguments) throws IOException {
        AttentionMemory memory = new AttentionMemory();
        memory.warm();
        double[] alone = memory.series(Team.alone());
        double[] two = memory.series(Team.of(2));
        double[] scores = Arrays.stream(POSITIONS)
                .mapToDouble(positions -> 4.0 * HEADS * positions * positions)
                .toArray();
        Path folder = Path.of(arguments[0]);
        JsonObject json = JsonObject.of()
                .with("heads", HEADS)
                .with("width", WIDTH)
                .with(
                        "positions",
                        JsonArray.ofNumbers(
                                Arrays.stream(POSITIONS).asDoubleStream().toArray()))
                .with("bytes, 1 thread", JsonArray.ofNumbers(alone))
                .with("bytes, 2 threads", JsonArray.ofNumbers(two))
                .with("bytes of positions x positions for each head", JsonArray.ofNumbers(scores));
        Files.writeString(folder.resolve("attention-memory.json"), json.pretty() + "\n");
        Files.writeString(folder.resolve("attention-memory.svg"), chart(alone, two));
        System.out.println("positions  1 thread  2 threads  scores alone, if stored");
        for (int index = 0; index < POSITIONS.length; index++) {
            System.out.printf(
                    Locale.ROOT,
                    "%9d  %5.1f MB  %6.1f MB  %8.1f MB%n",
                    POSITIONS[index],
                    alone[index] / MEGABYTE,
                    two[index] / MEGABYTE,
                    scores[index] / MEGABYTE);
        }
        System.exit(0);
    }

    /** Until the vectors of compiled loops are no objects any more. */
    private void warm() {
        Trial trial = trial(512, Team.alone());
        long before;
        long start = System.nanoTime();
        do {
            before = threads.getCurrentThreadAllocatedBytes();
            IntStream.range(0, 20).forEach(run -> trial.run());
        } while (threads.getCurrentThreadAllocatedBytes() - before > MEGABYTE
                || System.nanoTime() - start < WARM_NANOS);
    }

    /** The least of a few, so that none counts in which a loop was compiled anew. */
    private double[] series(Team team) {
        return Arrays.stream(POSITIONS)
                .mapToDouble(positions -> IntStream.range(0, 3)
                        .mapToDouble(repetition -> bytes(positions, team))
                        .min()
                        .orElseThrow())
                .toArray();
    }

    private static Trial trial(int positions, Team team) {
        return new SequenceTrials(new Compute(PreferredKernels.kernels(), team))
                .attention(new Task.Attention(Pass.BACKWARD, 1, HEADS, positions, WIDTH));
    }

    /** Bytes allocated on this thread, which compiles; threads of the team allocate nothing. */
    private double bytes(int positions, Team team) {
        long before = threads.getCurrentThreadAllocatedBytes();
        Trial trial = trial(positions, team);
        trial.run();
        long after = threads.getCurrentThreadAllocatedBytes();
        // The numbers drawn for input and gradient are the harness's, not the layer's.
        return after - before - 4.0 * 4 * HEADS * WIDTH * positions;
    }

    private static String chart(double[] alone, double[] two) {
        double[] curveX =
                IntStream.rangeClosed(0, 64).mapToDouble(step -> 128 * step).toArray();
        double[] curveY = Arrays.stream(curveX)
                .map(positions -> 4 * HEADS * positions * positions / MEGABYTE)
                .toArray();
        return new Chart()
                .panel(
                        "Memory of attention in training, " + HEADS + " heads of " + WIDTH,
                        "positions",
                        "megabytes",
                        List.of(
                                series("1 thread", alone),
                                series("2 threads", two),
                                new Chart.Series(
                                        "the scores alone, if they were stored",
                                        new double[0],
                                        new double[0],
                                        curveX,
                                        curveY)))
                .toSvg();
    }

    private static Chart.Series series(String label, double[] bytes) {
        double[] x = Arrays.stream(POSITIONS).asDoubleStream().toArray();
        double[] y = Arrays.stream(bytes).map(value -> value / MEGABYTE).toArray();
        return new Chart.Series(label, x, y, x, y);
    }
}
