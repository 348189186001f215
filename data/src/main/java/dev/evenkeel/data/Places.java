package dev.evenkeel.data;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Where named sets are looked for and kept.
 *
 * @param shared {@code $EVENKEEL_DATA}: a folder with a folder per set
 * @param cache {@code $XDG_CACHE_HOME/evenkeel}, else {@code ~/.cache/evenkeel}
 * @param mirror from the official address of a set to where it is fetched
 */
record Places(Optional<Path> shared, Path cache, UnaryOperator<URI> mirror) {
    static Places of(Map<String, String> environment, String home) {
        Optional<Path> caches = folder(environment, "XDG_CACHE_HOME").filter(Path::isAbsolute);
        return new Places(
                folder(environment, "EVENKEEL_DATA"),
                caches.orElse(Path.of(home, ".cache")).resolve("evenkeel"),
                UnaryOperator.identity());
    }

    static Places here() {
        return of(System.getenv(), System.getProperty("user.home"));
    }

    private static Optional<Path> folder(Map<String, String> environment, String variable) {
        return Optional.ofNullable(environment.get(variable))
                .filter(value -> !value.isBlank())
                .map(Path::of);
    }
}
