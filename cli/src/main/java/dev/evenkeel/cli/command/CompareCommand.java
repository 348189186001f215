package dev.evenkeel.cli.command;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.Version;
import dev.evenkeel.cli.display.Answer;
import dev.evenkeel.cli.display.CommandWords;
import dev.evenkeel.cli.display.ComparisonDisplay;
import dev.evenkeel.cli.display.Console;
import dev.evenkeel.cli.display.Prose;
import dev.evenkeel.cli.display.TextTable;
import dev.evenkeel.cli.display.UsageException;
import dev.evenkeel.cli.model.ConfigurationRecipe;
import dev.evenkeel.cli.model.NetworkOptions;
import dev.evenkeel.cli.model.Recipe;
import dev.evenkeel.cli.model.RecipeOptions;
import dev.evenkeel.cli.option.ClassWeightOption;
import dev.evenkeel.cli.option.DataOptions;
import dev.evenkeel.cli.option.Limits;
import dev.evenkeel.cli.option.LiveOption;
import dev.evenkeel.cli.run.RunFolder;
import dev.evenkeel.cli.run.RunLock;
import dev.evenkeel.cli.run.RunState;
import dev.evenkeel.cli.training.InterruptedRun;
import dev.evenkeel.cli.training.Interruption;
import dev.evenkeel.cli.training.LiveComparison;
import dev.evenkeel.cli.training.LiveReport;
import dev.evenkeel.data.LoadedData;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.lab.comparison.Comparison;
import dev.evenkeel.lab.comparison.ComparisonReport;
import dev.evenkeel.lab.comparison.ComparisonResult;
import dev.evenkeel.lab.comparison.Configuration;
import dev.evenkeel.lab.comparison.Effort;
import dev.evenkeel.lab.comparison.statistics.Verdict;
import dev.evenkeel.lab.comparison.subject.Subject;
import dev.evenkeel.lab.comparison.subject.Variation;
import dev.evenkeel.lab.report.HtmlReport;
import dev.evenkeel.lab.report.Report;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.safetensors.AtomicFile;
import dev.evenkeel.train.CancelledException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code evenkeel compare}. */
@Command(
        name = "compare",
        sortOptions = false,
        header = "Trains a network in several ways, with the same seeds, and says which differ.",
        synopsisHeading = "%nUsage: ",
        optionListHeading = "%n",
        footer = {
            "",
            "Examples:",
            "  evenkeel compare --vary norm=none,batch,layer",
            "  evenkeel compare --data houses.csv --vary norm=batch,none --vary rate=0.001,0.01,0.1",
            "  evenkeel compare --data fashion-mnist --vary placement=before,after --epochs 3",
            "  evenkeel compare --data cifar10 --network cnn --vary norm=batch,group --vary batch=4,128 --steps 2000"
        })
final class CompareCommand extends Action {
    /** Of what is held out for the test, the same for all trainings. */
    private static final long SPLIT_SEED = 1;

    private final Interruption interruption;
    private final List<String> arguments;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--vary",
            required = true,
            paramLabel = "FACTOR=VALUES",
            description = {
                "What is varied, as often as needed; all combinations are trained, and compared with that of the first "
                        + "values. norm=none,batch,layer,group,instance,rms; batch=4,16,128; rate=0.001,0.01; of the mlp "
                        + "also placement=before,after (the activation), dropout=none,before,after,last (before each "
                        + "normalization, after each block, once at the end), depth=1,2,4, width=32,128 and "
                        + "inputs=standardized,clipped."
            })
    private List<String> vary = new ArrayList<>();

    @Option(names = "--seeds", paramLabel = "N", description = "Trainings of each arm, with the seeds 1 to N; 10.")
    private int seeds = 10;

    @Mixin
    private final DataOptions data = new DataOptions();

    @Mixin
    private final NetworkOptions network = new NetworkOptions();

    @Mixin
    private final RecipeOptions recipe = new RecipeOptions();

    @Mixin
    private final ClassWeightOption classWeights = new ClassWeightOption();

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Steps of every training, in whole epochs, instead of --epochs: so that batches of all sizes "
                    + "get the same number of steps.")
    private Optional<Integer> steps = Optional.empty();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Trainings side by side, each on one thread; all processors by default.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Mixin
    private final LiveOption live = new LiveOption();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "Where results go; compare-NAME by default. What a comparison that was stopped left there is not "
                            + "trained again.")
    private Optional<Path> out = Optional.empty();

    CompareCommand(Console console, Interruption interruption, List<String> arguments) {
        super(console);
        this.interruption = interruption;
        this.arguments = List.copyOf(arguments);
    }

    @Override
    public Answer answer() {
        List<Variation> variations = check();
        LoadedData loaded = data.open(SPLIT_SEED, console());
        loaded.notes().forEach(console()::note);
        Comparison comparison = comparison(loaded, variations);
        Path results = out.orElseGet(() -> Path.of("compare-" + RunFolder.stem(loaded.name())));
        console()
                .note(String.format(
                        Locale.ROOT,
                        "Comparing %d arms on %s with %d %s: %d trainings, %d side by side, into %s",
                        comparison.configurations().size(),
                        loaded.name(),
                        seeds,
                        seeds == 1 ? "seed" : "seeds",
                        comparison.configurations().size() * seeds,
                        threads,
                        results));
        int others = comparison.configurations().size() - 1;
        if (others > 0 && seeds < Verdict.fewestSeeds(others)) {
            console()
                    .note(String.format(
                            Locale.ROOT,
                            "warning: %d %s cannot show that arms differ, whatever they give: %d beside the reference need"
                                    + " --seeds %d or more",
                            seeds,
                            seeds == 1 ? "seed" : "seeds",
                            others,
                            Verdict.fewestSeeds(others)));
        }
        LiveComparison page = new LiveComparison(
                new LiveReport(live, console()), comparison, results, title(loaded), provenance(loaded, results));
        if (RunState.isTraining(results)) {
            throw new EvenkeelException(results + " holds a training. Give another folder with --out");
        }
        return locked(results).during(() -> page.during(() -> compare(loaded, comparison, results, page)));
    }

    private static RunLock locked(Path results) {
        AtomicFile.prepare(results.resolve("comparison.json"));
        return RunLock.of(results);
    }

    private Answer compare(LoadedData loaded, Comparison comparison, Path results, LiveComparison live) {
        ComparisonResult ran = interruption.during(() -> run(comparison, results, live));
        Path page = results.resolve("report.html");
        ComparisonResult result = written(ran, page, loaded, results, live);
        JsonObject json = answer(loaded, results, result);
        Path file = results.resolve("comparison.json");
        AtomicFile.write(file, content -> content.write((json + "\n").getBytes(StandardCharsets.UTF_8)));
        return new Answer(text(result, file) + "Report: " + page + "\n", json);
    }

    private static String title(LoadedData loaded) {
        return "Comparison on " + loaded.name();
    }

    /** Writes the page, which belongs to the effort too. */
    private ComparisonResult written(
            ComparisonResult ran, Path page, LoadedData loaded, Path results, LiveComparison live) {
        long begin = System.nanoTime();
        double processor = Effort.processor();
        List<Report.Fact> facts = new ArrayList<>(provenance(loaded, results));
        ran.effort()
                .filter(effort -> effort.trainings() > 0)
                .ifPresent(effort -> facts.add(new Report.Fact("effort", effort.words())));
        Report report = ComparisonReport.of(ran, title(loaded), facts);
        HtmlReport.write(report, page);
        live.finished(report);
        return ran.effort()
                .map(effort -> ran.with(effort.and((System.nanoTime() - begin) / 1e9, Effort.processor() - processor)))
                .orElse(ran);
    }

    private ComparisonResult run(Comparison comparison, Path results, LiveComparison live) {
        try (ComparisonDisplay display = new ComparisonDisplay(console())) {
            return comparison.run(
                    results,
                    threads,
                    progress -> {
                        display.show(progress);
                        live.show(progress);
                    },
                    interruption::isAsked);
        } catch (CancelledException stopped) {
            throw new InterruptedRun(String.valueOf(stopped.getMessage()), results, again());
        }
    }

    /** The command that does the same, and only what is missing of it. */
    private String again() {
        List<String> words = new ArrayList<>(List.of("./evenkeel", "compare"));
        words.addAll(arguments);
        return CommandWords.shell(words);
    }

    private Comparison comparison(LoadedData loaded, List<Variation> variations) {
        Dataset training = loaded.training();
        Dataset test = loaded.test()
                .orElseThrow(() -> new UsageException(
                        "A comparison measures on examples that are not learnt from: give a --test-share above 0"));
        Recipe chosen = recipe.apply(Recipe.usual(loaded, network, training.size()), UnaryOperator.identity());
        boolean classifies = training.target() instanceof Target.Classes;
        Subject subject = network.subject(loaded, chosen);
        try {
            List<Configuration> configurations =
                    Configuration.of(variations, subject, chosen.batch(), chosen.learningRate());
            return new Comparison(
                    training,
                    test,
                    configurations,
                    seeds,
                    new ConfigurationRecipe(chosen, training.size(), classifies, steps, classWeights.of(loaded)));
        } catch (EvenkeelException wrong) {
            throw new UsageException("--vary: " + wrong.getMessage());
        }
    }

    private List<Variation> check() {
        data.check();
        Limits.atLeastOne("--threads", threads);
        Limits.atLeastOne("--seeds", seeds);
        live.check();
        steps.ifPresent(value -> Limits.atLeastOne("--steps", value));
        network.check();
        if (network.readsText(data.word())) {
            throw new UsageException(
                    "compare measures accuracies and errors, which are no measure of a text to continue:"
                            + " train each network on " + data.word() + " and compare their testLogLoss");
        }
        if (steps.isPresent() && isSaid("--epochs")) {
            throw new UsageException("--steps and --epochs both say how long to train: give one of them");
        }
        List<Variation> variations = new ArrayList<>();
        for (String text : vary) {
            Variation variation = variation(text);
            String option = "--" + variation.factor().word();
            boolean twice = variations.stream().anyMatch(other -> other.factor() == variation.factor());
            if (twice || (variation.factor() != Variation.Factor.DROPOUT && isSaid(option))) {
                throw new UsageException((twice ? "--vary " + variation.factor().word() : option) + " and --vary "
                        + text + " say the same thing twice: leave one of them out");
            }
            variations.add(variation);
        }
        return variations;
    }

    private static Variation variation(String text) {
        try {
            return Variation.parse(text);
        } catch (EvenkeelException wrong) {
            throw new UsageException("--vary: " + wrong.getMessage());
        }
    }

    private boolean isSaid(String option) {
        return spec.commandLine().getParseResult().hasMatchedOption(option);
    }

    private List<Report.Fact> provenance(LoadedData loaded, Path results) {
        return List.of(
                new Report.Fact("command", again()),
                new Report.Fact("data", loaded.name()),
                new Report.Fact("trainings", results.toString()),
                new Report.Fact("version", "Evenkeel " + Version.CURRENT));
    }

    private JsonObject answer(LoadedData loaded, Path results, ComparisonResult result) {
        JsonObject json = JsonObject.of().with("command", "compare").with("data", loaded.name());
        if (loaded.encoding().isPresent()) {
            json = json.with("task", Settings.wordOf(loaded.encoding().get().task()));
        }
        json = json.with("out", results.toString())
                .with("trainingExamples", loaded.training().size())
                .with("testExamples", result.comparison().test().size())
                .with("threads", threads)
                .with("seconds", result.effort().map(Effort::seconds).orElse(0.0));
        for (var member : ComparisonReport.json(result).members().entrySet()) {
            json = json.with(member.getKey(), member.getValue());
        }
        return json;
    }

    private String text(ComparisonResult result, Path file) {
        int columns = console().columns();
        StringBuilder text = new StringBuilder();
        result.verdict().forEach(sentence -> text.append(Prose.of(sentence, columns)));
        ComparisonReport.tables(result)
                .forEach(table ->
                        text.append('\n').append(table.title()).append(":\n").append(TextTable.of(table, columns)));
        text.append('\n').append(Prose.of(ComparisonReport.explanation(result), columns));
        result.effort()
                .filter(effort -> effort.trainings() > 0)
                .ifPresent(effort -> text.append(Prose.of(effort.words(), columns)));
        return text.append("All values: ").append(file).append('\n').toString();
    }
}
