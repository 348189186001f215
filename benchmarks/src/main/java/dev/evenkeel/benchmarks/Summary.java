package dev.evenkeel.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the benchmarks that the project makes claims by, and prints them as shares of what the core can do. One round runs
 * each in a JVM of its own; shares are taken within a round, where the machine is in one mood, and their medians over the
 * rounds are shown. The argument is the number of rounds.
 */
public final class Summary {
    private static final double GEMM_OF_PEAK = 0.75;
    private static final double GEMM_OF_NETLIB = 2.2;
    private static final double NORMALIZATION_OF_COPY = 0.6;

    private final List<Map<String, Double>> rounds = new ArrayList<>();

    private Summary() {}

    public static void main(String[] arguments) throws RunnerException {
        int count = arguments.length == 0 ? 5 : Integer.parseInt(arguments[0]);
        PrintStream out = System.out;
        Summary summary = new Summary();
        for (int round = 0; round < count; round++) {
            out.printf(Locale.ROOT, "round %d of %d%n", round + 1, count);
            summary.rounds.add(round());
        }
        summary.print(out);
    }

    /** Microseconds per call, by benchmark and parameters. */
    private static Map<String, Double> round() throws RunnerException {
        Map<String, Double> micros = new TreeMap<>();
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include("\\.(CoreLimits|Gemm|Copy|BatchNormForward)\\.")
                        .forks(1)
                        .warmupIterations(3)
                        .warmupTime(TimeValue.milliseconds(300))
                        .measurementIterations(5)
                        .measurementTime(TimeValue.milliseconds(300))
                        .verbosity(VerboseMode.SILENT)
                        .jvmArgsPrepend("--add-modules=jdk.incubator.vector")
                        .build())
                .run();
        for (RunResult result : results) {
            micros.put(name(result), result.getPrimaryResult().getStatistics().getPercentile(50));
        }
        return micros;
    }

    private static String name(RunResult result) {
        String benchmark = result.getParams().getBenchmark();
        String method = benchmark.substring(benchmark.lastIndexOf('.', benchmark.lastIndexOf('.') - 1) + 1);
        String parameter = result.getParams().getParam("shape");
        if (parameter == null) {
            parameter = result.getParams().getParam("length");
        }
        return parameter == null ? method : method + " " + parameter;
    }

    private void print(PrintStream out) {
        out.printf(Locale.ROOT, "%nMedians of %d rounds on Java %s, one thread%n", rounds.size(), Runtime.version());
        out.printf(Locale.ROOT, "%-28s %10s %14s %14s%n", "product", "GFLOP/s", "of FMA peak", "of netlib");
        out.printf(Locale.ROOT, "%-28s %10.1f%n", "FMA in registers", median(Summary::peak));
        for (String shape : List.of("1024x1024x1024", "256x784x512", "128x64x128", "1x512x256")) {
            for (String method : List.of("product", "packed")) {
                ToDoubleFunction<Map<String, Double>> speed = round -> speed(round, method, shape);
                out.printf(
                        Locale.ROOT,
                        "%-28s %10.1f %14.2f %14.2f%n",
                        shape + " " + method,
                        median(speed),
                        median(round -> speed.applyAsDouble(round) / peak(round)),
                        median(round -> speed.applyAsDouble(round) / speed(round, "netlib", shape)));
            }
        }
        out.printf(Locale.ROOT, "%n%-28s %10s %14s%n", "BatchNorm forward", "GB/s", "of copy");
        for (String shape : List.of("256x128", "65536x32", "100352x32", "4096x1024", "65536x256")) {
            out.printf(
                    Locale.ROOT,
                    "%-28s %10.1f %14.2f%n",
                    shape,
                    median(round -> bandwidth(round, shape)),
                    median(round -> bandwidth(round, shape) / copy(round, shape)));
        }
        String large = "1024x1024x1024";
        out.println();
        verdict(out, "product of its FMA peak", GEMM_OF_PEAK, round -> speed(round, "product", large) / peak(round));
        verdict(
                out,
                "product of netlib",
                GEMM_OF_NETLIB,
                round -> speed(round, "product", large) / speed(round, "netlib", large));
        verdict(
                out,
                "BatchNorm of copy in cache",
                NORMALIZATION_OF_COPY,
                round -> bandwidth(round, "256x128") / copy(round, "256x128"));
        verdict(
                out,
                "BatchNorm of copy in memory",
                NORMALIZATION_OF_COPY,
                round -> bandwidth(round, "65536x256") / copy(round, "65536x256"));
    }

    private void verdict(PrintStream out, String what, double wanted, ToDoubleFunction<Map<String, Double>> share) {
        double reached = median(share);
        out.printf(
                Locale.ROOT,
                "%-28s %.2f, wanted %.2f: %s%n",
                what,
                reached,
                wanted,
                reached >= wanted ? "met" : "MISSED");
    }

    private double median(ToDoubleFunction<Map<String, Double>> figure) {
        double[] figures = rounds.stream().mapToDouble(figure).sorted().toArray();
        return Arrays.stream(figures, (figures.length - 1) / 2, figures.length / 2 + 1)
                .average()
                .orElse(Double.NaN);
    }

    private static double peak(Map<String, Double> round) {
        return Math.max(
                        CoreLimits.operations(12) / round.get("CoreLimits.twelveChains"),
                        CoreLimits.operations(20) / round.get("CoreLimits.twentyChains"))
                / 1e3;
    }

    private static double speed(Map<String, Double> round, String method, String shape) {
        return Gemm.operations(shape) / round.get("Gemm." + method + " " + shape) / 1e3;
    }

    private static double bandwidth(Map<String, Double> round, String shape) {
        return BatchNormForward.bytes(shape) / round.get("BatchNormForward.forward " + shape) / 1e3;
    }

    private static double copy(Map<String, Double> round, String shape) {
        int length = BatchNormForward.length(shape);
        double micros = Math.min(round.get("Copy.arraycopy " + length), round.get("Copy.vectorLoop " + length));
        return 2.0 * Float.BYTES * length / micros / 1e3;
    }
}
