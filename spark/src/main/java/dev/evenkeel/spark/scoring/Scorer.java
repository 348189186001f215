package dev.evenkeel.spark.scoring;

import dev.evenkeel.data.KeptAttachments;
import dev.evenkeel.data.table.encoding.TableEncoding;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.model.Model;
import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * A model ready to score: its predictor, and how it reads a table's columns, if it does. One for each model of the same bytes in a
 * JVM, shared by the tasks that run there; it is let go when memory is needed and no task uses it.
 */
public record Scorer(Predictor predictor, Optional<TableEncoding> encoding, Outputs outputs) {
    private static final Map<String, SoftReference<Scorer>> READY = new ConcurrentHashMap<>();

    /**
     * @throws dev.evenkeel.EvenkeelException if statistics were never gathered, or an attachment is damaged
     */
    static Scorer of(Model model) {
        Predictor predictor = model.freeze();
        return new Scorer(predictor, KeptAttachments.encoding(model), Outputs.of(model, predictor));
    }

    /**
     * The scorer of a model, which is made by the first that asks for it.
     *
     * @param key that models of the same bytes share
     * @param model read only if it is needed
     */
    static Scorer of(String key, Supplier<Model> model) {
        Scorer[] found = new Scorer[1];
        READY.compute(key, (same, reference) -> {
            Scorer ready = reference == null ? null : reference.get();
            found[0] = ready == null ? of(model.get()) : ready;
            return ready == null || reference == null ? new SoftReference<>(found[0]) : reference;
        });
        READY.values().removeIf(reference -> reference.get() == null);
        return found[0];
    }
}
