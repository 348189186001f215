package dev.evenkeel.serve.watch;

import java.util.Optional;
import java.util.Set;

/** Says what is kept of models' inputs. */
public interface CollectionSource {
    /** What is kept of a model's; empty if none are. */
    Optional<Collected> collected(Served served);

    /** Lets go of all models but these. */
    void retain(Set<Served> present);

    /** Keeps none. */
    static CollectionSource none() {
        return new CollectionSource() {
            @Override
            public Optional<Collected> collected(Served served) {
                return Optional.empty();
            }

            @Override
            public void retain(Set<Served> present) {
                // There is none to let go of.
            }
        };
    }
}
