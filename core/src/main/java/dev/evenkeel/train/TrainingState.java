package dev.evenkeel.train;

import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/** Where a run stands between two steps: all it needs to go on, beside the tensors. */
final class TrainingState implements Progress {
    private final int epochs;
    private final int stepsPerEpoch;
    int epoch;
    int step;
    long totalSteps;
    long skipped;
    long examples;
    double lossSum;
    double lossWeight;
    double[] accuracySums = {};
    double accuracyValue = Double.NaN;
    double latestLoss = Double.NaN;
    double latestLearningRate = Double.NaN;
    EarlyStopping.Progress stopping = new EarlyStopping.Progress(0, 0, 0);
    final List<EpochReport> reports = new ArrayList<>();

    TrainingState(int epochs, int stepsPerEpoch) {
        this.epochs = epochs;
        this.stepsPerEpoch = stepsPerEpoch;
    }

    void beginEpoch() {
        step = 0;
        examples = 0;
        lossSum = 0;
        lossWeight = 0;
    }

    JsonObject toJson() {
        JsonObject json = JsonObject.of()
                .with("epoch", epoch)
                .with("step", step)
                .with("totalSteps", totalSteps)
                .with("skipped", skipped)
                .with("examples", examples)
                .with("lossSum", lossSum)
                .with("lossWeight", lossWeight)
                .with("accuracySums", JsonArray.ofNumbers(accuracySums))
                .with("stopping", JsonArray.ofNumbers(stopping.toDoubles()))
                .with("reports", JsonArray.of(reports, EpochReport::toJson));
        return Double.isNaN(latestLearningRate) ? json : json.with("learningRate", latestLearningRate);
    }

    void restore(JsonObject json) {
        epoch = json.integer("epoch");
        step = json.integer("step");
        totalSteps = json.longInteger("totalSteps");
        skipped = json.longInteger("skipped");
        examples = json.longInteger("examples");
        lossSum = json.number("lossSum");
        lossWeight = json.number("lossWeight");
        accuracySums = json.array("accuracySums").toDoubleArray();
        stopping = EarlyStopping.Progress.of(json.array("stopping").toDoubleArray());
        latestLearningRate = json.find("learningRate").map(JsonValue::asDouble).orElse(Double.NaN);
        reports.clear();
        for (JsonValue report : json.array("reports")) {
            reports.add(EpochReport.fromJson(report.asObject()));
        }
    }

    @Override
    public int epoch() {
        return epoch + 1;
    }

    @Override
    public int epochs() {
        return epochs;
    }

    @Override
    public int step() {
        return step;
    }

    @Override
    public int stepsPerEpoch() {
        return stepsPerEpoch;
    }

    @Override
    public long totalSteps() {
        return totalSteps;
    }

    @Override
    public long examples() {
        return examples;
    }

    @Override
    public double loss() {
        return latestLoss;
    }

    @Override
    public double meanLoss() {
        return lossSum / lossWeight;
    }

    @Override
    public double accuracy() {
        return accuracyValue;
    }

    @Override
    public double learningRate() {
        return latestLearningRate;
    }

    @Override
    public long skipped() {
        return skipped;
    }
}
