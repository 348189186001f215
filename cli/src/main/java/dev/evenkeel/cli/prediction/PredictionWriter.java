package dev.evenkeel.cli.prediction;

import dev.evenkeel.cli.option.Words;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.model.Model;
import dev.evenkeel.operation.OutputActivation;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Writes predictions row by row; one that is not finite has an empty label and empty values. Immutable. */
public final class PredictionWriter {
    private final Words.Format format;
    private final boolean picksClass;
    private final boolean scores;
    private final List<String> names;
    private final List<String> cells;
    private final List<String> strings;
    private final RowNames rows;

    private PredictionWriter(
            Words.Format format, boolean picksClass, boolean scores, List<String> names, RowNames rows) {
        this.format = format;
        this.picksClass = picksClass;
        this.scores = scores;
        this.names = names;
        this.rows = rows;
        this.cells = names.stream().map(PredictionWriter::quoted).toList();
        this.strings = names.stream().map(name -> JsonValue.of(name).toString()).toList();
    }

    /** A writer of probabilities, or of values where the predictor gives no probabilities. */
    public static PredictionWriter of(Words.Format format, Predictor predictor, Model.Output output) {
        return of(format, predictor, output, RowNames.NONE);
    }

    /** @param rows what they are called */
    public static PredictionWriter of(Words.Format format, Predictor predictor, Model.Output output, RowNames rows) {
        int width = predictor.output().size();
        boolean scores = predictor.outputActivation() != OutputActivation.IDENTITY;
        List<String> names =
                new Model.Output(predictor.outputActivation(), output.labels(), output.scaling()).names(width);
        return new PredictionWriter(
                format, predictor.outputActivation() == OutputActivation.SOFTMAX, scores, names, rows);
    }

    /** What stands before the rows. */
    String head() {
        if (format != Words.Format.CSV) {
            return "";
        }
        List<String> head = new ArrayList<>(List.of("row"));
        if (!rows.isEmpty()) {
            head.add(rows.heading());
        }
        if (picksClass) {
            head.addAll(List.of("label", "probability"));
        }
        names.forEach(name -> head.add(quoted(scores ? "p(" + name + ")" : name)));
        return String.join(",", head) + "\n";
    }

    boolean isFinite(float[] outputs, int offset) {
        return likeliest(outputs, offset).isPresent();
    }

    private OptionalInt likeliest(float[] outputs, int offset) {
        return Model.Output.likeliest(outputs, offset, names.size());
    }

    /** The outputs of one row; {@code number} counts from 1. */
    void row(StringBuilder text, int number, float[] outputs, int offset) {
        OptionalInt likeliest = likeliest(outputs, offset);
        boolean finite = likeliest.isPresent();
        int best = likeliest.orElse(0);
        if (format == Words.Format.CSV) {
            csv(text, number, outputs, offset, best, finite);
        } else {
            json(text, number, outputs, offset, best, finite);
        }
        text.append('\n');
    }

    private void csv(StringBuilder text, int number, float[] outputs, int offset, int best, boolean finite) {
        text.append(number);
        if (!rows.isEmpty()) {
            text.append(',').append(quoted(rows.names().get(number - 1)));
        }
        if (!finite) {
            text.append(",".repeat(names.size() + (picksClass ? 2 : 0)));
            return;
        }
        if (picksClass) {
            text.append(',').append(cells.get(best)).append(',').append(outputs[offset + best]);
        }
        for (int index = 0; index < names.size(); index++) {
            text.append(',').append(outputs[offset + index]);
        }
    }

    private void json(StringBuilder text, int number, float[] outputs, int offset, int best, boolean finite) {
        text.append("{\"row\":").append(number);
        if (!rows.isEmpty()) {
            text.append(",\"")
                    .append(rows.heading())
                    .append("\":")
                    .append(JsonValue.of(rows.names().get(number - 1)));
        }
        if (picksClass) {
            text.append(",\"label\":")
                    .append(finite ? strings.get(best) : "null")
                    .append(",\"probability\":");
            value(text, outputs[offset + best], finite);
        }
        text.append(scores ? ",\"probabilities\":{" : ",");
        for (int index = 0; index < names.size(); index++) {
            text.append(index > 0 ? "," : "").append(strings.get(index)).append(':');
            value(text, outputs[offset + index], finite);
        }
        text.append(scores ? "}}" : "}");
    }

    private static void value(StringBuilder text, float value, boolean finite) {
        if (finite) {
            text.append(value);
        } else {
            text.append("null");
        }
    }

    /** A cell of CSV. */
    public static String quoted(String cell) {
        boolean plain =
                cell.chars().noneMatch(letter -> letter == ',' || letter == '"' || letter == '\n' || letter == '\r');
        return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }
}
