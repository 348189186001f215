package dev.evenkeel.cli.command;

import dev.evenkeel.Version;
import dev.evenkeel.cli.display.Answer;
import dev.evenkeel.cli.display.CommandWords;
import dev.evenkeel.cli.display.Console;
import dev.evenkeel.cli.display.JsonAnswer;
import dev.evenkeel.cli.option.DataFolder;
import dev.evenkeel.cli.option.Limits;
import dev.evenkeel.data.DataSource;
import dev.evenkeel.data.LoadedData;
import dev.evenkeel.data.split.DataSplit;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.lab.Experiments;
import dev.evenkeel.lab.experiment.Claim;
import dev.evenkeel.lab.experiment.Experiment;
import dev.evenkeel.lab.experiment.Findings;
import dev.evenkeel.lab.experiment.Judgement;
import dev.evenkeel.lab.experiment.LabReport;
import dev.evenkeel.lab.experiment.Laboratory;
import dev.evenkeel.lab.report.HtmlReport;
import dev.evenkeel.lab.report.Report;
import dev.evenkeel.safetensors.AtomicFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code evenkeel lab}. */
@Command(
        name = "lab",
        sortOptions = false,
        header = "Runs experiments on what normalization does, each with claims that are stated before.",
        synopsisHeading = "%nUsage: ",
        parameterListHeading = "%n",
        optionListHeading = "%n",
        footer = {
            "",
            "Each claim stands beside what came out: it agrees, differs, or is undecided where the interval holds both.",
            "The exit code is 1 if a check fails; an experiment that differs from its claims is a result, not a failure.",
            "",
            "Examples:",
            "  evenkeel lab                                 lists the experiments",
            "  evenkeel lab checks                          exact consequences of the formulas, each with its bound",
            "  evenkeel lab meanfield depth --quick",
            "  evenkeel lab sequences --data JapaneseVowels",
            "  evenkeel lab all --data mnist --out lab-mnist"
        })
public final class LabCommand extends Action {
    private static final String ALL = "all";
    private static final String DIGITS = "digits";
    private static final String PAGE = "report.html";

    private static final String RESULTS = "results.json";

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Experiments, or all; none: lists them.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--quick", description = "A first impression: smaller and fewer runs.")
    private boolean quick;

    @Option(
            names = "--data",
            paramLabel = "DATA",
            description =
                    "What to measure on, as for train: in classes, for sequences time series, for leak a text. Default:"
                            + " digits; sequences and leak make their own.")
    private Optional<String> data = Optional.empty();

    @Mixin
    private final DataFolder folder = new DataFolder();

    @Option(names = "--seed", paramLabel = "N", description = "The root of all random numbers. Default: 1.")
    private long seed = 1;

    @Option(names = "--threads", paramLabel = "N", description = "Threads to compute with. Default: all processors.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--out", paramLabel = "FOLDER", description = "Also writes all figures to FOLDER/results.json.")
    private Optional<Path> out = Optional.empty();

    LabCommand(Console console) {
        super(console);
    }

    @Override
    public Answer answer() {
        Limits.atLeastOne("--threads", threads);
        if (names.isEmpty()) {
            return list();
        }
        List<Experiment> chosen = isAll()
                ? Experiments.all()
                : names.stream().distinct().map(Experiments::named).toList();
        out.ifPresent(path -> AtomicFile.prepare(path.resolve(RESULTS)));
        List<Laboratory> laboratories = laboratories(chosen);
        StringBuilder text = new StringBuilder();
        List<JsonObject> results = new ArrayList<>();
        List<LabReport.Entry> entries = new ArrayList<>();
        int failed = 0;
        for (int index = 0; index < chosen.size(); index++) {
            Experiment experiment = chosen.get(index);
            Laboratory laboratory = laboratories.get(index);
            announce(experiment);
            long start = System.nanoTime();
            Findings findings = experiment.run(laboratory);
            double seconds = (System.nanoTime() - start) / 1e9;
            text.append(LabText.of(experiment, findings, seconds, console().tableColumns()))
                    .append('\n');
            results.add(LabJson.of(experiment, findings, seconds).with("data", laboratory.name()));
            entries.add(new LabReport.Entry(experiment, findings, seconds));
            failed += failures(experiment, findings);
        }
        JsonObject json = JsonObject.of()
                .with("command", "lab")
                .with("data", names(laboratories))
                .with("quick", quick)
                .with("seed", seed)
                .with("threads", threads)
                .with("failedChecks", failed)
                .with("experiments", JsonAnswer.array(results));
        out.ifPresent(path -> {
            Path file = path.resolve(RESULTS);
            AtomicFile.write(file, target -> target.write((json + "\n").getBytes(StandardCharsets.UTF_8)));
            Path page = path.resolve(PAGE);
            HtmlReport.write(LabReport.of(entries, provenance(names(laboratories))), page);
            text.append("Results: ")
                    .append(file)
                    .append("\nReport: ")
                    .append(page)
                    .append('\n');
        });
        if (failed > 0) {
            console()
                    .note(
                            "evenkeel: " + failed + (failed == 1 ? " check" : " checks")
                                    + " failed: a formula is not computed as it should be here. Report it, with the lines above");
        }
        return new Answer(text.toString(), json, failed > 0 ? Answer.FAILED : 0);
    }

    /** Claims of measurements that differ are results; exact ones that do are failures. */
    public static int failures(Experiment experiment, Findings findings) {
        return experiment.isExact()
                ? (int) findings.judgements().stream()
                        .filter(judgement -> judgement.verdict() == Judgement.Verdict.DIFFERS)
                        .count()
                : 0;
    }

    private List<Report.Fact> provenance(String dataNames) {
        List<String> words = new ArrayList<>(List.of("./evenkeel", "lab"));
        words.addAll(names);
        data.ifPresent(word -> words.addAll(List.of("--data", word)));
        words.addAll(List.of("--seed", Long.toString(seed)));
        if (quick) {
            words.add("--quick");
        }
        return List.of(
                new Report.Fact("command", CommandWords.shell(words)),
                new Report.Fact("data", dataNames),
                new Report.Fact("version", "Evenkeel " + Version.CURRENT));
    }

    private static Answer list() {
        StringBuilder text = new StringBuilder();
        List<JsonObject> entries = new ArrayList<>();
        for (Experiment experiment : Experiments.all()) {
            text.append(String.format(Locale.ROOT, "%-11s %s%n", experiment.name(), experiment.question()));
            entries.add(JsonObject.of()
                    .with("name", experiment.name())
                    .with("question", experiment.question())
                    .with("claims", LabJson.claims(experiment.claims())));
        }
        text.append("\nRun some with 'evenkeel lab NAME...', or all with 'evenkeel lab all'\n");
        JsonArray experiments = JsonAnswer.array(entries);
        return new Answer(
                text.toString(), JsonObject.of().with("command", "lab").with("experiments", experiments));
    }

    private static String names(List<Laboratory> laboratories) {
        return laboratories.stream().map(Laboratory::name).distinct().collect(Collectors.joining(", "));
    }

    /** One for each experiment; all that measure on the same data share them. */
    private List<Laboratory> laboratories(List<Experiment> chosen) {
        DataSource source = folder.source(data.orElse(DIGITS), console()).seed(seed);
        Map<DataSource, LoadedData> opened = new HashMap<>();
        List<Laboratory> laboratories = new ArrayList<>();
        for (Experiment experiment : chosen) {
            Laboratory laboratory = ownData(experiment, source)
                    .map(own -> laboratory("made for " + experiment.name(), own.training(), own.test()))
                    .orElseGet(() -> {
                        LoadedData loaded = opened.computeIfAbsent(experiment.reading(source), this::open);
                        return laboratory(
                                loaded.name(), loaded.training(), loaded.test().orElse(loaded.training()));
                    });
            experiment.requireFitting(laboratory.name(), laboratory.training());
            laboratories.add(laboratory);
        }
        return laboratories;
    }

    private Laboratory laboratory(String name, Dataset training, Dataset test) {
        return new Laboratory(name, training, test, size(), seed, threads, console()::note);
    }

    /** The data that an experiment makes: where none are given, or, of all experiments, none that it measures on. */
    private Optional<DataSplit> ownData(Experiment experiment, DataSource source) {
        boolean given = data.isPresent() && (!isAll() || experiment.takes(source.kind()));
        return given ? Optional.empty() : experiment.ownData(size(), seed);
    }

    private LoadedData open(DataSource source) {
        LoadedData loaded = source.open();
        loaded.notes().forEach(console()::note);
        return loaded;
    }

    private Laboratory.Size size() {
        return quick ? Laboratory.Size.QUICK : Laboratory.Size.FULL;
    }

    private boolean isAll() {
        return names.equals(List.of(ALL));
    }

    private void announce(Experiment experiment) {
        console().note(experiment.name() + ": " + experiment.question());
        for (Claim claim : experiment.claims()) {
            console().note("  claim " + claim.id() + ": " + claim.text() + " [" + claim.source() + "]");
        }
    }
}
