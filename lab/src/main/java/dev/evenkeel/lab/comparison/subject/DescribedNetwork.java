package dev.evenkeel.lab.comparison.subject;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.lab.comparison.subject.Variation.Factor;
import dev.evenkeel.layer.Frozen;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.network.NormalizationKind;
import dev.evenkeel.norm.Normalization;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A network whose layers are given: only its normalizations can be replaced, and one that is of the
 * kind already keeps its settings. All else stays, so a convolution without a
 * bias has none with {@code norm=none} either.
 *
 * @param title in messages, as the file's name
 * @param network as it is described
 */
public record DescribedNetwork(String title, Network network) implements Subject {
    @Override
    public Subject with(Factor factor, String value) {
        if (factor != Factor.NORM) {
            throw new EvenkeelException("Variation " + factor.word() + " shapes the built-in mlp, but " + title
                    + " says which layers there are. Vary norm, batch or rate, or leave --network out");
        }
        if (network.nodes().stream().noneMatch(DescribedNetwork::isNormalization)) {
            throw new EvenkeelException("Variation norm replaces the normalization layers of " + title
                    + ", but there are none. Put a batchNorm where each of them shall stand");
        }
        return new DescribedNetwork(
                title, normalizedBy(new FactorValue(factor, value).choice(NormalizationKind.class)));
    }

    private static boolean isNormalization(Node node) {
        return node.layer() instanceof Normalization;
    }

    private Network normalizedBy(NormalizationKind kind) {
        Network.Builder builder = Network.builder(network.input());
        Map<String, String> skipped = new HashMap<>();
        for (Node node : network.nodes()) {
            List<String> inputs = node.inputs().stream()
                    .map(input -> skipped.getOrDefault(input, input))
                    .toList();
            Optional<Layer> layer = isNormalization(node) ? replacement(node, kind) : Optional.of(node.layer());
            if (layer.isPresent()) {
                builder.add(node.name(), layer.get(), inputs);
            } else {
                skipped.put(node.name(), inputs.get(0));
            }
        }
        return frozenAlike(builder.build());
    }

    /** A layer that is of the kind already keeps its settings. */
    private static Optional<Layer> replacement(Node node, NormalizationKind kind) {
        Optional<Layer> usual = kind.layer(node.inputShapes().get(0).channels());
        return usual.map(layer -> layer.typeName().equals(node.layer().typeName()) ? node.layer() : layer);
    }

    private Network frozenAlike(Network replaced) {
        Network frozen = replaced;
        for (Node node : network.nodes()) {
            if (node.frozen() != Frozen.NOTHING && replaced.find(node.name()).isPresent()) {
                frozen = frozen.freeze(node.name(), node.frozen());
            }
        }
        return frozen;
    }
}
