package dev.evenkeel.formats.weights;

import dev.evenkeel.network.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is to be said of layers, each sentence once with the layers that it is true of, the first few by name. */
final class LayerRemarks {
    private static final int SHOWN = 3;

    private final Map<Sentence, List<String>> layers = new LinkedHashMap<>();

    private record Sentence(String before, String after) {}

    /** Says {@code before}, the layer's name, {@code after}. */
    void add(String before, Node node, String after) {
        layers.computeIfAbsent(new Sentence(before, after), key -> new ArrayList<>())
                .add(node.title());
    }

    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        layers.forEach((sentence, titles) -> sentences.add(sentence.before() + shown(titles) + sentence.after()));
        return sentences;
    }

    private static String shown(List<String> titles) {
        String first = String.join(", ", titles.subList(0, Math.min(SHOWN, titles.size())));
        return titles.size() > SHOWN ? first + " and " + (titles.size() - SHOWN) + " more" : first;
    }
}
