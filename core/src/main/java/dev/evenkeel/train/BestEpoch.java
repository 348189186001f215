package dev.evenkeel.train;

import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.model.Model;
import dev.evenkeel.model.StatisticsOrigin;
import dev.evenkeel.network.Node;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.safetensors.SafetensorsFile;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The model of the epoch that early stopping holds for the best so far. */
final class BestEpoch {
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, SampleCounts> sampleCounts = new LinkedHashMap<>();

    private Optional<StatisticsOrigin> statistics = Optional.empty();

    void keep(Model model) {
        statistics = model.statistics();
        tensors.clear();
        tensors.putAll(model.tensors());
        sampleCounts.clear();
        model.network().nodes().stream()
                .filter(Node::gathersStatistics)
                .forEach(node -> sampleCounts.put(node.name(), model.sampleCounts(node.name())));
    }

    /** The tensors kept, by name; empty before there is a best epoch. */
    Map<String, Tensor> tensors() {
        return tensors;
    }

    Optional<Model> of(Model present) {
        if (tensors.isEmpty()) {
            return Optional.empty();
        }
        Model best = present.with(tensors, sampleCounts);
        return Optional.of(statistics.map(best::with).orElse(best));
    }

    boolean isKept() {
        return !tensors.isEmpty();
    }

    /** The account of the statistics, for a checkpoint; empty if there is none. */
    String statistics() {
        return statistics.map(account -> account.toJson().toString()).orElse("");
    }

    /** The counts behind the statistics, for a checkpoint. */
    JsonObject counts() {
        JsonObject counts = JsonObject.of();
        for (Map.Entry<String, SampleCounts> layer : sampleCounts.entrySet()) {
            counts = counts.with(
                    layer.getKey(),
                    JsonArray.ofNumbers(
                            layer.getValue().batches().orElse(-1),
                            layer.getValue().values().orElse(-1)));
        }
        return counts;
    }

    void restore(JsonObject counts, String account, SafetensorsFile saved, String prefix) {
        statistics = account.isEmpty()
                ? Optional.empty()
                : Optional.of(StatisticsOrigin.fromJson(Json.parse(account).asObject()));
        tensors.clear();
        sampleCounts.clear();
        saved.tensors().keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .forEach(name -> tensors.put(name.substring(prefix.length()), tensor(saved, name)));
        counts.members().keySet().forEach(layer -> {
            long[] numbers = counts.array(layer).toLongArray();
            sampleCounts.put(layer, new SampleCounts(known(numbers[0]), known(numbers[1])));
        });
    }

    private static OptionalLong known(long count) {
        return count < 0 ? OptionalLong.empty() : OptionalLong.of(count);
    }

    private static Tensor tensor(SafetensorsFile saved, String name) {
        long[] shape = saved.tensor(name).shape();
        return Tensor.of(
                Shape.of(Arrays.stream(shape).mapToInt(Math::toIntExact).toArray()), saved.floats(name));
    }
}
