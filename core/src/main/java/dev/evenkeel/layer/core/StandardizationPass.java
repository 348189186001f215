package dev.evenkeel.layer.core;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Grain;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.kernel.view.ColumnNormalization;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import java.util.function.Supplier;

/**
 * {@code y = (x - mean) / deviation} and {@code dx = dy / deviation}, both 0 where a channel is held; one mean and deviation
 * for all, or for each channel.
 */
final class StandardizationPass implements TrainingPass {
    private final TrainingContext context;
    private final Supplier<float[]> means;
    private final Supplier<float[]> deviations;
    private final Kernels kernels;
    private final int channels;
    private final ColumnNormalization standardized;
    private final ColumnNormalization scaled;
    private final Team.RangeTask forward = this::forward;
    private final Team.RangeTask backward = this::backward;

    StandardizationPass(TrainingContext context, Supplier<float[]> means, Supplier<float[]> deviations) {
        this.context = context;
        this.means = means;
        this.deviations = deviations;
        kernels = context.compute().kernels();
        channels = context.inputShape().channels();
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
            standardized.setForward(channel, held ? 0 : from[channel % from.length], scale, 0);
            scaled.setForward(channel, 0, scale, 0);
        }
        context.compute().team().run(context.input().rows(step.examples()), Grain.rows(channels), forward);
    }

    @Override
    public void backward(Step step) {
        if (context.needsInputGradient(0)) {
            context.compute().team().run(context.input().rows(step.examples()), Grain.rows(channels), backward);
        }
    }

    private void forward(int from, int to) {
        float[] y = context.output().values();
        kernels.columns().normalize(context.input().values(), from, to, standardized, y, from * channels);
    }

    private void backward(int from, int to) {
        float[] dx = context.inputGradient(0);
        kernels.columns().normalize(context.outputGradient(), from, to, scaled, dx, from * channels);
    }
}
