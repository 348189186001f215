package dev.evenkeel.spark;

import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.train.EpochReport;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** How a training went. */
public final class TrainingSummary implements Serializable {
    /** What its file is called beside the model's. */
    static final String FILE = "summary.json";

    private static final long serialVersionUID = 1L;

    private final String account;

    TrainingSummary(JsonObject account) {
        this.account = account.toString();
    }

    static TrainingSummary read(byte[] file) {
        return new TrainingSummary(
                Json.parse(new String(file, StandardCharsets.UTF_8)).asObject());
    }

    byte[] file() {
        return (account + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private JsonObject json() {
        return Json.parse(account).asObject();
    }

    /** How many rows were learnt from; with {@code validationShare}, those that were held out count too. */
    public int rows() {
        return json().integer("rows");
    }

    /** How many rows {@code validationIndicatorCol} marked. */
    public int validationRows() {
        return json().integer("validationRows");
    }

    /** Loss, accuracy, learning rate and what was measured on rows held out, epoch by epoch. */
    public List<EpochReport> epochs() {
        List<EpochReport> epochs = new ArrayList<>();
        for (JsonValue epoch : json().array("epochs")) {
            epochs.add(EpochReport.fromJson(epoch.asObject()));
        }
        return List.copyOf(epochs);
    }

    /** The mean training loss of each epoch. */
    public double[] objectiveHistory() {
        return epochs().stream().mapToDouble(EpochReport::loss).toArray();
    }

    /** What people should know: columns that were left out, values that were imputed, findings of the audit. */
    public List<String> notes() {
        return json().array("notes").toStrings();
    }

    @Override
    public String toString() {
        List<EpochReport> epochs = epochs();
        return rows() + " rows, " + epochs.size() + " epochs"
                + (epochs.isEmpty()
                        ? ""
                        : ", training loss " + epochs.get(epochs.size() - 1).loss());
    }
}
