package dev.evenkeel.norm;

/** Goes when the package's first type comes. */
final class Placeholder {
    private Placeholder() {}
}
