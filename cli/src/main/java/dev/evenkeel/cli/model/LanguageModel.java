package dev.evenkeel.cli.model;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.text.TextDataset;
import dev.evenkeel.inference.Session;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.Statistic;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;

/** A described network that continues texts: from tokens {@code [context, 1]} to the next one's scores {@code [context, tokens]}. */
final class LanguageModel {
    private LanguageModel() {}

    /** Whether a network has the shapes of one. */
    static boolean isOne(Network network) {
        return network.input().rank() == 2
                && network.input().channels() == 1
                && network.output().rank() == 2
                && network.output().positions() == network.input().positions()
                && network.output().channels() > 1;
    }

    /**
     * That it has a score for each character of a text, reads them all, and sees none before it is to say it.
     *
     * @param word its file
     * @throws EvenkeelException naming the first layer that reads another number of characters, or that may see later ones
     */
    static void requireFit(String word, Network network, String data, TextDataset text) {
        int tokens = text.vocabulary().tokens().size();
        if (network.output().channels() != tokens) {
            throw new EvenkeelException(
                    word + " ends in scores of " + network.output().channels()
                            + " characters, but " + data + " has " + tokens + " different ones: let the embedding have "
                            + tokens + " entries and the last layer " + tokens + " features");
        }
        try {
            Session session = anyValues(network).freezeUnfolded().session();
            float[] unused = session.next(tokens - 1);
            session.close();
        } catch (EvenkeelException unfit) {
            throw new EvenkeelException(
                    word + " cannot learn to continue " + data + ", character by character. " + unfit.getMessage(),
                    unfit);
        }
    }

    private static Model anyValues(Network network) {
        Map<String, Tensor> tensors = new HashMap<>();
        for (Node node : network.nodes()) {
            for (Parameter parameter : node.parameters()) {
                tensors.put(node.name() + "." + parameter.name(), Tensor.filled(parameter.shape(), 1));
            }
            for (Statistic statistic : node.statistics()) {
                tensors.put(node.name() + "." + statistic.name(), Tensor.filled(statistic.shape(), 1));
            }
        }
        return new Model(network, tensors, Map.of(), Model.Output.plain(), JsonObject.of(), Map.of());
    }
}
