package dev.evenkeel.comparison.driver;

import dev.evenkeel.comparison.Evidence;
import dev.evenkeel.comparison.driver.ScalingChart.Series;
import dev.evenkeel.comparison.driver.worker.Crew;
import dev.evenkeel.comparison.driver.worker.Installation;
import dev.evenkeel.comparison.driver.worker.Jdk;
import dev.evenkeel.comparison.driver.worker.Participant;
import dev.evenkeel.comparison.driver.worker.Processor;
import dev.evenkeel.comparison.driver.worker.WorkerProcess;
import dev.evenkeel.comparison.driver.worker.WorkerProcess.FailedException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Measures Evenkeel and its peers in turn, and reports: the command {@code comparison/run}. */
public final class Comparison {
    /** Weights of what is not a group, in the time of one contender in one row. */
    private static final double FOOTPRINT_WEIGHT = 12;

    private static final double SCALING_WEIGHT = 14;

    private final Installation installation;
    private final Options options;
    private final PrintStream out;
    private final Results results = new Results();
    private final Map<String, Evidence> references = new HashMap<>();
    private final Map<String, String> versions = new LinkedHashMap<>();
    private final List<Series> scaling = new ArrayList<>();
    private final List<Group> groups;
    private final List<String> footprints;

    private Comparison(Installation installation, Options options, PrintStream out) {
        this.installation = installation;
        this.options = options;
        this.out = out;
        groups = Catalogue.groups().stream()
                .map(group -> group.only(options))
                .filter(group -> !group.tasks().isEmpty() && !group.threads().isEmpty())
                .toList();
        footprints = Stream.of(Stream.of(Catalogue.SHIP), Catalogue.STARTS.stream(), Catalogue.MEMORIES.stream())
                .flatMap(rows -> rows)
                .filter(options::wants)
                .toList();
    }

    /** The first argument is the folder of the module; the others are {@link Options#USAGE}. */
    public static void main(String[] arguments) throws IOException {
        List<String> words = List.of(arguments).subList(1, arguments.length);
        if (words.contains("--help") || words.contains("-h")) {
            System.out.print(Options.USAGE);
            return;
        }
        try {
            Options options = Options.parse(words.toArray(String[]::new));
            new Comparison(new Installation(Path.of(arguments[0]), options.against()), options, System.out).run();
        } catch (IllegalArgumentException wrong) {
            System.err.println("comparison: " + wrong.getMessage());
            System.err.print(Options.USAGE);
            System.exit(2);
        }
    }

    private void run() throws IOException {
        boolean scales = options.wants(Catalogue.SCALING);
        if (groups.isEmpty() && footprints.isEmpty() && !scales) {
            throw new IllegalArgumentException("No row's name holds '" + options.rows() + "'");
        }
        for (Participant participant : Participant.values()) {
            Files.deleteIfExists(installation.log(participant));
        }
        Progress progress = new Progress(out, parts(scales), weight(scales));
        if (!Jdk.find(Participant.EVENKEEL_17.javaVersion()).isPresent()) {
            results.note("There is no JDK 17 (JAVA_HOME_17 or the usual places), so it was left out");
        }
        Path file = installation.work().resolve("interrupted.jsonl");
        String what = options.words() + " " + installation.build();
        Journal journal = options.resumes() ? Journal.resume(file, what, results) : Journal.begin(file, what, results);
        for (int fork = 0; fork < options.forks(); fork++) {
            for (int threads : options.threads()) {
                groups(fork, threads, progress, journal);
            }
        }
        footprint(progress, journal);
        if (scales) {
            scaling(progress);
        }
        report(progress);
        Files.delete(file);
    }

    private void groups(int fork, int threads, Progress progress, Journal journal) {
        try (Crew crew = new Crew(installation, threads)) {
            describe(crew, threads);
            Timing timing = new Timing(crew, threads, options, results, references);
            for (Group group : groups) {
                if (group.threads().contains(threads)) {
                    String tasks = group.tasks().stream().map(Object::toString).collect(Collectors.joining(", "));
                    String part =
                            "fork " + (fork + 1) + ", " + threads + (threads == 1 ? " thread: " : " threads: ") + tasks;
                    progress.begin(part);
                    journal.part(
                            part,
                            () -> timing.measure(group, participant -> options.includes(participant, fork, threads)));
                    progress.end(group.weight(threads));
                }
            }
        }
    }

    private void describe(Crew crew, int threads) {
        if (versions.isEmpty()) {
            List<Participant> wanted = groups.stream()
                    .flatMap(group -> group.participants().stream())
                    .distinct()
                    .filter(participant -> crew.has(participant) && options.includes(participant, 0, threads))
                    .toList();
            for (Participant participant : wanted) {
                try {
                    WorkerProcess process = crew.process(
                            participant, participant.launches(threads).get(0));
                    versions.put(participant.title(), process.ask("describe").string("name"));
                } catch (FailedException problem) {
                    results.note(participant.title() + " does not start (" + problem.getMessage() + ")");
                }
            }
            versions.values().forEach(out::println);
        }
    }

    private void footprint(Progress progress, Journal journal) {
        try (Crew crew = new Crew(installation, 1)) {
            Footprint footprint = new Footprint(installation, crew, options, results);
            for (String row : footprints) {
                progress.begin(row);
                journal.part(row, () -> {
                    if (row.equals(Catalogue.SHIP)) {
                        footprint.ship();
                    } else if (Catalogue.STARTS.contains(row)) {
                        footprint.start(row);
                    } else {
                        footprint.memory(row);
                    }
                });
                progress.end(FOOTPRINT_WEIGHT);
            }
        }
    }

    private void scaling(Progress progress) {
        for (int threads : options.threads()) {
            progress.begin(Catalogue.SCALING + ", " + threads + (threads == 1 ? " thread" : " threads"));
            try (Crew crew = new Crew(installation, threads)) {
                scaling.addAll(new Scaling(crew, threads, options, results).measure());
            }
            progress.end(SCALING_WEIGHT);
        }
    }

    private int parts(boolean scales) {
        int perFork = groups.stream().mapToInt(group -> group.threads().size()).sum();
        return options.forks() * perFork
                + footprints.size()
                + (scales ? options.threads().size() : 0);
    }

    private double weight(boolean scales) {
        double perFork = groups.stream()
                .mapToDouble(group ->
                        group.threads().stream().mapToDouble(group::weight).sum())
                .sum();
        return options.forks() * perFork
                + FOOTPRINT_WEIGHT * footprints.size()
                + (scales ? SCALING_WEIGHT * options.threads().size() : 0);
    }

    private void report(Progress progress) throws IOException {
        List<Verdict> verdicts = Verdict.of(results, options.threads());
        Report report = new Report(results, verdicts, scaling);
        String took = "Took " + Progress.minutes(progress.seconds()) + ", " + options.forks() + " fork(s) of "
                + options.rounds() + " rounds.";
        out.println();
        out.print(report.rows().toText());
        out.println();
        out.print(report.targets().toText());
        out.println();
        report.lines().forEach(out::println);
        results.notes().forEach(note -> out.println("note: " + note));
        out.println(report.summary() + ". " + took);
        Path folder = installation.comparison();
        Files.writeString(
                folder.resolve("results.json"),
                JsonReport.of(options, versions, results, verdicts, scaling).pretty() + "\n");
        Files.writeString(folder.resolve("results.md"), markdown(report));
        if (!scaling.isEmpty()) {
            Files.writeString(folder.resolve("scaling.svg"), ScalingChart.of(scaling));
        }
    }

    private String markdown(Report report) {
        StringBuilder text =
                new StringBuilder("Medians; in brackets how many times as long as Evenkeel: above 1 Evenkeel is"
                        + " faster. Each peer in its best setting.\n\n");
        text.append(report.rows().toMarkdown())
                .append('\n')
                .append(report.targets().toMarkdown())
                .append('\n');
        Stream.concat(report.lines().stream(), results.notes().stream())
                .forEach(line -> text.append("- ").append(line).append('\n'));
        if (!scaling.isEmpty()) {
            text.append("\n![Step time over batch and channels](scaling.svg)\n");
        }
        return text.append('\n')
                .append(report.summary())
                .append(". ")
                .append(String.join("; ", versions.values()))
                .append("; ")
                .append(Processor.name())
                .append(".\n")
                .toString();
    }
}
