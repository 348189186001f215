package dev.evenkeel.kernel.view;

/** How SGD applies its velocity. */
public enum Momentum {
    CLASSIC,
    NESTEROV
}
