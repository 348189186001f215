package dev.evenkeel.cli.option;

import dev.evenkeel.cli.display.UsageException;
import dev.evenkeel.data.DataKind;
import dev.evenkeel.data.LoadedData;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.text.Suggestion;
import dev.evenkeel.train.loss.ClassWeights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How much examples count, by their class. */
public final class ClassWeightOption {
    private static final String BALANCED = "balanced";

    @Option(
            names = "--class-weights",
            paramLabel = "WEIGHTS",
            description =
                    "How much examples count in the loss, by their class: balanced (rare classes as much as common "
                            + "ones), or weights as pos=5,neg=1 (1 for classes that are not named).")
    private Optional<String> words = Optional.empty();

    /** For the classes of these data. */
    public Optional<ClassWeights> of(LoadedData loaded) {
        return words.map(said -> of(said, loaded));
    }

    private static ClassWeights of(String said, LoadedData loaded) {
        if (!(loaded.training().target() instanceof Target.Classes classes)) {
            throw new UsageException("--class-weights weigh classes, but "
                    + loaded.encoding()
                            .map(encoding -> "'" + encoding.targetName() + "'")
                            .orElse("the target")
                    + " of " + loaded.name()
                    + (loaded.kind() == DataKind.TEXT ? " is the next character" : " is predicted as a number")
                    + ": leave them out"
                    + (loaded.encoding().isPresent() ? ", or say --task classification" : ""));
        }
        return said.equals(BALANCED) ? ClassWeights.balanced() : ClassWeights.of(weights(said, classes.labels()));
    }

    /** Labels may hold commas and equals signs, so each is looked for as a whole. */
    private static Map<String, Double> weights(String said, List<String> labels) {
        Map<String, Double> weights = new LinkedHashMap<>();
        int at = 0;
        while (at < said.length()) {
            int from = at;
            String label = labels.stream()
                    .filter(name -> said.startsWith(name + "=", from))
                    .reduce((one, other) -> one.length() >= other.length() ? one : other)
                    .orElseThrow(() -> unknown(said.substring(from), labels));
            int number = at + label.length() + 1;
            int end = said.indexOf(',', number) < 0 ? said.length() : said.indexOf(',', number);
            weights.put(label, weight(label, said.substring(number, end)));
            at = end + 1;
        }
        if (weights.isEmpty()) {
            throw unknown(said, labels);
        }
        if (weights.values().stream().allMatch(weight -> weight == 0) && weights.size() == labels.size()) {
            throw new UsageException("--class-weights needs one above 0: else nothing is learnt");
        }
        return weights;
    }

    private static double weight(String label, String text) {
        try {
            double weight = Double.parseDouble(text);
            if (weight >= 0 && weight <= Float.MAX_VALUE) {
                return weight;
            }
        } catch (NumberFormatException word) {
            throw wrong(label, text, word);
        }
        throw wrong(label, text, new NumberFormatException());
    }

    private static UsageException wrong(String label, String text, Throwable cause) {
        UsageException wrong = new UsageException(
                "--class-weights needs a finite weight of 0 or more for class '" + label + "', but got '" + text + "'");
        wrong.initCause(cause);
        return wrong;
    }

    private static UsageException unknown(String rest, List<String> labels) {
        String name = rest.contains("=") ? rest.substring(0, rest.indexOf('=')) : rest;
        return new UsageException("--class-weights needs " + BALANCED + " or weights as "
                + String.join(
                        ",", labels.stream().limit(2).map(label -> label + "=1").toList())
                + ", but got '" + rest + "'" + Suggestion.hint(name, labels));
    }

    /** As {@code class weights neg 0.515, pos 16.7}. */
    public static String describe(ClassWeights weights, LoadedData loaded) {
        List<Double> values = weights.of(loaded.training());
        List<String> labels = ((Target.Classes) loaded.training().target()).labels();
        StringBuilder text = new StringBuilder("class weights ");
        int shown = Math.min(labels.size(), 5);
        for (int index = 0; index < shown; index++) {
            text.append(index > 0 ? ", " : "")
                    .append(labels.get(index))
                    .append(String.format(Locale.ROOT, " %.3g", values.get(index)));
        }
        return text.append(labels.size() > shown ? ", ..." : "").toString();
    }
}
