package dev.evenkeel.model;

/** Goes when the package's first type comes. */
final class Placeholder {
    private Placeholder() {}
}
