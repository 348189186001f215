package dev.evenkeel.comparison.driver;

import dev.evenkeel.comparison.driver.Target.Side;
import dev.evenkeel.comparison.driver.worker.Participant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** All measured values: per cell one array a fork, with a value a round (NaN where the cell had no turn). */
final class Results {
    private final Map<Cell, List<double[]>> values = new LinkedHashMap<>();
    private final Map<Cell, Double> differences = new LinkedHashMap<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private final Map<String, Set<String>> unavailable = new LinkedHashMap<>();

    /** Adds a fork's rounds; the arrays' unit is the row's: nanoseconds or bytes. */
    void add(Cell cell, double[] rounds) {
        values.computeIfAbsent(cell, key -> new ArrayList<>()).add(rounds.clone());
    }

    /** Keeps how far a contender's results were from what they should be. */
    void agreed(Cell cell, double difference) {
        differences.merge(cell, difference, Math::max);
    }

    /** Something that the reader must know. */
    void note(String text) {
        notes.add(text);
    }

    /** A participant could not compute a row. */
    void unavailable(Participant participant, String row, Exception reason) {
        String what = participant.title() + " is not available (" + reason.getMessage() + ") for ";
        unavailable.computeIfAbsent(what, key -> new LinkedHashSet<>()).add(row);
    }

    List<String> notes() {
        List<String> all = new ArrayList<>(notes);
        unavailable.forEach((what, rows) -> all.add(what + String.join(", ", rows)));
        return all;
    }

    Map<Cell, List<double[]>> values() {
        return values;
    }

    Map<Cell, Double> differences() {
        return differences;
    }

    /** Whether anything of a participant was measured. */
    boolean has(Participant participant) {
        return values.keySet().stream().anyMatch(cell -> cell.participant() == participant);
    }

    /** Rows and numbers of threads in the order they were measured. */
    List<Cell> rows() {
        Set<Cell> rows = new LinkedHashSet<>();
        values.keySet().forEach(cell -> rows.add(new Cell(cell.row(), cell.threads(), Participant.EVENKEEL, "")));
        return List.copyOf(rows);
    }

    /** The median over all forks' medians. */
    OptionalDouble median(Cell cell) {
        List<double[]> forks = values.getOrDefault(cell, List.of());
        return forks.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(Statistics.median(
                        forks.stream().mapToDouble(Statistics::median).toArray()));
    }

    /** The setting in which a side's rows took the least time together; only those whose words begin as the side asks. */
    Optional<String> bestSetting(Side side, int threads) {
        Set<String> settings = new LinkedHashSet<>();
        for (Cell cell : values.keySet()) {
            if (cell.participant() == side.participant()
                    && cell.threads() == threads
                    && side.rows().contains(cell.row())
                    && cell.setting().startsWith(side.setting())) {
                settings.add(cell.setting());
            }
        }
        return settings.stream()
                .filter(setting -> total(side, threads, setting).isPresent())
                .min(Comparator.comparingDouble(
                        setting -> total(side, threads, setting).orElseThrow()));
    }

    private OptionalDouble total(Side side, int threads, String setting) {
        double total = 0;
        for (String row : side.rows()) {
            OptionalDouble median = median(new Cell(row, threads, side.participant(), setting));
            if (median.isEmpty()) {
                return OptionalDouble.empty();
            }
            total += median.getAsDouble();
        }
        return OptionalDouble.of(total);
    }

    /** The ratio of the two sides' best settings: medians over rounds, then over forks. Empty if one was not measured. */
    Optional<Ratio> ratio(Side upper, Side lower, int threads) {
        Optional<String> above = bestSetting(upper, threads);
        Optional<String> below = bestSetting(lower, threads);
        if (above.isEmpty() || below.isEmpty()) {
            return Optional.empty();
        }
        List<double[]> tops = sums(upper, threads, above.get());
        List<double[]> bottoms = sums(lower, threads, below.get());
        List<double[]> ratios = new ArrayList<>();
        for (int fork = 0; fork < Math.min(tops.size(), bottoms.size()); fork++) {
            double[] quotients = Statistics.quotients(tops.get(fork), bottoms.get(fork));
            if (!Double.isNaN(Statistics.median(quotients))) {
                ratios.add(quotients);
            }
        }
        return ratios.isEmpty() ? Optional.empty() : Optional.of(Ratio.of(ratios, above.get()));
    }

    private List<double[]> sums(Side side, int threads, String setting) {
        List<double[]> sums = new ArrayList<>();
        for (String row : side.rows()) {
            List<double[]> forks = values.getOrDefault(new Cell(row, threads, side.participant(), setting), List.of());
            for (int fork = 0; fork < forks.size(); fork++) {
                if (sums.size() == fork) {
                    sums.add(forks.get(fork).clone());
                } else {
                    Statistics.add(sums.get(fork), forks.get(fork));
                }
            }
        }
        return sums;
    }

    /**
     * A ratio of times.
     *
     * @param value the median of the forks' medians over rounds
     * @param least the smallest fork's median; with one fork the rounds' lower quartile
     * @param most the largest fork's median; with one fork the rounds' upper quartile
     * @param setting of the side that is divided
     */
    record Ratio(double value, double least, double most, String setting) {
        static Ratio of(List<double[]> forks, String setting) {
            double[] medians = forks.stream().mapToDouble(Statistics::median).toArray();
            double[] spread = forks.size() > 1 ? medians : forks.get(0);
            double margin = forks.size() > 1 ? 0 : 0.25;
            return new Ratio(
                    Statistics.median(medians),
                    Statistics.quantile(spread, margin),
                    Statistics.quantile(spread, 1 - margin),
                    setting);
        }
    }
}
