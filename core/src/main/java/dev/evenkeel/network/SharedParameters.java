package dev.evenkeel.network;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.SharedParameter;
import dev.evenkeel.text.Suggestion;
import java.util.Map;

/** Parameters that two layers read, against the layer that keeps them. */
final class SharedParameters {
    private SharedParameters() {}

    /** @throws EvenkeelException if no layer before {@code node} keeps what it shares */
    static void require(Node node, SharedParameter shared, Map<String, Node> before) {
        Node owner = before.get(shared.layer());
        if (owner == null) {
            throw new EvenkeelException(node.title() + " shares the " + shared.parameter() + " of '" + shared.layer()
                    + "', but no such layer stands before it" + Suggestion.hint(shared.layer(), before.keySet()));
        }
        Parameter parameter = owner.parameters().stream()
                .filter(kept -> kept.name().equals(shared.parameter()))
                .findFirst()
                .orElseThrow(() -> new EvenkeelException(node.title() + " shares the " + shared.parameter() + " of "
                        + owner.title() + ", which has none. Name the layer that keeps it, as an embedding"));
        if (!parameter.shape().equals(shared.shape())) {
            throw new EvenkeelException(
                    node.title() + " needs a " + shared.parameter() + " " + shared.shape() + ", but that of "
                            + owner.title() + " is " + parameter.shape()
                            + ". Give it as many features as that has rows, and an input as wide as those");
        }
    }
}
