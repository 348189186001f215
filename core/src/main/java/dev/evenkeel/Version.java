package dev.evenkeel;

/** Which Evenkeel this is. */
public final class Version {
    /** As in the project's build. */
    public static final String CURRENT = "0.1.0-SNAPSHOT";

    private Version() {}
}
