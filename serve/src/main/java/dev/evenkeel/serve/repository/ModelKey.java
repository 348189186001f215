package dev.evenkeel.serve.repository;

import dev.evenkeel.EvenkeelException;
import java.util.Comparator;
import java.util.Optional;

/** A model's name and version; of one name the latest version comes last. */
record ModelKey(String name, Optional<String> version) implements Comparable<ModelKey> {
    private static final Comparator<ModelKey> ORDER = Comparator.comparing(ModelKey::name)
            .thenComparingLong(key -> ModelNames.order(key.version))
            .thenComparing(key -> key.version.orElse(""));

    @Override
    public int compareTo(ModelKey other) {
        return ORDER.compare(this, other);
    }

    /** For people. */
    @Override
    public String toString() {
        return EvenkeelException.quoted(name)
                + version.map(number -> " version "
                                + (ModelNames.isVersion(number) ? number : EvenkeelException.quoted(number)))
                        .orElse("");
    }
}
