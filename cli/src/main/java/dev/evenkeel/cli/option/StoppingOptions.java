package dev.evenkeel.cli.option;

import dev.evenkeel.cli.display.Console;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.train.EarlyStopping;
import dev.evenkeel.train.KeptEpoch;
import dev.evenkeel.train.Trainer;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** When a run ends before its last epoch, and which epoch's model it leaves. */
public final class StoppingOptions {
    /** What is held out to measure on, if nobody says how much. */
    static final double SHARE = 0.1;

    private static final int PATIENCE = 10;

    @Option(
            names = "--early-stopping",
            arity = "0..1",
            fallbackValue = "" + PATIENCE,
            paramLabel = "PATIENCE",
            description = "End when the validation loss has not improved for so many epochs (${FALLBACK-VALUE} is the "
                    + "default). Measures on --validation-share; a tenth is the default then.")
    private Optional<Integer> patience = Optional.empty();

    @Option(
            names = "--keep",
            paramLabel = "WORD",
            description = "Which epoch's model to write: best (by the validation loss; the default with "
                    + "--early-stopping) or last.")
    private Optional<KeptEpoch> keep = Optional.empty();

    /**
     * What was chosen.
     *
     * @param patience in epochs, if a run may end early
     * @param keep which epoch's model is left
     */
    public record Stopping(Optional<Integer> patience, KeptEpoch keep) {
        public Trainer apply(Trainer trainer) {
            Trainer stopping = patience.map(epochs -> trainer.earlyStopping(EarlyStopping.onLoss(epochs)))
                    .orElse(trainer);
            return measures() ? stopping.keep(keep) : stopping;
        }

        /** Whether what is measured after each epoch decides anything. */
        public boolean measures() {
            return patience.isPresent() || keep == KeptEpoch.BEST;
        }

        public JsonObject toJson() {
            JsonObject json = JsonObject.of().with("keep", keep.name().toLowerCase(Locale.ROOT));
            return patience.isPresent() ? json.with("earlyStopping", patience.get()) : json;
        }
    }

    public void check() {
        patience.ifPresent(epochs -> Limits.atLeastOne("--early-stopping", epochs));
    }

    public Stopping chosen() {
        return new Stopping(patience, keep.orElse(patience.isPresent() ? KeptEpoch.BEST : KeptEpoch.LAST));
    }

    /** The share of the training data to measure on, where {@code said} does not say. */
    public double share(Optional<Double> said, Console console) {
        boolean measures = patience.isPresent() || keep.equals(Optional.of(KeptEpoch.BEST));
        if (said.isPresent() || !measures) {
            return said.orElse(0.0);
        }
        console.note((patience.isPresent() ? "--early-stopping" : "--keep best")
                + " measures on examples that are not learnt from: a tenth of the training data is held out"
                + " (--validation-share says how much)");
        return SHARE;
    }
}
