package dev.evenkeel.train.schedule;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.number.Requirement;

/**
 * Half a cosine up from {@code 1 / startDivisor} to 1, then half a cosine down to
 * {@code 1 / (startDivisor * endDivisor)} at the last step (Smith and Topin 2019, with the steps of PyTorch's
 * {@code OneCycleLR}; the momentum does not cycle). The optimizer's learning rate is the peak.
 *
 * @param peakShare the share of the run that rises, above 0 and at most 1
 * @param startDivisor the first factor is 1 over it
 * @param endDivisor the last factor is the first over it
 */
@CheckReturnValue
public record OneCycle(double peakShare, double startDivisor, double endDivisor) implements Schedule {
    private static final String WHO = "The one-cycle schedule";

    /** @throws dev.evenkeel.EvenkeelException if a setting is out of range */
    public OneCycle {
        Requirement.share(WHO, "share until the peak", peakShare);
        Requirement.atLeastOne(WHO, "start divisor", startDivisor);
        Requirement.atLeastOne(WHO, "end divisor", endDivisor);
    }

    public OneCycle peakShare(double share) {
        return new OneCycle(share, startDivisor, endDivisor);
    }

    public OneCycle startDivisor(double divisor) {
        return new OneCycle(peakShare, divisor, endDivisor);
    }

    public OneCycle endDivisor(double divisor) {
        return new OneCycle(peakShare, startDivisor, divisor);
    }

    @Override
    public double factor(long step, long totalSteps) {
        double peak = Math.max(0, peakShare * totalSteps - 1);
        double last = totalSteps - 1.0;
        double start = 1 / startDivisor;
        if (step < peak) {
            return 1 + (start - 1) * Cosine.descent(step / peak);
        }
        double end = start / endDivisor;
        double progress = last > peak ? Math.min(1, (step - peak) / (last - peak)) : 0;
        return end + (1 - end) * Cosine.descent(progress);
    }

    @Override
    public JsonObject settings() {
        return JsonObject.of()
                .with("name", "oneCycle")
                .with("peakShare", peakShare)
                .with("startDivisor", startDivisor)
                .with("endDivisor", endDivisor);
    }
}
