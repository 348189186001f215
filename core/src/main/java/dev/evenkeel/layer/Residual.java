package dev.evenkeel.layer;

import dev.evenkeel.CheckReturnValue;
import java.util.List;

/**
 * {@code y = body(x) + shortcut(x)} (He et al. 2015). An empty shortcut is the identity.
 *
 * @param body the parts on the long way
 * @param shortcut the parts on the short way
 */
@CheckReturnValue
public record Residual(List<Part> body, List<Part> shortcut) implements Part {
    public Residual {
        body = List.copyOf(body);
        shortcut = List.copyOf(shortcut);
        if (body.isEmpty()) {
            throw new IllegalArgumentException("A residual needs at least one part in its body, but got none");
        }
    }

    /** {@code y = body(x) + x}. */
    public static Residual of(Part... body) {
        return new Residual(List.of(body), List.of());
    }

    /** The same body beside another short way, as a projection where the shapes differ. */
    public Residual withShortcut(Part... parts) {
        return new Residual(body, List.of(parts));
    }
}
