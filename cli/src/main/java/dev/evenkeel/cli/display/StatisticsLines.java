package dev.evenkeel.cli.display;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.layer.core.Dropping;
import dev.evenkeel.model.Pooling;
import dev.evenkeel.model.StatisticsOrigin;
import dev.evenkeel.model.StatisticsOrigin.Distance;
import dev.evenkeel.model.StatisticsOrigin.Kind;
import dev.evenkeel.network.Network;
import java.util.Map;
import java.util.Optional;

/** Which statistics a model's normalization layers hold, in words and as JSON. */
public final class StatisticsLines {
    private StatisticsLines() {}

    /** As {@code Statistics: population, pooled over all 1,352 examples; running ones are up to ... away ('4')}. */
    public static String sentence(StatisticsOrigin account) {
        String distance = account.farthest()
                .map(layer ->
                        "; " + other(account) + " at most " + layer.getValue() + " away, in '" + layer.getKey() + "'")
                .orElse("");
        return "Statistics: " + account + distance;
    }

    /** As {@code population, pooled over all 1,352 examples, dropout as in training}, if the network has dropout. */
    public static String held(StatisticsOrigin account, Network network) {
        boolean drops = network.nodes().stream().anyMatch(node -> node.layer() instanceof Dropping);
        return account
                + (drops && account.kind() == Kind.POPULATION && account.dropout() == Pooling.DropoutRule.KEPT
                        ? ", dropout as in training"
                        : "");
    }

    /** As {@code ; running averages 0.07 deviations in the mean, a factor of 1.15 in the variance away}. */
    public static Optional<String> distance(StatisticsOrigin account, String layer) {
        return Optional.ofNullable(account.layers().get(layer))
                .map(distance -> "; "
                        + (account.kind() == Kind.POPULATION ? "the running averages were " : "the population's are ")
                        + distance + " away");
    }

    private static String other(StatisticsOrigin account) {
        return account.kind() == Kind.POPULATION ? "running averages are" : "the population's are";
    }

    /** What should be told at the end of a training; empty if the two hardly differ. */
    public static Optional<String> remark(StatisticsOrigin account) {
        Optional<Map.Entry<String, Distance>> far =
                account.farthest().filter(layer -> layer.getValue().isFar());
        return far.map(layer -> account.kind() == Kind.POPULATION
                ? "The running averages of layer '" + layer.getKey() + "' ended " + layer.getValue()
                        + " from the statistics of the training data. The model has the latter; the averages would have"
                        + " shifted its predictions"
                : "The running averages of layer '" + layer.getKey() + "' ended " + layer.getValue()
                        + " from the statistics of the training data, and the model has the averages, which shift its"
                        + " predictions. Train with --statistics population, or run recalibrate");
    }

    public static JsonObject json(StatisticsOrigin account) {
        JsonObject json = account.toJson();
        return account.farthest()
                .map(layer -> json.with("farthest", layer.getKey()))
                .orElse(json);
    }
}
