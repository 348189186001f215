package dev.evenkeel.train.meter;

import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.norm.PopulationStatistics;
import dev.evenkeel.norm.ReportsInputMoments;
import dev.evenkeel.observe.Distribution;
import dev.evenkeel.observe.NormalizationObservation;
import dev.evenkeel.program.StatisticSlot;
import dev.evenkeel.program.TrainingProgram;
import java.util.Optional;

/** Compares the statistics of a layer's last batch with the running ones that were committed before the step. */
public final class NormalizationMeter {
    private final ReportsInputMoments pass;
    private final float epsilon;
    private final float[] runningMean;
    private final float[] runningVariance;
    private final Moments batch;
    private final double[] compared;

    public NormalizationMeter(TrainingProgram program, String layer, PopulationStatistics settings) {
        pass = (ReportsInputMoments) program.pass(layer).orElseThrow();
        epsilon = settings.epsilon();
        runningMean = committed(program, layer + ".running_mean");
        runningVariance = committed(program, layer + ".running_var");
        batch = new Moments(runningMean.length);
        compared = new double[runningMean.length];
    }

    private static float[] committed(TrainingProgram program, String name) {
        return program.statistics().stream()
                .filter(slot -> slot.name().equals(name))
                .map(StatisticSlot::committed)
                .findFirst()
                .orElseThrow();
    }

    /** Empty where nothing was finite in the batch. */
    Optional<NormalizationObservation> look(Sample sample) {
        batch.clear();
        pass.poolNow(batch);
        for (int channel = 0; channel < compared.length; channel++) {
            compared[channel] = (batch.mean(channel) - runningMean[channel]) / deviation(runningVariance[channel]);
        }
        Optional<Distribution> meanShift = sample.of(compared).distribution();
        for (int channel = 0; channel < compared.length; channel++) {
            compared[channel] = deviation(batch.variance(channel)) / deviation(runningVariance[channel]);
        }
        Optional<Distribution> deviationRatio = sample.of(compared).distribution();
        for (int channel = 0; channel < compared.length; channel++) {
            compared[channel] = batch.variance(channel) / (batch.variance(channel) + epsilon);
        }
        Optional<Distribution> varianceShare = sample.of(compared).distribution();
        return meanShift.flatMap(shift -> deviationRatio.flatMap(
                ratio -> varianceShare.map(share -> new NormalizationObservation(batch.count(), shift, ratio, share))));
    }

    private double deviation(double variance) {
        return Math.sqrt(variance + epsilon);
    }
}
