package dev.evenkeel.train.meter;

import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.layer.core.Activate;
import dev.evenkeel.observe.Distribution;
import dev.evenkeel.observe.LayerObservation;
import dev.evenkeel.observe.NormalizationObservation;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.program.LayerOutput;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Looks at a layer in a step, in the two parts of {@link ParameterMeter}. */
public final class LayerMeter {
    /** Of an output that is computed anew, at least so many examples or values are. */
    private static final int MIN_EXAMPLES = 8;

    private static final int MIN_VALUES = 32 * 1024;

    /** The slope of a saturated activation, as a share of the steepest. */
    private static final double FLAT = 0.01;

    private static final double STEEPEST_SIGMOID = 0.25;

    private final LayerOutput output;
    private final Optional<NormalizationMeter> normalization;
    private final List<ParameterMeter> parameters;
    private final Activation activation;
    private Optional<Distribution> distribution = Optional.empty();
    private OptionalDouble dead = OptionalDouble.empty();
    private OptionalDouble saturated = OptionalDouble.empty();
    private Optional<NormalizationObservation> compared = Optional.empty();

    public LayerMeter(LayerOutput output, Optional<NormalizationMeter> normalization, List<ParameterMeter> parameters) {
        this.output = output;
        this.normalization = normalization;
        this.parameters = parameters;
        activation = output.node().layer() instanceof Activate activate ? activate.activation() : Activation.IDENTITY;
    }

    /** How long {@link #look}'s spare array needs to be. */
    public int spareLength() {
        Activations activations = output.activations();
        return output.isStored()
                ? 0
                : looked(activations.capacity()) * activations.shape().size();
    }

    private int looked(int examples) {
        boolean all = output.isStored() || activation == Activation.RELU;
        int enough =
                Math.max(MIN_EXAMPLES, MIN_VALUES / output.activations().shape().size());
        return all ? examples : Math.min(examples, enough);
    }

    public void look(int examples, Sample sample, float[] spare) {
        int looked = looked(examples);
        float[] values = output.first(looked, spare);
        sample.of(values, output.activations(), looked);
        if (activation == Activation.SIGMOID || activation == Activation.TANH) {
            saturated = saturated(sample);
        } else if (activation == Activation.RELU) {
            dead = OptionalDouble.of(dead(values, examples));
        }
        distribution = sample.distribution();
        compared = normalization.flatMap(meter -> meter.look(sample));
        parameters.forEach(parameter -> parameter.look(sample));
    }

    /** Empty where the output holds nothing finite. */
    public Optional<LayerObservation> finish(double learningRate) {
        return distribution.map(looked -> new LayerObservation(
                output.node().name(),
                looked,
                dead,
                saturated,
                compared,
                parameters.stream()
                        .flatMap(parameter -> parameter.finish(learningRate).stream())
                        .toList()));
    }

    private OptionalDouble saturated(Sample sample) {
        double steepest = activation == Activation.SIGMOID ? STEEPEST_SIGMOID : 1;
        int flat = 0;
        for (int index = 0; index < sample.count(); index++) {
            double y = sample.get(index);
            double slope = activation == Activation.SIGMOID ? y * (1 - y) : 1 - y * y;
            flat += slope < FLAT * steepest ? 1 : 0;
        }
        return sample.count() == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) flat / sample.count());
    }

    /** The share of channels without a value that is not 0: those that have none yet are looked for row by row. */
    private double dead(float[] values, int examples) {
        Activations activations = output.activations();
        int channels = activations.shape().channels();
        int rows = activations.rows(examples);
        int[] candidates = new int[channels];
        Arrays.setAll(candidates, channel -> channel);
        int left = channels;
        for (int row = activations.mask().nextReal(0, rows);
                row < rows && left > 0;
                row = activations.mask().nextReal(row + 1, rows)) {
            int kept = 0;
            for (int index = 0; index < left; index++) {
                if (values[row * channels + candidates[index]] == 0) {
                    candidates[kept++] = candidates[index];
                }
            }
            left = kept;
        }
        return (double) left / channels;
    }
}
