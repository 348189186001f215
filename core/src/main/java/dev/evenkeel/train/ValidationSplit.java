package dev.evenkeel.train;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.tensor.Randomness;
import java.util.Arrays;
import java.util.Optional;

/** The examples a run learns from and those it is measured on after every epoch. */
record ValidationSplit(Dataset training, Optional<Dataset> validation) {
    /** The validation set that was given, or a share of the data that the seed chooses, or none. */
    static ValidationSplit of(TrainerSettings settings, Dataset data) {
        if (settings.validation.isPresent() || settings.validationShare == 0) {
            return new ValidationSplit(data, settings.validation);
        }
        int[] order = new int[data.size()];
        Arrays.setAll(order, index -> index);
        Randomness.of(settings.seed, "validation").shuffle(order);
        int held = (int) Math.round(data.size() * settings.validationShare);
        int[] validation = Arrays.copyOf(order, held);
        int[] training = Arrays.copyOfRange(order, held, order.length);
        Arrays.sort(validation);
        Arrays.sort(training);
        return new ValidationSplit(data.select(training), Optional.of(data.select(validation)));
    }
}
