package dev.evenkeel.train;

/** Goes when the package's first type comes. */
final class Placeholder {
    private Placeholder() {}
}
