package dev.evenkeel.comparison.driver;

import dev.evenkeel.comparison.Evidence;
import dev.evenkeel.comparison.Reference;
import dev.evenkeel.comparison.Task;
import dev.evenkeel.comparison.driver.worker.Crew;
import dev.evenkeel.comparison.driver.worker.Participant;
import dev.evenkeel.comparison.driver.worker.Participant.Launch;
import dev.evenkeel.comparison.driver.worker.WorkerProcess;
import dev.evenkeel.comparison.driver.worker.WorkerProcess.FailedException;
import dev.evenkeel.json.JsonArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Measures a group: prepares every contender, checks that all agree, warms them up, then gives each a short turn in every
 * round, one at a time.
 */
final class Timing {
    /** How much slower than another with the same layout a setting may be to be measured further. */
    private static final double HOPELESS = 2;

    private final Crew crew;
    private final int threads;
    private final Options options;
    private final Results results;
    private final Map<String, Evidence> references;

    Timing(Crew crew, int threads, Options options, Results results, Map<String, Evidence> references) {
        this.crew = crew;
        this.threads = threads;
        this.options = options;
        this.results = results;
        this.references = references;
    }

    void measure(Group group, Predicate<Participant> takesPart) {
        List<Entry> entries = new ArrayList<>();
        for (Participant participant : group.participants()) {
            if (crew.has(participant) && takesPart.test(participant)) {
                for (Launch launch : participant.launches(threads)) {
                    group.tasks().forEach(task -> entries.addAll(prepare(participant, launch, task)));
                }
            }
        }
        entries.removeIf(entry -> !agrees(entry));
        entries.removeIf(entry -> !warms(entry));
        removeHopeless(entries);
        rounds(entries);
        close(group);
    }

    private List<Entry> prepare(Participant participant, Launch launch, Task task) {
        try {
            WorkerProcess process = crew.process(participant, launch);
            JsonArray settings = process.ask("prepare", task).array("settings");
            List<Entry> entries = new ArrayList<>();
            for (int index = 0; index < settings.size(); index++) {
                String setting = settings.at(index).asString();
                String full = launch.label().isEmpty() ? setting : setting + ", " + launch.label();
                entries.add(
                        new Entry(process, launch, task, index, new Cell(task.toString(), threads, participant, full)));
            }
            return entries;
        } catch (FailedException problem) {
            unavailable(participant, launch, task, problem);
            return List.of();
        }
    }

    private boolean agrees(Entry entry) {
        Cell cell = entry.cell();
        try {
            Evidence evidence = entry.evidence();
            Evidence reference = references.computeIfAbsent(
                    cell.row(), row -> Reference.of(entry.task()).orElse(evidence));
            double difference = evidence.difference(reference);
            results.agreed(cell, difference);
            if (difference <= Evidence.TOLERANCE) {
                return true;
            }
            results.note(String.format(
                    Locale.ROOT,
                    "%s (%s): %s computes something else (relative difference %.2g), so it was not timed",
                    cell.row(),
                    cell.setting(),
                    cell.participant().title(),
                    difference));
            return false;
        } catch (FailedException problem) {
            unavailable(cell.participant(), entry.launch(), entry.task(), problem);
            return false;
        }
    }

    private boolean warms(Entry entry) {
        try {
            entry.warm(options.pace());
            settle(entry);
            return true;
        } catch (FailedException problem) {
            unavailable(entry.cell().participant(), entry.launch(), entry.task(), problem);
            return false;
        }
    }

    /** Leaves out settings that another with the same layout beats by far, all of the group's rows together. */
    private static void removeHopeless(List<Entry> entries) {
        Map<Cell, Double> best = new HashMap<>();
        entries.forEach(entry -> best.merge(layout(entry, entry.cell().row()), entry.warmNanos(), Math::min));
        Map<Cell, List<Double>> factors = new HashMap<>();
        for (Entry entry : entries) {
            double least = best.getOrDefault(layout(entry, entry.cell().row()), entry.warmNanos());
            factors.computeIfAbsent(setting(entry), key -> new ArrayList<>()).add(entry.warmNanos() / least);
        }
        entries.removeIf(entry -> factors.getOrDefault(setting(entry), List.of()).stream()
                        .mapToDouble(factor -> factor)
                        .average()
                        .orElse(1)
                > HOPELESS);
    }

    private static Cell layout(Entry entry, String row) {
        Cell cell = entry.cell();
        return new Cell(row, cell.threads(), cell.participant(), cell.setting().split(",")[0]);
    }

    private static Cell setting(Entry entry) {
        Cell cell = entry.cell();
        return new Cell("", cell.threads(), cell.participant(), cell.setting());
    }

    /** Each round begins with another contender, so that none always follows the same. */
    private void rounds(List<Entry> entries) {
        Map<Entry, double[]> measured = new LinkedHashMap<>();
        for (Entry entry : entries) {
            double[] rounds = new double[options.rounds()];
            Arrays.fill(rounds, Double.NaN);
            measured.put(entry, rounds);
        }
        for (int round = 0; round < options.rounds(); round++) {
            for (int turn = 0; turn < entries.size(); turn++) {
                Entry entry = entries.get((turn + round) % entries.size());
                if (!entry.isSlow() || round % 3 == 0) {
                    measure(entry, round, measured);
                }
            }
        }
        measured.forEach((entry, rounds) -> {
            if (!Double.isNaN(Statistics.median(rounds))) {
                results.add(entry.cell(), rounds);
            }
        });
    }

    private void measure(Entry entry, int round, Map<Entry, double[]> measured) {
        double[] rounds = Optional.ofNullable(measured.get(entry)).orElseGet(() -> new double[options.rounds()]);
        try {
            rounds[round] = entry.measure();
            settle(entry);
        } catch (FailedException problem) {
            unavailable(entry.cell().participant(), entry.launch(), entry.task(), problem);
        }
    }

    private void settle(Entry entry) {
        try {
            entry.settle();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void close(Group group) {
        crew.endOwn();
        for (Participant participant : group.peers()) {
            for (Launch launch : participant.launches(threads)) {
                for (Task task : group.tasks()) {
                    try {
                        crew.process(participant, launch).ask("close", task);
                    } catch (FailedException dead) {
                        crew.end(participant, launch);
                    }
                }
            }
        }
    }

    private void unavailable(Participant participant, Launch launch, Task task, FailedException problem) {
        String message = String.valueOf(problem.getMessage());
        if (message.contains("the process")) {
            crew.end(participant, launch);
        }
        results.unavailable(participant, task.toString(), problem);
    }
}
