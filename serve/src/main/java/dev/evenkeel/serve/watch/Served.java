package dev.evenkeel.serve.watch;

/**
 * The model that a request is for.
 *
 * @param version empty where it has none
 */
public record Served(String model, String version) {
    /** No model: another path, or an unknown name. */
    public static final Served NOTHING = new Served("", "");
}
