package dev.evenkeel.lab.experiment;

import dev.evenkeel.lab.report.Block;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The trials of an experiment: every setting with every seed. Each computes on one thread, as many side by side as the
 * laboratory has threads; no result depends on how many those are. Trials of the same seed are paired: they see the same
 * batches and begin with the same weights as far as they have them in common.
 *
 * @param results of each setting, one for each seed
 */
public record Trials<S, R>(Map<S, List<R>> results) {
    /**
     * Runs them.
     *
     * @param experiment what the laboratory is told that this is
     * @param trial computes a result from a setting and a seed; called on several threads
     */
    public static <S, R> Trials<S, R> run(
            Laboratory laboratory,
            String experiment,
            List<S> settings,
            List<Long> seeds,
            BiFunction<S, Long, R> trial) {
        ExecutorService threads = Executors.newFixedThreadPool(laboratory.threads());
        try {
            Map<S, List<Future<R>>> started = new LinkedHashMap<>();
            for (S setting : settings) {
                started.put(
                        setting,
                        seeds.stream()
                                .map(seed -> threads.submit(() -> trial.apply(setting, seed)))
                                .toList());
            }
            return new Trials<>(results(laboratory, experiment, started, settings.size() * seeds.size()));
        } finally {
            threads.shutdownNow();
        }
    }

    private static <S, R> Map<S, List<R>> results(
            Laboratory laboratory, String experiment, Map<S, List<Future<R>>> started, int all) {
        Map<S, List<R>> results = new LinkedHashMap<>();
        int done = 0;
        for (Map.Entry<S, List<Future<R>>> entry : started.entrySet()) {
            List<R> ofSetting = new ArrayList<>();
            for (Future<R> future : entry.getValue()) {
                ofSetting.add(result(future));
                done++;
                laboratory.progress().accept(experiment + ": " + done + " of " + all + " trials");
            }
            results.put(entry.getKey(), ofSetting);
        }
        return results;
    }

    private static <R> R result(Future<R> future) {
        try {
            return future.get();
        } catch (ExecutionException problem) {
            if (problem.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(problem.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while trials were running", interrupted);
        }
    }

    /** The results of a setting, one for each seed. */
    public List<R> of(S setting) {
        return Objects.requireNonNull(results.get(setting));
    }

    /** Of a measure of the results of a setting. */
    public Estimate estimate(S setting, ToDoubleFunction<R> measure) {
        return Estimate.of(of(setting), measure);
    }

    /** Of what {@code setting} has more than {@code other}, seed by seed. */
    public Estimate difference(S setting, S other, ToDoubleFunction<R> measure) {
        return Estimate.of(paired(setting, other, measure, (one, another) -> one - another));
    }

    /** Of how many times as much {@code setting} has as {@code other}, seed by seed; both positive. */
    public Estimate ratio(S setting, S other, ToDoubleFunction<R> measure) {
        return Estimate.ofFactors(paired(setting, other, measure, (one, another) -> one / another));
    }

    private double[] paired(S setting, S other, ToDoubleFunction<R> measure, DoubleBinaryOperator compared) {
        List<R> results = of(setting);
        List<R> others = of(other);
        return IntStream.range(0, results.size())
                .mapToDouble(seed -> compared.applyAsDouble(
                        measure.applyAsDouble(results.get(seed)), measure.applyAsDouble(others.get(seed))))
                .toArray();
    }

    /** Medians as a line over {@code x}, one for each setting. */
    public Block.Series series(String name, List<Double> x, List<S> settings, ToDoubleFunction<R> measure) {
        return new Block.Series(
                name,
                x,
                settings.stream()
                        .map(setting -> estimate(setting, measure).median())
                        .toList());
    }
}
