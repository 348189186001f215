package dev.evenkeel.kernel;

/** How SGD applies its velocity. */
public enum Momentum {
    CLASSIC,
    NESTEROV
}
