package dev.evenkeel.cli.command;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.cli.display.Answer;
import dev.evenkeel.cli.display.Console;
import dev.evenkeel.cli.model.ModelData;
import dev.evenkeel.cli.model.ModelFileArgument;
import dev.evenkeel.cli.model.NumberColumnOptions;
import dev.evenkeel.cli.model.UnreadableRowsOption;
import dev.evenkeel.cli.option.DataFolder;
import dev.evenkeel.cli.option.ThreadsOption;
import dev.evenkeel.cli.option.Words;
import dev.evenkeel.cli.prediction.OutputMeaning;
import dev.evenkeel.cli.prediction.PredictedRows;
import dev.evenkeel.cli.prediction.PredictionWriter;
import dev.evenkeel.cli.prediction.RowNames;
import dev.evenkeel.cli.prediction.Rows;
import dev.evenkeel.cli.prediction.UnansweredRows;
import dev.evenkeel.cli.run.FileKind;
import dev.evenkeel.data.DataSource;
import dev.evenkeel.data.image.ImageFiles;
import dev.evenkeel.data.table.RowProblem;
import dev.evenkeel.data.table.Table;
import dev.evenkeel.data.table.TableReader;
import dev.evenkeel.data.table.encoding.NumberColumns;
import dev.evenkeel.data.table.encoding.TableEncoding;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.model.Model;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code evenkeel predict}. */
@Command(
        name = "predict",
        sortOptions = false,
        header = "Prints a prediction for each row of a table, each image or each time series.",
        synopsisHeading = "%nUsage: ",
        optionListHeading = "%n",
        footer = {
            "",
            "Classes: the likeliest label, its probability, and the probability of each class. Values: the value.",
            "A table needs the columns the model was trained on; its target column need not be there. A prediction that is",
            "not finite has no label and no value, and the exit code is 1.",
            "",
            "Examples:",
            "  evenkeel predict run-iris-seed1/model.safetensors --data new-flowers.csv",
            "  evenkeel predict run-digits-seed1 --data digits --format json",
            "  evenkeel predict run-photos-seed1 --data holiday.jpg"
        })
final class PredictCommand extends Action {
    @Mixin
    private final ModelFileArgument file = new ModelFileArgument();

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DATA",
            description =
                    "A table, images or time series, as for train; of data that come in two parts the test part. Also one image "
                            + "file, a folder of them, or a text file that lists some, a path on each line.")
    private String data = "";

    @Mixin
    private final DataFolder folder = new DataFolder();

    @Option(
            names = "--split",
            paramLabel = "PART",
            description = "test, training or all, as for evaluate: test gives what the model's training held out. Rows "
                    + "are counted within the part, without those that cannot be read.")
    private Optional<Words.Part> part = Optional.empty();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "csv (with a header, the default) or json (one object a line).")
    private Words.Format format = Words.Format.CSV;

    @Mixin
    private final UnreadableRowsOption missing = new UnreadableRowsOption();

    @Mixin
    private final NumberColumnOptions numbers = new NumberColumnOptions();

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    PredictCommand(Console console) {
        super(console);
    }

    @Override
    public Answer answer() {
        Model model = file.read(console());
        if (model.network().output().rank() != 1) {
            throw new EvenkeelException("predict prints one row for each example, but the model's output "
                    + model.network().output() + " has positions. evaluate measures it; use the predictor from Java");
        }
        Inputs inputs = inputs(model);
        Predictor predictor = inputs.model().freeze();
        missing.refuse(inputs.rows().problems(), inputs.learnt());
        PredictionWriter writer = PredictionWriter.of(
                format, predictor, inputs.model().output(), inputs.rows().names());
        PredictedRows predicted =
                PredictedRows.write(predictor, inputs.rows(), writer, console().data(), threads.count());
        console().data().flush();
        UnansweredRows unanswered = new UnansweredRows(inputs.rows(), predicted, inputs.left());
        unanswered.lines().forEach(console()::note);
        missing.advice(inputs.rows().problems(), inputs.learnt()).ifPresent(console()::note);
        JsonObject json = unanswered
                .with(JsonObject.of()
                        .with("command", "predict")
                        .with("model", file.file().toString())
                        .with("data", data)
                        .with("rows", inputs.rows().size())
                        .with("answered", predicted.answered()))
                .with("format", format.toString())
                .with("warnings", JsonArray.ofStrings(inputs.rows().warnings()));
        boolean failed = missing.isFailure(inputs.rows().problems())
                || missing.isFailure(inputs.left())
                || !predicted.notFinite().isEmpty();
        return new Answer("", json, failed ? Answer.FAILED : 0);
    }

    /**
     * Rows, and the model with what they say its outputs mean.
     *
     * @param left rows of a part that cannot be read and are not among these
     * @param learnt how rows are read, where a model keeps that
     */
    private record Inputs(Rows rows, Model model, List<RowProblem> left, Optional<TableEncoding> learnt) {
        Inputs(Rows rows, Model model) {
            this(rows, model, List.of(), Optional.empty());
        }
    }

    private Inputs inputs(Model model) {
        ModelData known = ModelData.of(model, numbers, console());
        boolean whole = part.orElse(Words.Part.ALL) == Words.Part.ALL;
        if (known.encoding().isPresent() && whole && known.reading().sequences().isEmpty()) {
            numbers.requireUnsaid("this one keeps it");
            FileKind.requireTable(data, known.encoding().get());
            TableEncoding encoding = missing.applied(known.encoding().get());
            return new Inputs(
                    rows(TableReader.read(Path.of(data), encoding.format()), encoding),
                    model,
                    List.of(),
                    Optional.of(encoding));
        }
        DataSource source = folder.source(data, console());
        boolean ofNumbers = numbers.apply(known, source, data);
        if (ofNumbers && whole) {
            missing.requireKnown();
            NumberColumns.Read read = numbers.of(model).inputsOnly().read(Path.of(data));
            read.encoding().notes().forEach(console()::note);
            return new Inputs(rows(read.table(), read.encoding()), model);
        }
        if (whole && known.readsImages() && (source.isImageFileOrList() || source.isImageFolder())) {
            missing.requireUnsaid("the rows of a table or time series, but '" + data + "' is a set of images");
            ImageFiles images = known.fitted(source, model.output().labels()).imageFiles();
            Rows rows = Rows.of(images.dataset(), RowNames.files(images.names(Path.of(data))), images.notes());
            images.notes().forEach(console()::note);
            return new Inputs(rows, OutputMeaning.of(model, images.dataset()));
        }
        boolean allFiles = whole && known.reading().ofFiles();
        UnreadableRowsOption.Read read = missing.read(
                known,
                source,
                data,
                console(),
                (applied, readable) ->
                        allFiles ? applied.files(readable, data) : applied.open(readable, data, part, Words.Part.TEST));
        Dataset dataset = read.opened().dataset();
        Rows rows = known.reading()
                .nameOfExamples()
                .map(name -> Rows.of(dataset, RowNames.of(name, dataset), List.of()))
                .orElseGet(() -> Rows.of(dataset));
        return new Inputs(rows, OutputMeaning.of(model, dataset), read.problems(), Optional.empty());
    }

    /** Their warnings are logged, so standard error has them. */
    private static Rows rows(Table table, TableEncoding encoding) {
        return Rows.of(table, encoding.encodeReadable(table), encoding.featureNames());
    }
}
