package dev.evenkeel.lab.comparison;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.lab.comparison.subject.FactorValue;
import dev.evenkeel.lab.comparison.subject.Subject;
import dev.evenkeel.lab.comparison.subject.Variation;
import dev.evenkeel.lab.comparison.subject.Variation.Factor;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.NetworkJson;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One of the ways that are compared.
 *
 * @param choices the value of each factor that is varied
 * @param network to train
 * @param batch examples per batch
 * @param learningRate the learning rate
 */
public record Configuration(Map<Factor, String> choices, Network network, int batch, double learningRate) {
    public Configuration {
        choices = Collections.unmodifiableMap(new LinkedHashMap<>(choices));
    }

    /**
     * All combinations of the variations' values, the first values first: what the others are compared with. Of two that
     * come to the same training, as any placement of no normalization, only the first is among them.
     *
     * @param batch where it is not varied
     * @param learningRate where it is not varied
     */
    public static List<Configuration> of(List<Variation> variations, Subject subject, int batch, double learningRate) {
        List<Map<Factor, String>> combinations = List.of(Map.of());
        for (Variation variation : variations) {
            combinations = combinations.stream()
                    .flatMap(fixed -> variation.values().stream().map(value -> and(fixed, variation.factor(), value)))
                    .toList();
        }
        List<Configuration> configurations = new ArrayList<>();
        for (Map<Factor, String> choices : combinations) {
            Configuration configuration = of(choices, subject, batch, learningRate);
            if (configurations.stream().noneMatch(configuration::trainsAs)) {
                configurations.add(configuration);
            }
        }
        return List.copyOf(configurations);
    }

    /** As {@code norm=batch rate=0.1}. */
    public String name() {
        return choices.entrySet().stream()
                .map(choice -> choice.getKey().word() + "=" + choice.getValue())
                .collect(Collectors.joining(" "));
    }

    JsonObject toJson() {
        return JsonObject.of()
                .with("name", name())
                .with("network", NetworkJson.write(network))
                .with("batch", batch)
                .with("rate", learningRate);
    }

    private boolean trainsAs(Configuration other) {
        return network.equals(other.network) && batch == other.batch && learningRate == other.learningRate;
    }

    private static Map<Factor, String> and(Map<Factor, String> fixed, Factor factor, String value) {
        Map<Factor, String> more = new LinkedHashMap<>(fixed);
        more.put(factor, value);
        return more;
    }

    private static Configuration of(Map<Factor, String> choices, Subject subject, int batch, double learningRate) {
        Subject varied = subject;
        int examples = batch;
        double step = learningRate;
        for (Map.Entry<Factor, String> choice : choices.entrySet()) {
            FactorValue value = new FactorValue(choice.getKey(), choice.getValue());
            switch (choice.getKey()) {
                case BATCH -> examples = value.count();
                case RATE -> step = value.positive();
                default -> varied = varied.with(choice.getKey(), choice.getValue());
            }
        }
        return new Configuration(choices, varied.network(), examples, step);
    }
}
