package dev.evenkeel.examples;

import dev.evenkeel.inference.Predictor;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.model.Model;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** A model inside a jar, and one predictor for all threads. */
final class Serving {
    private Serving() {}

    /** The model that lies beside {@code type} in its jar as {@code name}, frozen. */
    static Predictor fromJar(Class<?> type, String name) {
        try (InputStream resource = type.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IllegalStateException("there is no " + name + " beside " + type.getName());
            }
            return Model.read(name, resource).freeze();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Each example on a thread of {@code threads}, all with the one predictor: the same bits as one after the other. */
    static List<float[]> probabilities(Predictor predictor, List<float[]> examples, Executor threads) {
        List<CompletableFuture<float[]>> answers = examples.stream()
                .map(example -> CompletableFuture.supplyAsync(() -> predictor.probabilities(example), threads))
                .toList();
        return answers.stream().map(CompletableFuture::join).toList();
    }

    /** Several examples, shared by a team: the same bits. */
    static float[][] together(Predictor predictor, float[][] examples) {
        try (Team team = Team.of(2)) {
            return predictor.on(team).probabilities(examples);
        }
    }
}
