package dev.evenkeel.norm.setting;

/** Whether a layer itself fixes how its running statistics are used, whatever a training run asks for. */
public enum StatisticsRule {
    /** As the run's {@link dev.evenkeel.layer.TrainingMode} says. */
    FREE,
    /** Running statistics normalise, in training too, and stay as they are. */
    FROZEN
}
