package dev.evenkeel.train;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.train.input.Share;
import java.util.Arrays;
import java.util.Optional;

/** The examples a run learns from and those it is measured on after every epoch. */
record ValidationSplit(Dataset training, Optional<Dataset> validation) {
    /** The validation set that was given, or a share of the data of all workers that the seed chooses, or none. */
    static ValidationSplit of(TrainerSettings settings, Dataset data) {
        if (settings.validation.isPresent() || settings.validationShare == 0) {
            return new ValidationSplit(data, settings.validation);
        }
        Share share = Share.of(data, settings.workers);
        int[] order = new int[share.all()];
        Arrays.setAll(order, index -> index);
        Randomness.of(settings.seed, "validation").shuffle(order);
        int held = (int) Math.round(share.all() * settings.validationShare);
        int[] validation = Arrays.copyOf(order, held);
        int[] training = Arrays.copyOfRange(order, held, order.length);
        Arrays.sort(validation);
        Arrays.sort(training);
        return new ValidationSplit(data.select(share.of(training)), Optional.of(data.select(share.of(validation))));
    }
}
