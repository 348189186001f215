package dev.evenkeel.cli;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.Version;
import dev.evenkeel.augment.Augmentation;
import dev.evenkeel.data.Division;
import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.network.NetworkJson;
import dev.evenkeel.train.EpochReport;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code run.json} says: all about a run that does not determine its weights, as times and resumes, and the rest too. */
final class RunRecord {
    private static final String FINISHED = "finished";

    private final JsonObject head;
    private final String startedAt;
    private final List<JsonValue> resumes;
    private final double secondsBefore;
    private final long start = System.nanoTime();

    private RunRecord(JsonObject head, String startedAt, List<JsonValue> resumes, double secondsBefore) {
        this.head = head;
        this.startedAt = startedAt;
        this.resumes = List.copyOf(resumes);
        this.secondsBefore = secondsBefore;
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
                before.find("seconds").map(JsonValue::asDouble).orElse(0.0));
    }

    /** With which arguments the run in a folder began, if its record tells. */
    static Optional<List<String>> arguments(RunFolder run) {
        try {
            return earlier(run)
                    .find("settings", JsonValue::asObject)
                    .flatMap(settings -> settings.find("arguments", JsonValue::asArray))
                    .map(JsonArray::toStrings);
        } catch (JsonException unreadable) {
            return Optional.empty();
        }
    }

    /** Seconds since this process took the run up. */
    double secondsHere() {
        return (System.nanoTime() - start) / 1e9;
    }

    String running() {
        return text("running", List.of());
    }

    String interrupted(List<EpochReport> history) {
        return text("interrupted", history);
    }

    String failed(List<EpochReport> history, String error) {
        return state("failed", history).with("error", error).pretty() + "\n";
    }

    JsonObject finished(List<EpochReport> history, JsonObject result) {
        return state(FINISHED, history).with("result", result);
    }

    /**
     * The record of a finished run.
     *
     * @throws EvenkeelException if the folder holds none
     */
    static JsonObject ended(RunFolder run) {
        JsonObject record = earlier(run);
        Optional<String> status = record.find("status", JsonValue::asString);
        if (status.isEmpty()) {
            throw new EvenkeelException("There is no record of a run in " + run.folder() + ": " + run.record()
                    + " is missing or damaged. Give the folder of a run that 'evenkeel train' finished");
        }
        if (!status.get().equals(FINISHED)) {
            throw new EvenkeelException("The run in " + run.folder() + " has not finished, it is " + status.get()
                    + ". Go on with it, if it has a checkpoint: " + run.resumeCommand());
        }
        return record;
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
                                history.stream().map(EpochReport::toJson).toList()));
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
            data = data.with("imageSize", ModelData.toJson(plan.imageSize().get()));
        }
        JsonObject head = JsonObject.of()
                .with("evenkeel", Version.CURRENT)
                .with("java", Runtime.version().toString())
                .with("kernels", Kernels.preferred().name())
                .with("threads", plan.threads())
                .with("seed", plan.seed())
                .with("arguments", JsonArray.ofStrings(plan.arguments()))
                .with("data", data)
                .with("recipe", plan.recipe().toJson())
                .with("network", NetworkJson.write(plan.network()));
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

    private static JsonObject earlier(RunFolder run) {
        try {
            return Files.exists(run.record())
                    ? Json.parse(Files.readString(run.record())).asObject()
                    : JsonObject.of();
        } catch (IOException | JsonException unreadable) {
            return JsonObject.of();
        }
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
