package dev.evenkeel.cli.model;

import dev.evenkeel.cli.display.UsageException;
import dev.evenkeel.layer.core.FixedStandardization;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the inputs of a model from elsewhere went through before it, which its file does not say. */
record InputNormalization(List<Float> mean, List<Float> deviation) {
    private static final String NAME = "standardize";

    /** Reads {@code MEAN,DEVIATION}, or {@code MEAN:MEAN:...,DEVIATION:DEVIATION:...} for each channel. */
    static InputNormalization parse(String text) {
        String[] parts = text.split(",", -1);
        if (parts.length != 2) {
            throw new UsageException("--standardize needs MEAN,DEVIATION, as 0.1307,0.3081, or for each channel"
                    + " 0.485:0.456:0.406,0.229:0.224:0.225, but got '" + text + "'");
        }
        return new InputNormalization(numbers(text, parts[0]), numbers(text, parts[1]));
    }

    private static List<Float> numbers(String text, String part) {
        List<Float> numbers = new ArrayList<>();
        for (String number : part.split(":", -1)) {
            try {
                numbers.add(Float.valueOf(number.strip()));
            } catch (NumberFormatException wrong) {
                throw new UsageException("--standardize needs numbers, but got '" + number + "' in '" + text + "'");
            }
        }
        return numbers;
    }

    /** The layer of the model that does the same to its inputs, if there is one. */
    Optional<Node> standardizedBy(Model model) {
        return model.network().nodes().stream()
                .filter(node -> node.inputs().contains(Network.INPUT))
                .filter(node -> node.layer().typeName().equals(NAME))
                .findFirst();
    }

    /** The model with {@code (x - mean) / deviation} before it. */
    Model before(Model model) {
        FixedStandardization layer;
        try {
            layer = new FixedStandardization(mean, deviation);
        } catch (IllegalArgumentException wrong) {
            throw new UsageException("--standardize " + wrong.getMessage());
        }
        Network network = model.network();
        Network.Builder builder = Network.builder(network.input());
        builder.add(NAME, layer, List.of(Network.INPUT));
        for (Node node : network.nodes()) {
            builder.add(
                    node.name(),
                    node.layer(),
                    node.inputs().stream()
                            .map(input -> input.equals(Network.INPUT) ? NAME : input)
                            .toList());
        }
        return model.with(builder.build());
    }
}
