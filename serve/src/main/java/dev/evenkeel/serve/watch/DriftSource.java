package dev.evenkeel.serve.watch;

import java.util.List;
import java.util.Set;

/** Says how far what models are given now is from what they were trained on. Asked when metrics or the status page are read. */
@FunctionalInterface
public interface DriftSource {
    List<ModelDrift> drift();

    /** Forgets all models but these. */
    default void retain(Set<Served> present) {}

    /** Says nothing. */
    static DriftSource none() {
        return List::of;
    }

    /** Whether what comes in is as it was. */
    enum Verdict {
        STEADY,
        DRIFTING,
        TOO_FEW_TO_TELL
    }

    /** @param examples that were looked at */
    record ModelDrift(Served model, Verdict verdict, long examples, List<LayerDrift> layers) {
        public ModelDrift {
            layers = List.copyOf(layers);
        }
    }

    /**
     * A layer's drift.
     *
     * @param shift of the mean, in deviations
     * @param standardError of {@code shift}
     * @param varianceRatio of what comes now to what the model stores
     * @param history earlier shifts, the oldest first
     */
    record LayerDrift(
            String layer,
            Verdict verdict,
            double shift,
            double standardError,
            double varianceRatio,
            List<Double> history) {
        public LayerDrift {
            history = List.copyOf(history);
        }
    }
}
