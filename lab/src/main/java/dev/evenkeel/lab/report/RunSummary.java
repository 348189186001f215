package dev.evenkeel.lab.report;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A training run in a few sentences, what matters most first. */
final class RunSummary {
    private RunSummary() {}

    static List<String> of(JsonObject record, int findings) {
        List<String> sentences = new ArrayList<>();
        sentences.add(test(record.object("result")));
        sentences.add(training(record));
        best(record.array("history").elements()).ifPresent(sentences::add);
        shipped(record).ifPresent(sentences::add);
        looked("model", findings).ifPresent(sentences::add);
        return sentences;
    }

    /** Of a run that has not finished. */
    static List<String> soFar(JsonObject record, int findings) {
        List<String> sentences = new ArrayList<>();
        sentences.add(progress(record));
        left(record.object("progress")).ifPresent(sentences::add);
        best(record.array("history").elements()).ifPresent(sentences::add);
        looked("training before it began", findings).ifPresent(sentences::add);
        return sentences;
    }

    private static String progress(JsonObject record) {
        JsonObject progress = record.object("progress");
        long steps = progress.longInteger("steps");
        String error = record.find("error", JsonValue::asString).orElse("");
        if (steps == 0) {
            return error.isEmpty() ? "No step has been taken yet." : "The run failed before its first step: " + error;
        }
        String place = String.format(
                Locale.ROOT,
                "epoch %d of %d, step %,d of %,d",
                progress.longInteger("epoch"),
                progress.longInteger("epochs"),
                progress.longInteger("step"),
                progress.longInteger("stepsPerEpoch"));
        String loss = finite(progress, "loss")
                .map(known -> ": the training loss of this epoch is " + Numeral.brief(known) + " so far")
                .orElse("");
        String accuracy = finite(progress, "accuracy")
                .map(known -> String.format(Locale.ROOT, ", its accuracy %.2f %%", 100 * known))
                .orElse("");
        return switch (record.string("status")) {
            case "running" -> "Training is in " + place + loss + accuracy + ".";
            case "failed" -> "The run failed in " + place + ": " + error;
            default -> "The run was stopped in " + place + loss + accuracy + ".";
        };
    }

    private static Optional<String> left(JsonObject progress) {
        return finite(progress, "secondsLeft")
                .map(seconds -> seconds < 120
                        ? String.format(Locale.ROOT, "About %.0f s are left.", seconds)
                        : String.format(Locale.ROOT, "About %.0f min are left.", seconds / 60));
    }

    private static Optional<String> looked(String what, int findings) {
        return findings == 0
                ? Optional.empty()
                : Optional.of("Looking through the " + what + " brought "
                        + (findings == 1 ? "a finding" : findings + " findings") + ", below.");
    }

    private static String test(JsonObject result) {
        long examples = result.longInteger("testExamples");
        if (examples == 0) {
            return "Nothing was held out for a test.";
        }
        Optional<Double> accuracy = finite(result, "testAccuracy");
        if (accuracy.isPresent()) {
            return String.format(
                    Locale.ROOT,
                    "The frozen predictor is right on %.2f %% of %,d test examples (log loss %s).",
                    100 * accuracy.get(),
                    examples,
                    shown(result, "testLogLoss"));
        }
        return String.format(
                Locale.ROOT,
                "On %,d test examples the frozen predictor errs by %s (RMSE; mean absolute error %s, R2 %s).",
                examples,
                shown(result, "testRmse"),
                shown(result, "testMae"),
                shown(result, "testR2"));
    }

    private static String training(JsonObject record) {
        JsonObject result = record.object("result");
        long epochs = result.longInteger("epochs");
        long steps = result.longInteger("steps");
        double held = LearningCurves.number(record.object("settings").object("data"), "validationShare");
        return String.format(
                Locale.ROOT,
                "In %d %s (%,d %s, %s s) over %,d training examples%s the training loss came to %s.",
                epochs,
                epochs == 1 ? "epoch" : "epochs",
                steps,
                steps == 1 ? "step" : "steps",
                Numeral.brief(Math.rint(record.number("seconds") * 10) / 10),
                result.longInteger("trainingExamples"),
                held > 0 ? ", " + Numeral.brief(100 * held) + " % of them for validation," : "",
                shown(result, "trainingLoss"));
    }

    private static Optional<String> best(List<JsonValue> history) {
        double least = Double.POSITIVE_INFINITY;
        long epoch = 0;
        for (JsonValue entry : history) {
            double loss = entry.asObject()
                    .find("validation", JsonValue::asObject)
                    .map(metrics -> LearningCurves.number(metrics, "loss"))
                    .orElse(Double.NaN);
            if (loss < least) {
                least = loss;
                epoch = entry.asObject().longInteger("epoch");
            }
        }
        return epoch == 0
                ? Optional.empty()
                : Optional.of("The validation loss was least in epoch " + epoch + ": " + Numeral.brief(least) + ".");
    }

    /** Which epoch's model it is, where validation decided. */
    private static Optional<String> shipped(JsonObject record) {
        JsonObject result = record.object("result");
        Optional<JsonObject> stopping = record.object("settings").find("stopping", JsonValue::asObject);
        Optional<Integer> epoch = result.find("shippedEpoch", JsonValue::asInt);
        if (epoch.isEmpty() || stopping.isEmpty()) {
            return Optional.empty();
        }
        boolean best = stopping.get().string("keep").equals("best");
        Optional<Integer> patience = stopping.get().find("earlyStopping", JsonValue::asInt);
        if (!best && patience.isEmpty()) {
            return Optional.empty();
        }
        String stopped = patience.filter(epochs ->
                        record.object("settings").object("recipe").integer("epochs") > result.integer("epochs"))
                .map(epochs -> " Early stopping ended the run after " + epochs + (epochs == 1 ? " epoch" : " epochs")
                        + " without a lower validation loss.")
                .orElse("");
        return Optional.of("The model is that of epoch " + epoch.get() + " of " + result.integer("epochs") + ", the "
                + (best ? "best" : "last") + "." + stopped);
    }

    private static Optional<Double> finite(JsonObject json, String key) {
        double value = LearningCurves.number(json, key);
        return Double.isFinite(value) ? Optional.of(value) : Optional.empty();
    }

    private static String shown(JsonObject json, String key) {
        return Numeral.brief(LearningCurves.number(json, key));
    }
}
