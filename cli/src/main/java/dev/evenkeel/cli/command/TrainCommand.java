package dev.evenkeel.cli.command;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.audit.Finding;
import dev.evenkeel.cli.display.Answer;
import dev.evenkeel.cli.display.Console;
import dev.evenkeel.cli.display.UsageException;
import dev.evenkeel.cli.model.FineTuning;
import dev.evenkeel.cli.model.ModelData;
import dev.evenkeel.cli.model.NetworkOptions;
import dev.evenkeel.cli.model.Recipe;
import dev.evenkeel.cli.model.RecipeOptions;
import dev.evenkeel.cli.model.StartOptions;
import dev.evenkeel.cli.model.TrainingPlan;
import dev.evenkeel.cli.option.AugmentationWords;
import dev.evenkeel.cli.option.ClassWeightOption;
import dev.evenkeel.cli.option.DataOptions;
import dev.evenkeel.cli.option.Limits;
import dev.evenkeel.cli.option.LiveOption;
import dev.evenkeel.cli.option.SilenceOption;
import dev.evenkeel.cli.option.StoppingOptions;
import dev.evenkeel.cli.option.Words;
import dev.evenkeel.cli.run.RunFolder;
import dev.evenkeel.cli.training.Interruption;
import dev.evenkeel.cli.training.LiveReport;
import dev.evenkeel.cli.training.RunRecord;
import dev.evenkeel.cli.training.RunWatch;
import dev.evenkeel.cli.training.TrainingSession;
import dev.evenkeel.data.DataKind;
import dev.evenkeel.data.DataSource;
import dev.evenkeel.data.LoadedData;
import dev.evenkeel.train.Trainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code evenkeel train}. */
@Command(
        name = "train",
        sortOptions = false,
        header = "Trains a network and writes DIR/model.safetensors, DIR/run.json and DIR/report.html.",
        synopsisHeading = "%nUsage: ",
        optionListHeading = "%n",
        footer = {
            "",
            "Examples:",
            "  evenkeel train",
            "  evenkeel train --data fashion-mnist --epochs 5 --seed 7",
            "  evenkeel train --data fashion-mnist --network cnn --epochs 5",
            "  evenkeel train --data cifar10 --network resnet20 --augment crop:4,flip",
            "  evenkeel train --data houses.csv --target price --missing impute",
            "  evenkeel train --data photos/ --image-size 32 --augment crop:4,flip",
            "  evenkeel train --data JapaneseVowels           reads JapaneseVowels_TRAIN.ts and JapaneseVowels_TEST.ts",
            "  evenkeel train --data shakespeare.txt --network transformer",
            "  evenkeel train --data letter.arff --network wide.yaml --out runs/wide",
            "  evenkeel train --data photos/ --from resnet.onnx --new-head --freeze 'layer1.*' --freeze-statistics all",
            "  evenkeel train --watch                          shows which layers need attention",
            "  evenkeel train --out runs/wide --resume        goes on after Ctrl-C or a crash"
        })
final class TrainCommand extends Action {
    private final Interruption interruption;
    private final List<String> arguments;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final DataOptions data = new DataOptions();

    @Option(
            names = "--augment",
            paramLabel = "WORDS",
            description =
                    "Random changes of training images, anew in each epoch: crop:4 shifts them by up to 4 pixels, "
                            + "flip mirrors every other one; crop:4,flip does both.")
    private AugmentationWords augment = AugmentationWords.none();

    @Option(
            names = "--validation-share",
            paramLabel = "SHARE",
            description = "Share of the training data that is measured after each epoch and not learnt from.")
    private Optional<Double> validationShare = Optional.empty();

    @Mixin
    private final StoppingOptions stopping = new StoppingOptions();

    @Mixin
    private final NetworkOptions network = new NetworkOptions();

    @Mixin
    private final StartOptions begin = new StartOptions();

    @Mixin
    private final RecipeOptions recipe = new RecipeOptions();

    @Mixin
    private final ClassWeightOption classWeights = new ClassWeightOption();

    @Mixin
    private final SilenceOption silence = new SilenceOption();

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Root of initial weights, order, augmentation, dropout and splits; 1 by default.")
    private long seed = 1;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads to compute with; all processors by default. No bit of the model depends on it.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Mixin
    private LiveOption live = new LiveOption();

    @Option(
            names = "--watch",
            arity = "0..1",
            fallbackValue = "" + Trainer.OBSERVE_STEPS,
            paramLabel = "K",
            description = "Look into the first and every K-th step (K is ${FALLBACK-VALUE} by default): which layers "
                    + "need attention, DIR/observations.jsonl, and a part of the report.")
    private Optional<Integer> watch = Optional.empty();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where the run goes; run-NAME-seedN by default, with a number behind it if that is taken.")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--overwrite", description = "Replace what an earlier run left in DIR.")
    private boolean overwrite;

    @Option(
            names = "--resume",
            description =
                    "Go on from the checkpoint in DIR, to the bits of a run that was never interrupted. Settings not said "
                            + "are those of the run.")
    private boolean resume;

    TrainCommand(Console console, Interruption interruption, List<String> arguments) {
        super(console);
        this.interruption = interruption;
        this.arguments = List.copyOf(arguments);
    }

    @Override
    public Answer answer() {
        if (!resume) {
            return train();
        }
        ParseResult said = spec.commandLine().getParseResult();
        return ResumedArguments.settings(said).isEmpty()
                ? asBegun(RunRecord.arguments(resumed())).train()
                : begun().map(began -> ResumedArguments.of(began, arguments, said))
                        .map(this::asBegun)
                        .orElse(this)
                        .train();
    }

    private Answer train() {
        check();
        Optional<StartOptions.Start> from =
                begin.isSaid() ? begin.read(network.ofWeights(), console()) : Optional.empty();
        LoadedData loaded = open(from);
        loaded.notes().forEach(console()::note);
        TrainingPlan plan = plan(loaded, from);
        List<Finding> findings = silence.apply(plan.trainer().audit(loaded.training())).findings().stream()
                .filter(finding -> from.isPresent() || network.isChosen() || finding.level() != Finding.Level.NOTE)
                .toList();
        RunFolder run = RunFolder.claim(out, RunFolder.nameOf(loaded.name(), seed), start());
        LiveReport page = new LiveReport(live, console());
        RunWatch watching = new RunWatch(watch, run, plan.network());
        return run.lock()
                .during(() -> new TrainingSession(console(), interruption, plan, run, findings, watching, page).run());
    }

    private TrainingPlan plan(LoadedData loaded, Optional<StartOptions.Start> from) {
        double held = stopping.share(validationShare, console());
        if (held > 0 && loaded.kind() == DataKind.TEXT) {
            throw new UsageException(
                    "--validation-share and early stopping measure windows that are chosen by chance, but those"
                            + " of a text overlap, so they would measure what was learnt: leave them out");
        }
        Recipe chosen = recipe.apply(
                Recipe.usual(loaded, network, (int) Math.round(loaded.training().size() * (1 - held))), begin::recipe);
        Optional<FineTuning> tuning = from.map(start -> FineTuning.of(start, loaded));
        return new TrainingPlan(
                data.word(),
                loaded,
                tuning.map(known -> known.trainer().network()).orElseGet(() -> network.build(loaded, chosen)),
                chosen,
                augment.augmentations(),
                data.imageSize(),
                held,
                stopping.chosen(),
                new TrainingPlan.Split(loaded.name(), data.testShare(loaded.kind()), seed),
                seed,
                threads,
                arguments,
                classWeights.of(loaded),
                tuning);
    }

    private void check() {
        data.check();
        validationShare.ifPresent(share -> Limits.share("--validation-share", share));
        Limits.atLeastOne("--threads", threads);
        live.check();
        watch.ifPresent(steps -> Limits.atLeastOne("--watch", steps));
        stopping.check();
        network.check();
        begin.check();
        if (overwrite && resume) {
            throw new UsageException("--overwrite starts anew and --resume goes on: give one of them");
        }
    }

    private LoadedData open(Optional<StartOptions.Start> from) {
        LoadedData loaded = from.map(start -> data.open(seed, console(), source -> openFor(start, source)))
                .orElseGet(() -> network.readsText(data.word())
                        ? data.openText(network.context(), seed, console())
                        : openTableOrImages());
        if (loaded.kind() != DataKind.IMAGES && !augment.augmentations().isEmpty()) {
            throw new UsageException("--augment changes images, but '" + data.word() + "' is " + loaded.kind());
        }
        return loaded;
    }

    /** A text that is no table could be learnt as text. */
    private LoadedData openTableOrImages() {
        try {
            return data.open(seed, console());
        } catch (UsageException wrongCall) {
            throw wrongCall;
        } catch (EvenkeelException noTable) {
            throw network.couldReadText(data.word()) && Files.isRegularFile(Path.of(data.word()))
                    ? new EvenkeelException(
                            noTable.getMessage()
                                    + ". To learn to continue it as a text, say --network transformer, or describe a"
                                    + " network from tokens [context, 1] to scores [context, tokens]",
                            noTable)
                    : noTable;
        }
    }

    private LoadedData openFor(StartOptions.Start from, DataSource source) {
        ModelData known = ModelData.of(from.model(), console());
        if (known.encoding().isPresent() && (data.saysTarget() || from.head() == StartOptions.Head.NEW)) {
            throw new UsageException("The target and classes of a table are part of how "
                    + from.stored().file() + " reads its columns: leave --target, --task and --new-head out");
        }
        return FineTuning.open(
                from,
                known,
                known.readsText() ? source.testShare(data.testShare(DataKind.TEXT)) : source,
                data.imageSize());
    }

    private RunFolder.Start start() {
        if (resume) {
            return RunFolder.Start.RESUME;
        }
        return overwrite ? RunFolder.Start.OVERWRITE : RunFolder.Start.FRESH;
    }

    /** The arguments with which the run began; nothing where its record tells none, so that all are to be said. */
    private Optional<List<String>> begun() {
        if (overwrite) {
            return Optional.empty();
        }
        try {
            List<String> began = RunRecord.arguments(resumed());
            parse(new TrainCommand(console(), interruption, began), began);
            return Optional.of(began);
        } catch (EvenkeelException | ParameterException unreadable) {
            return Optional.empty();
        }
    }

    private static void parse(TrainCommand command, List<String> words) {
        CommandLine line = new CommandLine(command);
        Words.register(line);
        line.parseArgs(words.toArray(String[]::new));
    }

    private RunFolder resumed() {
        return RunFolder.claim(out, RunFolder.nameOf(data.word(), seed), RunFolder.Start.RESUME);
    }

    private TrainCommand asBegun(List<String> began) {
        TrainCommand command = new TrainCommand(console(), interruption, began);
        try {
            parse(command, began);
        } catch (ParameterException other) {
            throw new EvenkeelException(
                    resumed().record() + " holds arguments that this version does not know: " + other.getMessage()
                            + ". Say all settings of the run beside --resume",
                    other);
        }
        command.out = Optional.of(resumed().folder());
        command.threads = threads;
        command.live = live;
        command.watch = watch.or(() -> command.watch);
        command.resume = true;
        command.overwrite = false;
        return command;
    }
}
