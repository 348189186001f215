package dev.evenkeel.inference;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What was folded into what when a model was frozen, what was not and why, and the difference it makes.
 *
 * @param entries one for each layer that is not computed as it stands, or might have been folded
 * @param difference between the folded and the unfolded predictor, of no examples if it was not measured
 */
public record FoldReport(List<Entry> entries, FoldDifference difference) {
    /** Nothing was tried. */
    static final FoldReport NOTHING = new FoldReport(List.of(), FoldDifference.NONE);

    /** What became of a layer. */
    public enum Outcome {
        /** Its scale and shift are in the weights of a neighbour. */
        FOLDED,
        /** It is one with another scale and shift. */
        MERGED,
        /** A product computes it along with its results. */
        FUSED,
        /** It changes nothing, so it is left out. */
        LEFT_OUT,
        /** It is computed as it stands. */
        UNFOLDED
    }

    /**
     * What became of one layer.
     *
     * @param layer its name
     * @param outcome what became of it
     * @param explanation into what it was folded, or why not
     * @param error for {@link Outcome#FOLDED} what stands behind the fold, channel by channel; layers that were folded
     *     into the same product share it
     */
    public record Entry(String layer, Outcome outcome, String explanation, Optional<FoldError> error) {
        /** For {@link Outcome#FOLDED} the largest of {@link FoldError#bounds()}, else 0. */
        public double bound() {
            return error.map(FoldError::worstBound).orElse(0.0);
        }

        /** As {@code '1' folded: into linear '0' before it (bound 3.1e-06)}. */
        @Override
        public String toString() {
            String line =
                    "'" + layer + "' " + outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ') + ": " + explanation;
            return outcome == Outcome.FOLDED ? line + String.format(Locale.ROOT, " (bound %.1e)", bound()) : line;
        }
    }

    public FoldReport {
        entries = List.copyOf(entries);
    }

    /** How many layers have the outcome. */
    public int count(Outcome outcome) {
        return (int)
                entries.stream().filter(entry -> entry.outcome() == outcome).count();
    }

    /** Whether no fold moved a channel by more than its bound. */
    public boolean holds() {
        return entries.stream()
                .allMatch(entry -> entry.error().map(FoldError::holds).orElse(true));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        entries.forEach(entry -> text.append(entry).append('\n'));
        if (difference.examples() > 0) {
            text.append(String.format(
                    Locale.ROOT,
                    "worst difference to the unfolded network on %d examples: %.2e, relative %.2e\n",
                    difference.examples(),
                    difference.absolute(),
                    difference.relative()));
        }
        return text.toString();
    }
}
