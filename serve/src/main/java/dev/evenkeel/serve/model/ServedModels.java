package dev.evenkeel.serve.model;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.KeptAttachments;
import dev.evenkeel.data.image.Thumbnail;
import dev.evenkeel.data.table.encoding.TableEncoding;
import dev.evenkeel.data.table.sequence.SequenceColumns;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.model.Model;
import dev.evenkeel.serve.protocol.ModelDescription;
import dev.evenkeel.tensor.Shape;
import java.util.Optional;

/** Makes served models of models in files. */
public final class ServedModels {
    private static final String PLATFORM = "evenkeel";

    private ServedModels() {}

    /**
     * A model that takes what its training read: columns of a table, images, sequences, or else the network's own input.
     *
     * @throws EvenkeelException if it cannot predict, or what it keeps of its training is damaged
     */
    public static ServedModel of(String name, Optional<String> version, Model model) {
        Predictor predictor = model.freeze();
        ModelInputs inputs = inputs(model, predictor);
        ModelOutputs outputs = new ModelOutputs(predictor, model.output());
        ModelDescription description = new ModelDescription(
                name,
                version.stream().toList(),
                PLATFORM,
                inputs.descriptions(),
                outputs.descriptions(),
                outputs.classes(),
                inputs.example().map(tensors -> JsonObject.of().with("inputs", tensors)));
        return new FrozenModel(description, version, predictor, inputs, outputs);
    }

    /** How rows of a table become examples of a model that takes such. */
    public static Optional<TableEncoding> tableEncoding(Model model) {
        return KeptAttachments.encoding(model)
                .filter(unused -> !model.attachments().containsKey(SequenceColumns.KEPT));
    }

    private static ModelInputs inputs(Model model, Predictor predictor) {
        Shape shape = predictor.input();
        ExampleLimit limit = new ExampleLimit(shape, predictor.output());
        Optional<TableEncoding> encoding = tableEncoding(model);
        if (encoding.isPresent()) {
            if (!encoding.get().inputShape().equals(shape)) {
                throw new EvenkeelException(
                        "The model's network reads " + shape + ", but its encoding of columns gives "
                                + encoding.get().inputShape() + ". Take an intact copy of the file");
            }
            return new TableInputs(encoding.get(), limit);
        }
        if (Thumbnail.fits(shape)) {
            return new ImageInputs(shape, KeptAttachments.imageSize(model), limit);
        }
        if (shape.rank() == 2) {
            boolean noEffect = model.followsLength() || predictor.keepsPositions();
            return new SequenceInputs(
                    shape, noEffect ? SequenceInputs.Padding.HAS_NO_EFFECT : SequenceInputs.Padding.MAY_MATTER, limit);
        }
        return new TensorInputs(shape, limit);
    }
}
