package dev.evenkeel.cli.training;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.audit.Finding;
import dev.evenkeel.cli.display.Answer;
import dev.evenkeel.cli.display.Confusion;
import dev.evenkeel.cli.display.Console;
import dev.evenkeel.cli.display.Counted;
import dev.evenkeel.cli.display.Figures;
import dev.evenkeel.cli.display.FindingLines;
import dev.evenkeel.cli.display.JsonAnswer;
import dev.evenkeel.cli.display.PaddingLine;
import dev.evenkeel.cli.display.Prose;
import dev.evenkeel.cli.display.Speed;
import dev.evenkeel.cli.display.StatisticsLines;
import dev.evenkeel.cli.display.TrainingDisplay;
import dev.evenkeel.cli.model.FineTuning;
import dev.evenkeel.cli.model.TrainingPlan;
import dev.evenkeel.cli.run.ReplacedRun;
import dev.evenkeel.cli.run.RunFolder;
import dev.evenkeel.data.DataKind;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.inference.FoldDifference;
import dev.evenkeel.inference.FoldReport;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.lab.review.Review;
import dev.evenkeel.lab.review.ReviewFinding;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.model.Model;
import dev.evenkeel.train.CancelledException;
import dev.evenkeel.train.EpochReport;
import dev.evenkeel.train.Progress;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.train.metric.ConfusionMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One run from its plan to the files it leaves. */
public final class TrainingSession {
    private final Console console;
    private final Interruption interruption;
    private final TrainingPlan plan;
    private final RunFolder run;
    private final RunRecord record;
    private final List<Finding> findings;
    private final RunWatch watch;
    private final LiveRun live;
    private final List<EpochReport> history = new ArrayList<>();
    private long steps;
    private long stepsHere;
    private boolean begun;
    private boolean finished;

    /**
     * @param findings of the audit, to tell before a run begins
     * @param page that follows the run
     */
    public TrainingSession(
            Console console,
            Interruption interruption,
            TrainingPlan plan,
            RunFolder run,
            List<Finding> findings,
            RunWatch watch,
            LiveReport page) {
        this.console = console;
        this.interruption = interruption;
        this.plan = plan;
        this.run = run;
        this.record = RunRecord.begin(plan, run);
        this.findings = findings;
        this.watch = watch;
        this.live = new LiveRun(page, record, plan.recipe().epochs(), findings, watch);
    }

    public Answer run() {
        return live.during(this::train);
    }

    private Answer train() {
        try {
            live.start();
            announce();
            Model model = plan.completed(interruption.during(this::fit));
            // A run that is resumed behind its last epoch takes no step, and may still fail.
            begin();
            return finish(model);
        } catch (CancelledException stopped) {
            String message = stopped.getMessage() + new ReplacedRun(run).hint();
            InterruptedRun told = new InterruptedRun(message, run.checkpoint(), run.resumeCommand());
            recordOf(told, record.interrupted(history));
            throw told;
        } catch (RuntimeException | Error failed) {
            if (!finished) {
                fail(failed);
            }
            throw failed;
        }
    }

    private void fail(Throwable failed) {
        if (begun) {
            recordOf(failed, record.failed(history, reason(failed)));
        } else {
            run.abandon();
        }
        ReplacedRun replaced = new ReplacedRun(run);
        if (replaced.hasModel()) {
            console.note(replaced.sentence());
        }
    }

    /** What is expected says all in its message, what is not needs its kind too. */
    private static String reason(Throwable failed) {
        return failed instanceof EvenkeelException || failed instanceof IllegalArgumentException
                ? String.valueOf(failed.getMessage())
                : String.valueOf(failed);
    }

    /** Where even this cannot be written, as on a full disk, the reason for the end matters more. */
    private void recordOf(Throwable end, String text) {
        try {
            run.writeRecord(text);
        } catch (EvenkeelException unwritten) {
            end.addSuppressed(unwritten);
        }
    }

    private void announce() {
        console.note(new RunPlanLine(plan, run).toString());
        if (run.start() != RunFolder.Start.RESUME) {
            FindingLines.of(findings, plan.network()).forEach(console::note);
        }
    }

    private Model fit() {
        try (watch;
                TrainingDisplay display =
                        TrainingDisplay.of(console, plan.data().training().size())) {
            Trainer trainer = plan.trainer()
                    .checkpoints(run.folder())
                    .cancelWhen(interruption::isAsked)
                    .onStep(progress -> step(display, progress))
                    .onEpoch(report -> epoch(display, report));
            trainer = watch.observing(trainer, display, this::begin);
            if (run.start() == RunFolder.Start.RESUME) {
                trainer = trainer.resume();
            }
            return trainer.fit(plan.data().training());
        }
    }

    /** Not before the first step: a run that cannot begin or go on leaves the one before as it is. */
    private void begin() {
        if (!begun) {
            run.begin();
            run.writeRecord(record.running());
            begun = true;
        }
    }

    private void step(TrainingDisplay display, Progress progress) {
        steps = progress.totalSteps();
        begin();
        stepsHere++;
        record.step(progress);
        live.step(progress);
        display.step(progress);
    }

    private void epoch(TrainingDisplay display, EpochReport report) {
        history.add(report);
        live.epoch(report);
        if (stepsHere > 0) {
            display.epoch(report, plan.recipe().epochs());
        }
    }

    private Answer finish(Model model) {
        try (Team team = Team.of(plan.threads())) {
            return finish(model, model.freeze(plan.data().training()).on(team));
        }
    }

    private Answer finish(Model model, Predictor predictor) {
        double seconds = record.secondsHere();
        Map<String, Double> test = plan.data()
                .test()
                .map(held -> TrainingPlan.measured(predictor, held))
                .orElse(Map.of());
        List<ReviewFinding> reviewed = review(predictor);
        model.write(run.model());
        JsonObject json = watch.told(answer(model, predictor, test, reviewed, seconds));
        JsonObject result =
                record.finished(history, json, plan.data().test().flatMap(held -> TestExamples.of(predictor, held)));
        run.writeRecord(result.pretty() + "\n");
        finished = true;
        run.finish();
        model.statistics().flatMap(StatisticsLines::remark).ifPresent(console::note);
        String report = report(result, model);
        live.finished(() -> TrainingReport.of(result, model, run));
        return new Answer(text(model, predictor.folding(), test, reviewed, report, seconds), json);
    }

    private List<ReviewFinding> review(Predictor predictor) {
        if (plan.data().test().isEmpty() || plan.data().kind() == DataKind.TEXT) {
            return List.of();
        }
        Review review =
                Review.of(predictor, plan.data().training(), plan.data().test().get());
        if (plan.data().kind() == DataKind.TABLE) {
            review = review.columns(plan.data().encoding().get().inputColumns());
        }
        return (plan.classWeights().isPresent() ? review.weighed() : review).findings();
    }

    /** The run is complete without a report, so a report that cannot be written is no failure of it. */
    private String report(JsonObject result, Model model) {
        try {
            TrainingReport.write(result, model, run, run.report());
            return "Report: " + run.report() + "\n";
        } catch (EvenkeelException failed) {
            console.note("There is no report: " + failed.getMessage());
            return "";
        }
    }

    private JsonObject answer(
            Model model, Predictor predictor, Map<String, Double> test, List<ReviewFinding> reviewed, double seconds) {
        FoldReport folding = predictor.folding();
        JsonObject json = JsonObject.of()
                .with("command", "train")
                .with("data", plan.data().name());
        if (plan.data().encoding().isPresent()) {
            json = json.with("target", plan.data().encoding().get().targetName())
                    .with("task", Settings.wordOf(plan.data().encoding().get().task()));
        }
        json = json.with("model", run.model().toString())
                .with("run", run.record().toString())
                .with("seed", plan.seed())
                .with("epochs", history.size())
                .with("shippedEpoch", shippedEpoch(model))
                .with("steps", model.provenance().longInteger("steps"))
                .with("parameters", plan.network().parameterCount())
                .with("trainingExamples", plan.data().training().size())
                .with("testExamples", plan.data().test().map(Dataset::size).orElse(0));
        if (model.statistics().isPresent()) {
            json = json.with(
                    "statistics", StatisticsLines.json(model.statistics().get()));
        }
        if (plan.tuning().isPresent()) {
            FineTuning tuning = plan.tuning().get();
            json = json.with("from", tuning.start().stored().file().toString())
                    .with("learningParameters", tuning.learningParameters());
        }
        json = JsonAnswer.withMetrics(PaddingLine.in(json, model), "test", test);
        Optional<ConfusionMatrix> matrix = plan.data().test().flatMap(held -> Confusion.of(predictor, held));
        if (matrix.isPresent()) {
            json = json.with("testConfusionMatrix", matrix.get().toJson());
        }
        if (!history.isEmpty()) {
            EpochReport last = history.get(history.size() - 1);
            json = json.with("trainingLoss", JsonAnswer.number(last.loss()));
            json = JsonAnswer.withMetrics(json, "validation", last.validation());
        }
        return json.with(
                        "findings",
                        JsonAnswer.array(
                                reviewed.stream().map(ReviewFinding::toJson).toList()))
                .with("foldDifference", JsonAnswer.number(folding.difference().absolute()))
                .with(
                        "foldDifferenceRelative",
                        JsonAnswer.number(folding.difference().relative()))
                .with("foldedLayers", folding.count(FoldReport.Outcome.FOLDED))
                .with("seconds", seconds)
                .with("examplesPerSecond", JsonAnswer.number(examplesPerSecond(seconds)))
                .with("threads", plan.threads())
                .with("kernels", PreferredKernels.kernels().name());
    }

    private double examplesPerSecond(double seconds) {
        double perStep = (double) plan.data().training().size()
                * (1 - plan.validationShare())
                / Math.max(
                        1,
                        (plan.data().training().size() + plan.recipe().batch() - 1)
                                / plan.recipe().batch());
        return stepsHere * perStep / seconds;
    }

    private static int shippedEpoch(Model model) {
        return model.provenance().integer("shippedEpoch");
    }

    private String text(
            Model model,
            FoldReport folding,
            Map<String, Double> test,
            List<ReviewFinding> reviewed,
            String report,
            double seconds) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "Trained %s (%s) in %s, %,.0f examples/s\n",
                Counted.of(history.size(), "epoch"),
                Counted.of(steps, "step"),
                Speed.time(seconds),
                examplesPerSecond(seconds)));
        if (test.isEmpty()) {
            text.append("Test: nothing was held out\n");
        } else {
            List<String> measured = new ArrayList<>();
            test.forEach((name, value) -> measured.add(Figures.spelled(name) + " " + Figures.shown(value)));
            text.append(String.format(
                    Locale.ROOT,
                    "Test of the frozen predictor on %s: %s\n",
                    Counted.of(plan.data().test().map(Dataset::size).orElse(0), "example"),
                    String.join(", ", measured)));
        }
        reviewed.forEach(finding -> text.append(Prose.of("Finding: " + finding, console.columns())));
        if (plan.stopping().measures()) {
            text.append(String.format(
                    Locale.ROOT,
                    "The model is that of epoch %d of %d%s\n",
                    shippedEpoch(model),
                    history.size(),
                    history.size() < plan.recipe().epochs()
                            ? ": early stopping ended the run before epoch " + (history.size() + 1)
                            : ""));
        }
        model.statistics()
                .ifPresent(account ->
                        text.append(StatisticsLines.sentence(account)).append('\n'));
        text.append(PaddingLine.of(model)).append(folding(folding)).append('\n').append(watch.text());
        text.append("Model: ").append(run.model()).append('\n').append(report);
        text.append(NextCommands.of(plan, run.model()));
        return text.toString();
    }

    static String folding(FoldReport folding) {
        int folded = folding.count(FoldReport.Outcome.FOLDED);
        FoldDifference difference = folding.difference();
        if (difference.examples() == 0) {
            return "Folding: no normalization could be folded away";
        }
        return String.format(
                Locale.ROOT,
                "Folding: %d %s into %s; worst difference on %s %.2e (relative %.2e)",
                folded,
                folded == 1 ? "layer went" : "layers went",
                folded == 1 ? "its neighbour" : "their neighbours",
                Counted.of(difference.examples(), "example"),
                difference.absolute(),
                difference.relative());
    }
}
