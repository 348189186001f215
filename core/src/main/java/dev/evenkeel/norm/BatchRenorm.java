package dev.evenkeel.norm;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.view.ColumnNormalization;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.norm.setting.Affine;
import dev.evenkeel.norm.setting.Averaging;
import dev.evenkeel.norm.setting.ChangedSettings;
import dev.evenkeel.norm.setting.RenormLimits;
import dev.evenkeel.norm.setting.RunningAverage;
import dev.evenkeel.norm.setting.VarianceEstimator;
import dev.evenkeel.number.Epsilon;

/**
 * {@code y = gamma * (xhat * r + d) + beta} with {@code xhat = (x - mean) / sigma} of the batch as in {@link BatchNorm},
 * {@code r = clip(sigma / sigmaRunning, 1/rMax, rMax)} and
 * {@code d = clip((mean - meanRunning) / sigmaRunning, -dMax, dMax)}: batch renormalization (Ioffe 2017, arXiv
 * 1702.03275), for batches that are small or not alike.
 *
 * <p>Sigma is {@code sqrt(variance + epsilon)}; r and d come from the running statistics before they follow this batch,
 * and are constants for the gradient, so dx is r times that of batch normalization. Within the limits a training step
 * computes what inference will. Input {@code [batch, ..., channels]}; inference, masks and one value per channel are as
 * in {@link BatchNorm}. The paper averages sigma; here it is the variance, as everywhere.
 *
 * @param epsilon added to the variance; same unit as the input squared; above 0
 * @param running how the running statistics follow the batches, and which variance they keep
 * @param affine whether gamma and beta are learned, and from where
 * @param limits how far r and d may go, by the updates behind the running statistics
 */
@CheckReturnValue
public record BatchRenorm(float epsilon, RunningAverage running, Affine affine, RenormLimits limits)
        implements BatchNormalization<BatchRenorm> {
    private static final BatchRenorm DEFAULT = new BatchRenorm(
            1e-5f,
            new RunningAverage(new Averaging.Exponential(0.01f), VarianceEstimator.UNBIASED),
            Affine.LEARNED,
            new RenormLimits(3, 5, 500, 4000, 2500));

    public BatchRenorm {
        Epsilon.require(epsilon);
    }

    /** As {@link BatchNorm#standard}, with the paper's weight of the new batch 0.01 and limits 3 and 5. */
    public static BatchRenorm standard() {
        return DEFAULT;
    }

    public BatchRenorm epsilon(float newEpsilon) {
        return new BatchRenorm(newEpsilon, running, affine, limits);
    }

    /** How far r and d may go in the end. */
    public BatchRenorm limits(float rMax, float dMax) {
        return limits(new RenormLimits(rMax, dMax, limits.from(), limits.rMaxAt(), limits.dMaxAt()));
    }

    /** From which update on the limits grow, and at which they are reached. */
    public BatchRenorm ramp(int from, int rMaxAt, int dMaxAt) {
        return limits(new RenormLimits(limits.rMax(), limits.dMax(), from, rMaxAt, dMaxAt));
    }

    private BatchRenorm limits(RenormLimits newLimits) {
        return new BatchRenorm(epsilon, running, affine, newLimits);
    }

    @Override
    public BatchRenorm with(Affine other) {
        return new BatchRenorm(epsilon, running, other, limits);
    }

    @Override
    public BatchRenorm with(RunningAverage other) {
        return new BatchRenorm(epsilon, other, affine, limits);
    }

    /** Reads the settings that {@link #settings} writes. */
    public static BatchRenorm read(Settings settings) {
        RenormLimits usual = DEFAULT.limits;
        return new BatchRenorm(
                settings.number("epsilon", DEFAULT.epsilon),
                RunningAverage.read(settings, DEFAULT.running),
                Affine.read(settings),
                new RenormLimits(
                        settings.number("rMax", usual.rMax()),
                        settings.number("dMax", usual.dMax()),
                        settings.integer("from", usual.from()),
                        settings.integer("rMaxAt", usual.rMaxAt()),
                        settings.integer("dMaxAt", usual.dMaxAt())));
    }

    @Override
    public JsonValue settings() {
        RenormLimits usual = DEFAULT.limits;
        return new ChangedSettings()
                .number("epsilon", epsilon, DEFAULT.epsilon)
                .running(running, DEFAULT.running)
                .affine(affine, Affine.LEARNED)
                .number("rMax", limits.rMax(), usual.rMax())
                .number("dMax", limits.dMax(), usual.dMax())
                .integer("from", limits.from(), usual.from())
                .integer("rMaxAt", limits.rMaxAt(), usual.rMaxAt())
                .integer("dMaxAt", limits.dMaxAt(), usual.dMaxAt())
                .toJson();
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        return new Training(this, context);
    }

    /** Scales and shifts what {@link BatchNorm} normalises. */
    private static final class Training extends BatchPass {
        private final RenormLimits limits;
        private final float epsilon;
        private final double[] r;
        private final double[] d;

        Training(BatchRenorm layer, TrainingContext context) {
            super(
                    context,
                    "BatchRenorm",
                    BatchNorm.standard()
                            .epsilon(layer.epsilon)
                            .with(layer.running)
                            .with(layer.affine));
            this.limits = layer.limits;
            this.epsilon = layer.epsilon;
            this.r = new double[context.inputShape().channels()];
            this.d = new double[r.length];
        }

        @Override
        void setForwardCoefficients(
                ColumnNormalization coefficients, int channel, double mean, double invStd, double gamma, double beta) {
            double rMax = limits.r(running.updates());
            double dMax = limits.d(running.updates());
            double sigma = Math.sqrt((double) running.variance()[channel] + epsilon);
            r[channel] = clip(1 / (invStd * sigma), 1 / rMax, rMax);
            d[channel] = clip((mean - running.mean()[channel]) / sigma, -dMax, dMax);
            coefficients.setForward(channel, mean, invStd, gamma * r[channel], beta + gamma * d[channel]);
        }

        @Override
        double gammaGradient(int channel, double sumDy, double sumDyXhat) {
            return r[channel] * sumDyXhat + d[channel] * sumDy;
        }

        private static double clip(double value, double low, double high) {
            return Math.max(low, Math.min(high, value));
        }
    }
}
