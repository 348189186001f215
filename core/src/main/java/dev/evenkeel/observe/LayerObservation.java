package dev.evenkeel.observe;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A layer in one step, or in its last batch where a step sums several. Padded positions are left out.
 *
 * @param layer its name
 * @param output its output in the training computation; of a layer whose activation is computed in the same sweep what goes
 *     into the activation, in large layers of the batch's first examples
 * @param dead of a ReLU: the share of channels that were zero throughout the batch, all of it
 * @param saturated of a sigmoid or tanh: the share of outputs where the slope is below a hundredth of the steepest, in the
 *     sample
 * @param normalization how its batch statistics compare, if it has running statistics
 * @param parameters those that learn
 */
public record LayerObservation(
        String layer,
        Distribution output,
        OptionalDouble dead,
        OptionalDouble saturated,
        Optional<NormalizationObservation> normalization,
        List<ParameterObservation> parameters) {
    public LayerObservation {
        parameters = List.copyOf(parameters);
    }

    /** The first of its parameters, in the library's own layers its weights or gamma; nothing where none learns. */
    public Optional<ParameterObservation> weights() {
        return parameters.stream().findFirst();
    }
}
