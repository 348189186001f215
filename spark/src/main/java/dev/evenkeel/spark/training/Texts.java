package dev.evenkeel.spark.training;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Texts that come one by one; those that are alike are kept once. */
final class Texts {
    private final Map<String, String> kept = new HashMap<>();
    private final List<String> texts = new ArrayList<>();

    void add(String text) {
        texts.add(kept.computeIfAbsent(text, same -> same));
    }

    List<String> list() {
        return texts;
    }
}
