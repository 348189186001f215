package dev.evenkeel.audit;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.dataset.EvenBatches;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.model.Model;
import dev.evenkeel.model.StatisticsOrigin;
import dev.evenkeel.model.TargetScaling;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How a network is, or was, trained, as far as an audit asks and it is known.
 *
 * @param batchSize examples per batch
 * @param examples examples that are learnt from
 * @param epochs times that they are gone through
 * @param accumulation batches per step
 * @param decayed the full names, as {@code 2.weight}, of normalization parameters that decay shrinks
 * @param weights whether the weights are averages over steps
 * @param rawTargets mean and deviation of numbers that are learnt without being standardised
 * @param statistics that normalization layers are left with
 * @param firstRate the learning rate of the first step, as a share of the largest of the run: small where it is warmed up
 * @param apart parts of a batch that are normalised each by itself: as many as there are workers that keep their statistics to
 *     themselves ({@link dev.evenkeel.worker.BatchStatistics#PER_WORKER})
 */
@CheckReturnValue
public record Circumstances(
        OptionalInt batchSize,
        OptionalInt examples,
        OptionalInt epochs,
        int accumulation,
        Set<String> decayed,
        Weights weights,
        Optional<TargetScaling> rawTargets,
        StatisticsOrigin.Kind statistics,
        OptionalDouble firstRate,
        int apart) {
    /** Which weights a model has. */
    public enum Weights {
        /** Those after the last step, or averages by {@link dev.evenkeel.train.Trainer}, which gathers statistics for them. */
        OF_A_STEP,
        /** Averages made elsewhere, as of an EMA or SWA. */
        AVERAGED
    }

    private static final Circumstances UNKNOWN = new Circumstances(
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            1,
            Set.of(),
            Weights.OF_A_STEP,
            Optional.empty(),
            StatisticsOrigin.Kind.RUNNING,
            OptionalDouble.empty(),
            1);

    public Circumstances {
        decayed = Set.copyOf(decayed);
        batchSize.ifPresent(value -> require("batch", value));
        examples.ifPresent(value -> require("data set", value));
        epochs.ifPresent(value -> require("training in epochs", value));
        require("step in batches", accumulation);
        require("batch in parts", apart);
    }

    /** Nothing is known. */
    public static Circumstances unknown() {
        return UNKNOWN;
    }

    /** What the provenance of a model says, if it was trained here. */
    static Circumstances of(Model model) {
        Circumstances known = UNKNOWN;
        Optional<JsonObject> settings = object(model.provenance(), "settings");
        if (settings.isEmpty()) {
            return known;
        }
        JsonObject said = settings.get();
        Optional<Integer> batch = said.find("batchSize", JsonValue::asInt);
        Optional<Integer> size = object(said, "data").flatMap(data -> data.find("examples", JsonValue::asInt));
        double held = said.find("validationShare", JsonValue::asDouble).orElse(0.0);
        known = batch.isPresent() ? known.batchSize(batch.get()) : known;
        known = size.isPresent() ? known.examples((int) Math.round(size.get() * (1 - held))) : known;
        Optional<JsonObject> schedule = object(said, "schedule");
        Optional<String> name = schedule.flatMap(told -> told.find("name", JsonValue::asString));
        if (name.equals(Optional.of("warmUp"))) {
            known = known.firstRate(0);
        } else if (name.equals(Optional.of("oneCycle"))) {
            known = known.firstRate(
                    1 / schedule.get().find("startDivisor", JsonValue::asDouble).orElse(1.0));
        }
        if (said.find("batchStatistics", JsonValue::asString).equals(Optional.of("perWorker"))) {
            known = known.apart(said.find("workers", JsonValue::asInt).orElse(1));
        }
        return known.accumulation(said.find("accumulate", JsonValue::asInt).orElse(1));
    }

    static Optional<JsonObject> object(JsonObject json, String key) {
        return json.find(key).filter(JsonObject.class::isInstance).map(JsonValue::asObject);
    }

    public Circumstances batchSize(int value) {
        return new Circumstances(
                OptionalInt.of(value),
                examples,
                epochs,
                accumulation,
                decayed,
                weights,
                rawTargets,
                statistics,
                firstRate,
                apart);
    }

    public Circumstances examples(int value) {
        return new Circumstances(
                batchSize,
                OptionalInt.of(value),
                epochs,
                accumulation,
                decayed,
                weights,
                rawTargets,
                statistics,
                firstRate,
                apart);
    }

    public Circumstances epochs(int value) {
        return new Circumstances(
                batchSize,
                examples,
                OptionalInt.of(value),
                accumulation,
                decayed,
                weights,
                rawTargets,
                statistics,
                firstRate,
                apart);
    }

    public Circumstances accumulation(int batches) {
        return new Circumstances(
                batchSize, examples, epochs, batches, decayed, weights, rawTargets, statistics, firstRate, apart);
    }

    public Circumstances decayed(Collection<String> parameters) {
        return new Circumstances(
                batchSize,
                examples,
                epochs,
                accumulation,
                Set.copyOf(parameters),
                weights,
                rawTargets,
                statistics,
                firstRate,
                apart);
    }

    public Circumstances weights(Weights kind) {
        return new Circumstances(
                batchSize, examples, epochs, accumulation, decayed, kind, rawTargets, statistics, firstRate, apart);
    }

    public Circumstances rawTargets(TargetScaling spread) {
        return new Circumstances(
                batchSize,
                examples,
                epochs,
                accumulation,
                decayed,
                weights,
                Optional.of(spread),
                statistics,
                firstRate,
                apart);
    }

    public Circumstances statistics(StatisticsOrigin.Kind kind) {
        return new Circumstances(
                batchSize, examples, epochs, accumulation, decayed, weights, rawTargets, kind, firstRate, apart);
    }

    /** @param share of the largest learning rate that the first step has */
    public Circumstances firstRate(double share) {
        return new Circumstances(
                batchSize,
                examples,
                epochs,
                accumulation,
                decayed,
                weights,
                rawTargets,
                statistics,
                OptionalDouble.of(share),
                apart);
    }

    public Circumstances apart(int parts) {
        return new Circumstances(
                batchSize, examples, epochs, accumulation, decayed, weights, rawTargets, statistics, firstRate, parts);
    }

    /** How the examples are cut, or one batch of the usual size where their number is not known. */
    Optional<EvenBatches> batches() {
        return batchSize.isPresent()
                ? Optional.of(new EvenBatches(examples.orElse(batchSize.getAsInt()), batchSize.getAsInt()))
                : Optional.empty();
    }

    private static void require(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("A " + what + " needs 1 or more, but got " + value);
        }
    }
}
