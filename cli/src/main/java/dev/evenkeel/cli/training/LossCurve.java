package dev.evenkeel.cli.training;

import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.train.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The training loss from the first step on, in at most {@value #MAX_POINTS} points: each the mean over as many steps. When
 * they are full, two become one. Safe to be read while a run goes on.
 */
public final class LossCurve {
    public static final int MAX_POINTS = 256;

    private final long[] steps = new long[MAX_POINTS];
    private final double[] losses = new double[MAX_POINTS];
    private int points;
    private long every = 1;
    private double sum;
    private long count;
    private int stepsPerEpoch;
    private boolean begun;

    /** One that goes on from what {@link #toJson} gave; from nothing where a record holds no curve. */
    public static LossCurve of(JsonObject record) {
        LossCurve curve = new LossCurve();
        record.find("curve", JsonValue::asObject).ifPresent(curve::restore);
        return curve;
    }

    private void restore(JsonObject json) {
        List<JsonValue> before = json.array("steps").elements();
        List<JsonValue> values = json.array("loss").elements();
        every = Math.max(1, json.longInteger("every"));
        points = Math.min(MAX_POINTS, Math.min(before.size(), values.size()));
        for (int point = 0; point < points; point++) {
            steps[point] = before.get(point).asLong();
            losses[point] = values.get(point).asDouble();
        }
    }

    public synchronized void add(Progress progress) {
        if (!begun) {
            begun = true;
            stepsPerEpoch = progress.stepsPerEpoch();
            forget(progress.totalSteps());
        }
        if (!Double.isFinite(progress.loss())) {
            return;
        }
        sum += progress.loss();
        count++;
        if (count >= every) {
            if (points == MAX_POINTS) {
                halve();
            }
            if (count >= every) {
                steps[points] = progress.totalSteps();
                losses[points++] = sum / count;
                sum = 0;
                count = 0;
            }
        }
    }

    /** What lies behind the checkpoint that a run goes on from is done again. */
    private void forget(long from) {
        while (points > 0 && steps[points - 1] >= from) {
            points--;
        }
    }

    private void halve() {
        points = MAX_POINTS / 2;
        for (int point = 0; point < points; point++) {
            steps[point] = steps[2 * point + 1];
            losses[point] = (losses[2 * point] + losses[2 * point + 1]) / 2;
        }
        every *= 2;
    }

    public synchronized JsonObject toJson() {
        return JsonObject.of()
                .with("every", every)
                .with("stepsPerEpoch", stepsPerEpoch)
                .with(
                        "steps",
                        array(Arrays.stream(steps, 0, points)
                                .mapToObj(JsonValue::of)
                                .toList()))
                .with(
                        "loss",
                        array(Arrays.stream(losses, 0, points)
                                .mapToObj(JsonValue::of)
                                .toList()));
    }

    private static JsonArray array(List<? extends JsonValue> values) {
        return new JsonArray(new ArrayList<>(values));
    }
}
