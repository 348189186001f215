package dev.evenkeel.lab.comparison;

import dev.evenkeel.json.JsonObject;
import java.util.List;

/** The trainings of a comparison that several computers share, and the folder where what they bring is kept. */
public final class SharedTrainings {
    private final Comparison comparison;
    private final ComparisonFolder folder;

    SharedTrainings(Comparison comparison, ComparisonFolder folder) {
        this.comparison = comparison;
        this.folder = folder;
    }

    /** What is still to be done, seed by seed. */
    public List<Place> missing() {
        return comparison.places().stream()
                .filter(place -> folder.find(place).isEmpty())
                .toList();
    }

    /** Keeps what {@link Comparison#train} gave. */
    public void keep(Place place, JsonObject trial) {
        folder.keep(place, Trial.fromJson(trial));
    }
}
