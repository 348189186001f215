package dev.evenkeel.cli;

import dev.evenkeel.inference.Link;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.model.Model;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Writes predictions row by row. */
final class PredictionWriter {
    private final Words.Format format;
    private final boolean picksClass;
    private final boolean scores;
    private final List<String> names;
    private final PrintStream out;

    private PredictionWriter(
            Words.Format format, boolean picksClass, boolean scores, List<String> names, PrintStream out) {
        this.format = format;
        this.picksClass = picksClass;
        this.scores = scores;
        this.names = names;
        this.out = out;
    }

    /** A writer of probabilities, or of values where the predictor gives no probabilities. */
    static PredictionWriter of(Words.Format format, Predictor predictor, Model.Output output, PrintStream out) {
        int width = predictor.output().size();
        boolean scores = predictor.link() != Link.IDENTITY;
        List<String> names = new ArrayList<>();
        for (int index = 0; index < width; index++) {
            String usual = scores ? Integer.toString(index) : width == 1 ? "value" : "value" + index;
            names.add(output.labels().size() == width ? output.labels().get(index) : usual);
        }
        return new PredictionWriter(format, predictor.link() == Link.SOFTMAX, scores, List.copyOf(names), out);
    }

    void begin() {
        if (format == Words.Format.CSV) {
            List<String> head = new ArrayList<>(List.of("row"));
            if (picksClass) {
                head.addAll(List.of("label", "probability"));
            }
            names.forEach(name -> head.add(scores ? "p(" + name + ")" : name));
            line(head);
        }
    }

    /** The outputs of one row; {@code number} counts from 1. */
    void row(int number, float[] outputs, int offset) {
        int best = 0;
        for (int index = 1; index < names.size(); index++) {
            best = outputs[offset + index] > outputs[offset + best] ? index : best;
        }
        if (format == Words.Format.CSV) {
            csv(number, outputs, offset, best);
        } else {
            json(number, outputs, offset, best);
        }
    }

    private void csv(int number, float[] outputs, int offset, int best) {
        List<String> cells = new ArrayList<>(List.of(Integer.toString(number)));
        if (picksClass) {
            cells.add(names.get(best));
            cells.add(Float.toString(outputs[offset + best]));
        }
        for (int index = 0; index < names.size(); index++) {
            cells.add(Float.toString(outputs[offset + index]));
        }
        line(cells);
    }

    private void json(int number, float[] outputs, int offset, int best) {
        JsonObject json = JsonObject.of().with("row", number);
        if (!scores) {
            for (int index = 0; index < names.size(); index++) {
                json = json.with(names.get(index), JsonAnswer.number(outputs[offset + index]));
            }
            out.println(json);
            return;
        }
        JsonObject probabilities = JsonObject.of();
        for (int index = 0; index < names.size(); index++) {
            probabilities = probabilities.with(names.get(index), JsonAnswer.number(outputs[offset + index]));
        }
        if (picksClass) {
            json = json.with("label", names.get(best)).with("probability", JsonAnswer.number(outputs[offset + best]));
        }
        out.println(json.with("probabilities", probabilities));
    }

    private void line(List<String> cells) {
        out.println(
                String.join(",", cells.stream().map(PredictionWriter::quoted).toList()));
    }

    /** A cell of CSV. */
    static String quoted(String cell) {
        boolean plain =
                cell.chars().noneMatch(letter -> letter == ',' || letter == '"' || letter == '\n' || letter == '\r');
        return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }
}
