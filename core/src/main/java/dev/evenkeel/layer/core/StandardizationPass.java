package dev.evenkeel.layer.core;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Grain;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.kernel.view.ColumnNormalization;
import dev.evenkeel.layer.Site;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingPass;
import java.util.function.Supplier;

/**
 * {@code y = (x - mean) / deviation} and {@code dx = dy / deviation}, both 0 where a channel is held; one mean and deviation
 * for all, or for each channel.
 */
final class StandardizationPass implements TrainingPass {
    private final Site site;
    private final Supplier<float[]> means;
    private final Supplier<float[]> deviations;
    private final Kernels kernels;
    private final int channels;
    private final ColumnNormalization standardized;
    private final ColumnNormalization scaled;
    private final Team.RangeTask forward = this::forward;
    private final Team.RangeTask backward = this::backward;

    StandardizationPass(Site site, Supplier<float[]> means, Supplier<float[]> deviations) {
        this.site = site;
        this.means = means;
        this.deviations = deviations;
        kernels = site.compute().kernels();
        channels = site.inputShape().channels();
        standardized = new ColumnNormalization(channels, Activation.IDENTITY);
        scaled = new ColumnNormalization(channels, Activation.IDENTITY);
    }

    @Override
    public void forward(Step step) {
        float[] from = means.get();
        float[] by = deviations.get();
        for (int channel = 0; channel < channels; channel++) {
            float deviation = by[channel % by.length];
            boolean held = deviation == InputStandardization.HELD;
            float scale = held ? 0 : (float) (1.0 / deviation);
            standardized.set(channel, held ? 0 : from[channel % from.length], scale, 0);
            scaled.set(channel, 0, scale, 0);
        }
        site.compute().team().run(site.input().rows(step.examples()), Grain.rows(channels), forward);
    }

    @Override
    public void backward(Step step) {
        if (site.needsInputGradient(0)) {
            site.compute().team().run(site.input().rows(step.examples()), Grain.rows(channels), backward);
        }
    }

    private void forward(int from, int to) {
        float[] y = site.output().values();
        kernels.columns().normalize(site.input().values(), from, to, standardized, y, from * channels);
    }

    private void backward(int from, int to) {
        float[] dx = site.inputGradient(0);
        kernels.columns().normalize(site.outputGradient(), from, to, scaled, dx, from * channels);
    }
}
