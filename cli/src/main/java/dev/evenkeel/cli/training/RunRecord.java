package dev.evenkeel.cli.training;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.Version;
import dev.evenkeel.augment.Augmentation;
import dev.evenkeel.cli.display.JsonAnswer;
import dev.evenkeel.cli.model.TrainingPlan;
import dev.evenkeel.cli.run.RunFolder;
import dev.evenkeel.cli.run.RunState;
import dev.evenkeel.data.Division;
import dev.evenkeel.data.KeptAttachments;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.network.NetworkJson;
import dev.evenkeel.train.EpochReport;
import dev.evenkeel.train.Progress;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code run.json} says: all about a run that does not determine its weights, as times and resumes, and the rest too. */
public final class RunRecord {

    private final JsonObject head;
    private final String startedAt;
    private final List<JsonValue> resumes;
    private final double secondsBefore;
    private final LossCurve curve;
    private final long start = System.nanoTime();

    private RunRecord(
            JsonObject head, String startedAt, List<JsonValue> resumes, double secondsBefore, LossCurve curve) {
        this.head = head;
        this.startedAt = startedAt;
        this.resumes = List.copyOf(resumes);
        this.secondsBefore = secondsBefore;
        this.curve = curve;
    }

    static RunRecord begin(TrainingPlan plan, RunFolder run) {
        JsonObject before = run.start() == RunFolder.Start.RESUME ? earlier(run) : JsonObject.of();
        String now = now();
        List<JsonValue> resumes = new ArrayList<>();
        before.find("resumes").ifPresent(list -> list.asArray().forEach(resumes::add));
        if (run.start() == RunFolder.Start.RESUME) {
            resumes.add(JsonValue.of(now));
        }
        return new RunRecord(
                head(plan),
                before.find("startedAt").map(JsonValue::asString).orElse(now),
                resumes,
                before.find("seconds").map(JsonValue::asDouble).orElse(0.0),
                LossCurve.of(before));
    }

    /**
     * With which arguments the run in a folder began.
     *
     * @throws EvenkeelException if its record is missing or damaged
     */
    public static List<String> arguments(RunFolder run) {
        Path file = run.record();
        try {
            return RunState.of(run.folder())
                    .record()
                    .orElseThrow(() -> new EvenkeelException(
                            file + " is missing, which holds the settings of the run. Say them all beside --resume"))
                    .object("settings")
                    .array("arguments")
                    .toStrings();
        } catch (JsonException unreadable) {
            throw new EvenkeelException(
                    file + " is damaged: " + unreadable.getMessage() + ". Say all settings of the run beside --resume",
                    unreadable);
        }
    }

    /** Adds a step to the curve of the loss. */
    void step(Progress progress) {
        curve.add(progress);
    }

    /** Seconds since this process took the run up. */
    double secondsHere() {
        return (System.nanoTime() - start) / 1e9;
    }

    String running() {
        return text(RunState.RUNNING, List.of());
    }

    String interrupted(List<EpochReport> history) {
        return text("interrupted", history);
    }

    String failed(List<EpochReport> history, String error) {
        return state(RunState.FAILED, history).with("error", error).pretty() + "\n";
    }

    /** @param test single examples of the test, for the report */
    JsonObject finished(List<EpochReport> history, JsonObject result, Optional<JsonObject> test) {
        JsonObject finished = state(RunState.FINISHED, history).with("result", result);
        return test.map(examples -> finished.with("test", examples)).orElse(finished);
    }

    private String text(String status, List<EpochReport> history) {
        return state(status, history).pretty() + "\n";
    }

    /** The record as it would be written now. */
    JsonObject state(String status, List<EpochReport> history) {
        return JsonObject.of()
                .with("status", status)
                .with("startedAt", startedAt)
                .with("writtenAt", now())
                .with("seconds", secondsBefore + secondsHere())
                .with("resumes", JsonAnswer.array(resumes))
                .with("settings", head)
                .with(
                        "history",
                        JsonAnswer.array(
                                history.stream().map(EpochReport::toJson).toList()))
                .with("curve", curve.toJson());
    }

    private static JsonObject head(TrainingPlan plan) {
        JsonObject data = JsonObject.of()
                .with("name", plan.data().name())
                .with("trainingExamples", plan.data().training().size())
                .with(
                        "testExamples",
                        plan.data().test().map(test -> test.size()).orElse(0))
                .with("validationShare", plan.validationShare());
        if (plan.data().division() == Division.BY_SEED) {
            data = data.with("split", plan.split().toJson());
        }
        if (plan.data().encoding().isPresent()) {
            data = data.with("target", plan.data().encoding().get().targetName())
                    .with("task", Settings.wordOf(plan.data().encoding().get().task()));
        }
        if (plan.imageSize().isPresent()) {
            data = data.with(
                    "imageSize", KeptAttachments.toJson(plan.imageSize().get()));
        }
        JsonObject head = JsonObject.of()
                .with("evenkeel", Version.CURRENT)
                .with("java", Runtime.version().toString())
                .with("kernels", PreferredKernels.kernels().name())
                .with("threads", plan.threads())
                .with("seed", plan.seed())
                .with("arguments", JsonArray.ofStrings(plan.arguments()))
                .with("data", data)
                .with("recipe", plan.recipe().toJson())
                .with("stopping", plan.stopping().toJson())
                .with("network", NetworkJson.write(plan.network()));
        if (plan.classWeights().isPresent()) {
            head = head.with("classWeights", plan.classWeights().get().toString());
        }
        if (plan.tuning().isPresent()) {
            head = head.with("from", plan.tuning().get().start().stored().file().toString());
        }
        return plan.augmentations().isEmpty()
                ? head
                : head.with(
                        "augmentation",
                        JsonAnswer.array(plan.augmentations().stream()
                                .map(Augmentation::settings)
                                .toList()));
    }

    /** What is known of the run before; nothing, where its record is damaged. */
    private static JsonObject earlier(RunFolder run) {
        try {
            return RunState.of(run.folder()).record().orElseGet(JsonObject::of);
        } catch (EvenkeelException damaged) {
            return JsonObject.of();
        }
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
