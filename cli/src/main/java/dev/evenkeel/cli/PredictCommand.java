package dev.evenkeel.cli;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.table.TableReader;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.inference.Link;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.model.Model;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code evenkeel predict}. */
@Command(
        name = "predict",
        sortOptions = false,
        header = "Prints a prediction for each row of a table or each image.",
        synopsisHeading = "%nUsage: ",
        optionListHeading = "%n",
        footer = {
            "",
            "Classes: the likeliest label, its probability, and the probability of each class. Values: the value.",
            "A table needs the columns the model was trained on; its target column need not be there.",
            "",
            "Examples:",
            "  evenkeel predict run-iris-seed1/model.safetensors --data new-flowers.csv",
            "  evenkeel predict run-digits-seed1 --data digits --format json"
        })
final class PredictCommand extends Action {
    private static final int BLOCK = 256;

    @Mixin
    private final ModelFileArgument file = new ModelFileArgument();

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DATA",
            description = "A table or images, as for train; of images that come in two parts the test part.")
    private String data = "";

    @Mixin
    private final DataFolder folder = new DataFolder();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "csv (with a header, the default) or json (one object a line).")
    private Words.Format format = Words.Format.CSV;

    PredictCommand(Console console) {
        super(console);
    }

    @Override
    Answer answer() {
        Model model = file.read(console());
        if (model.network().output().rank() != 1) {
            throw new EvenkeelException("predict prints one row for each example, but the model's output "
                    + model.network().output() + " has positions. Use the predictor from Java");
        }
        Inputs inputs = inputs(model);
        Predictor predictor = inputs.model().freeze();
        PredictionWriter writer = PredictionWriter.of(
                format, predictor, inputs.model().output(), console().data());
        write(predictor, inputs.rows(), writer);
        JsonObject json = JsonObject.of()
                .with("command", "predict")
                .with("model", file.file().toString())
                .with("data", data)
                .with("rows", inputs.rows().size())
                .with("format", format.toString())
                .with("warnings", JsonArray.ofStrings(inputs.rows().warnings()));
        return new Answer("", json);
    }

    private static void write(Predictor predictor, Rows rows, PredictionWriter writer) {
        writer.begin();
        int inputSize = predictor.input().size();
        int outputSize = predictor.output().size();
        float[] inputs = new float[BLOCK * inputSize];
        float[] outputs = new float[BLOCK * outputSize];
        for (int first = 0; first < rows.size(); first += BLOCK) {
            int count = Math.min(BLOCK, rows.size() - first);
            for (int row = 0; row < count; row++) {
                rows.read(first + row, inputs, row * inputSize);
            }
            if (predictor.link() == Link.IDENTITY) {
                predictor.predict(inputs, count, outputs);
            } else {
                predictor.probabilities(inputs, count, outputs);
            }
            for (int row = 0; row < count; row++) {
                writer.row(first + row + 1, outputs, row * outputSize);
            }
        }
    }

    /** Rows, and the model with what they say its outputs mean. */
    private record Inputs(Rows rows, Model model) {}

    private Inputs inputs(Model model) {
        ModelData known = ModelData.of(model, console());
        if (known.encoding().isPresent()) {
            // The rows' warnings are logged, so standard error has them.
            Rows rows = Rows.of(known.encoding()
                    .get()
                    .encode(TableReader.read(
                            Path.of(data), known.encoding().get().types())));
            return new Inputs(rows, model);
        }
        Dataset dataset = known.open(folder.source(data, console()), data, Optional.empty(), Words.Part.TEST)
                .dataset();
        return new Inputs(Rows.of(dataset), OutputMeaning.of(model, dataset));
    }
}
