package dev.evenkeel.comparison.driver;

import dev.evenkeel.comparison.Evidence;
import dev.evenkeel.comparison.Task;
import dev.evenkeel.comparison.Worker;
import dev.evenkeel.comparison.driver.worker.Crew;
import dev.evenkeel.comparison.driver.worker.Installation;
import dev.evenkeel.comparison.driver.worker.Participant;
import dev.evenkeel.comparison.driver.worker.Participant.Launch;
import dev.evenkeel.comparison.driver.worker.WorkerProcess;
import dev.evenkeel.comparison.driver.worker.WorkerProcess.FailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a library costs beside time in its computations: what is shipped, how it starts, how much memory it takes. */
final class Footprint {
    private static final List<Participant> STARTING = List.of(
            Participant.EVENKEEL,
            Participant.EVENKEEL_17,
            Participant.EVENKEEL_OTHER,
            Participant.LIBTORCH,
            Participant.ONNX_RUNTIME,
            Participant.DL4J);
    /** A collector takes what it is given before it works, so everybody's heap has the same limit. */
    private static final List<String> HEAP = List.of("-Xmx512m", "-Xms64m", "-Dorg.bytedeco.javacpp.maxbytes=4g");

    private static final List<Participant> TRAINING = List.of(
            Participant.EVENKEEL,
            Participant.EVENKEEL_17,
            Participant.EVENKEEL_OTHER,
            Participant.LIBTORCH,
            Participant.DL4J);

    private final Installation installation;
    private final Crew crew;
    private final Options options;
    private final Results results;

    Footprint(Installation installation, Crew crew, Options options, Results results) {
        this.installation = installation;
        this.crew = crew;
        this.options = options;
        this.results = results;
    }

    /** Bytes of the libraries, natives for one system included. */
    void ship() {
        for (Participant participant : Participant.values()) {
            if (participant == Participant.EVENKEEL || !participant.isOwn()) {
                results.add(
                        new Cell(Catalogue.SHIP, 1, participant, "libraries"),
                        new double[] {installation.shippedBytes(participant)});
            }
        }
    }

    /** Nanoseconds from a process's start to its first prediction, in turn. */
    void start(String row) {
        String architecture = row.substring(row.indexOf(' ') + 1);
        Map<Participant, double[]> nanos = new LinkedHashMap<>();
        Map<Participant, Path> files = new HashMap<>();
        for (Participant participant : STARTING) {
            if (takesPart(participant) && saves(participant, row, architecture, files)) {
                nanos.put(participant, new double[options.pace().starts()]);
            }
        }
        List<Evidence> reference = new ArrayList<>();
        for (int round = 0; round < options.pace().starts(); round++) {
            for (Map.Entry<Participant, double[]> entry : nanos.entrySet()) {
                Participant participant = entry.getKey();
                Path file = files.getOrDefault(participant, installation.work());
                entry.getValue()[round] = once(participant, row, architecture, file, reference);
            }
        }
        nanos.forEach((participant, values) -> {
            if (Arrays.stream(values).noneMatch(Double::isNaN)) {
                results.add(new Cell(row, 1, participant, "fresh process"), values);
            }
        });
    }

    private boolean takesPart(Participant participant) {
        return crew.has(participant) && options.includes(participant, 0, 1);
    }

    private boolean saves(Participant participant, String row, String architecture, Map<Participant, Path> files) {
        Path file = installation.work().resolve(participant.name().toLowerCase(Locale.ROOT) + "-" + architecture);
        try (WorkerProcess process = crew.start(participant, launch(participant), List.of(), List.of("1"))) {
            Files.deleteIfExists(file);
            process.ask("save", architecture, file);
            files.put(participant, file);
            return true;
        } catch (FailedException | IOException problem) {
            results.unavailable(participant, row, problem);
            return false;
        }
    }

    private double once(Participant participant, String row, String architecture, Path file, List<Evidence> reference) {
        long start = System.nanoTime();
        List<String> arguments = List.of(Worker.PREDICT, architecture, file.toString());
        try (WorkerProcess process = crew.start(participant, launch(participant), List.of(), arguments)) {
            Evidence evidence = Evidence.of(process.answer());
            long nanos = System.nanoTime() - start;
            reference.add(evidence);
            double difference = evidence.difference(reference.get(0));
            results.agreed(new Cell(row, 1, participant, "fresh process"), difference);
            if (difference > Evidence.TOLERANCE) {
                throw new FailedException("it predicts something else, relative difference " + difference);
            }
            return nanos;
        } catch (FailedException problem) {
            results.unavailable(participant, row, problem);
            return Double.NaN;
        }
    }

    /** The most memory that a process held in which a network was trained for a while. */
    void memory(String row) {
        String architecture = row.substring(row.indexOf(' ') + 1);
        Task task = Task.parse("step " + architecture + " batch 128 channels 64");
        for (Participant participant : TRAINING) {
            if (takesPart(participant)) {
                try (WorkerProcess process = crew.start(participant, launch(participant), HEAP, List.of("1"))) {
                    process.ask("prepare", task);
                    process.ask("warm", task, 0, 1, 3);
                    double bytes = process.ask("memory").number("peakBytes");
                    results.add(new Cell(row, 1, participant, "heap of 512 MB"), new double[] {bytes});
                } catch (FailedException problem) {
                    results.unavailable(participant, row, problem);
                }
            }
        }
    }

    private static Launch launch(Participant participant) {
        return participant.launches(1).get(0).withoutMemoryTuning();
    }
}
