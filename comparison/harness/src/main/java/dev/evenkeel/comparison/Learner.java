package dev.evenkeel.comparison;

/** A network in training: the same batch again and again. */
public interface Learner extends AutoCloseable {
    /** The learning rate of everybody's SGD. */
    double RATE = 0.05;

    /** The momentum of everybody's SGD. */
    double MOMENTUM = 0.9;

    /** Loss and gradients for the weights as they were drawn. */
    default double gradients() {
        return step();
    }

    /** One step; the mean loss before it. */
    double step();

    /** A parameter's gradient after {@link #gradients}, channels last. */
    float[] gradient(String parameter);

    /** How the momentum is applied. */
    default Momentum momentum() {
        return Momentum.CLASSIC;
    }

    /** The forms of momentum; their losses differ from the second step on. */
    enum Momentum {
        CLASSIC,
        NESTEROV
    }

    @Override
    default void close() {}
}
