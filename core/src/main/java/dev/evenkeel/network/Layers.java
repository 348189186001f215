package dev.evenkeel.network;

import dev.evenkeel.layer.Part;
import dev.evenkeel.layer.Residual;

/**
 * The layers by the words that Java, YAML and files share. Meant for
 * {@code import static dev.evenkeel.network.Layers.*}.
 */
public final class Layers {
    static final Vocabulary VOCABULARY = Vocabulary.empty();

    private Layers() {}

    /** {@code y = body(x) + x}. */
    public static Residual residual(Part... body) {
        return Residual.of(body);
    }
}
