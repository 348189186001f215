package dev.evenkeel.spark.training;

import dev.evenkeel.data.KeptAttachments;
import dev.evenkeel.data.table.encoding.TableDrift;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.model.Model;
import java.util.List;
import java.util.Optional;

/**
 * What is learnt from.
 *
 * @param encoding how a table's columns became inputs; nothing for vectors
 * @param plain the training examples as the encoding gave them, each of the same weight
 * @param training the same with their weights
 * @param validation examples to measure on, if rows are marked for it
 */
record Examples(Optional<FittedEncoding> encoding, Dataset plain, Dataset training, Optional<Dataset> validation) {
    static final String NAME = "DataFrame";

    static Examples of(Optional<FittedEncoding> encoding, Dataset training, Optional<Dataset> validation) {
        return new Examples(encoding, training, training, validation);
    }

    /** These rows of all, with their weights, if they are weighted. */
    Examples weighted(ExampleMarks marks) {
        if (!marks.areWeighted()) {
            return this;
        }
        float[] weights = marks.weights();
        return new Examples(
                encoding,
                plain,
                Datasets.weighted(plain, select(weights, marks.training())),
                validation.map(held -> Datasets.weighted(held, select(weights, marks.validation()))));
    }

    private static float[] select(float[] weights, int[] rows) {
        float[] selected = new float[rows.length];
        for (int index = 0; index < rows.length; index++) {
            selected[index] = weights[rows[index]];
        }
        return selected;
    }

    /** What people should know about how the columns were encoded. */
    List<String> notes() {
        return encoding.map(FittedEncoding::notes).orElse(List.of());
    }

    /** A model that was trained on these, with what predicting needs beside it. */
    Model completed(Model model) {
        if (encoding.isEmpty()) {
            return model;
        }
        return model.withAttachment(
                        KeptAttachments.ENCODING,
                        encoding.get().encoding().toJson().toString())
                .withAttachment(TableDrift.KEPT, encoding.get().drift().toString());
    }
}
