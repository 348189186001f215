package dev.evenkeel.spark.scoring;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.model.Model;
import dev.evenkeel.spark.rows.Features;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;
import scala.runtime.AbstractFunction1;

/** What a function of SQL computes of one row. */
public final class ScoreCall extends AbstractFunction1<Row, Object> implements Serializable {
    private static final long serialVersionUID = 1L;

    /** What a call answers. */
    public enum Answer {
        /** The class, by its name if it has one, or the value. */
        PREDICTION,
        /** Of all classes. */
        PROBABILITIES
    }

    private final String function;
    private final Broadcast<byte[]> model;
    private final String key;
    private final Features features;
    private final Answer answer;
    private transient @Nullable Scorer scorer;

    ScoreCall(String function, Broadcast<byte[]> model, String key, Features features, Answer answer) {
        this.function = function;
        this.model = model;
        this.key = key;
        this.features = features;
        this.answer = answer;
    }

    /**
     * The type of what is answered.
     *
     * @throws EvenkeelException if the model has no probabilities, but they are asked for
     */
    public static DataType type(String function, Outputs outputs, Answer answer) {
        if (answer == Answer.PROBABILITIES) {
            if (!outputs.hasProbabilities()) {
                throw new EvenkeelException("Function '" + function
                        + "' is to give probabilities, but the model's outputs are values: register it by register");
            }
            return DataTypes.createArrayType(DataTypes.DoubleType, false);
        }
        return switch (outputs.kind()) {
            case CLASSES, TWO_CLASSES -> outputs.labels().isEmpty() ? DataTypes.DoubleType : DataTypes.StringType;
            case NUMBER -> DataTypes.DoubleType;
            case SCORES, VALUES -> DataTypes.createArrayType(DataTypes.DoubleType, false);
        };
    }

    private Scorer scorer() {
        Scorer ready = scorer;
        if (ready == null) {
            ready = Scorer.of(key, () -> Model.read("model", model.value()));
            scorer = ready;
        }
        return ready;
    }

    @Override
    public @Nullable Object apply(@Nullable Row row) {
        if (row == null) {
            throw new EvenkeelException(function
                    + ": its struct is null, so it has no columns. Leave such rows out, as by WHERE ... IS NOT NULL");
        }
        Scorer ready = scorer();
        int width = ready.predictor().input().size();
        float[] inputs = new float[width];
        Map<Integer, String> problems = features.reader(ready.encoding(), width).read(List.of(row), inputs);
        if (!problems.isEmpty()) {
            throw new EvenkeelException(
                    function + row.toString().replace('[', '(').replace(']', ')') + ": " + problems.get(0));
        }
        OutputVectors outputs = new OutputVectors(ready, 1);
        outputs.compute(inputs, 1);
        if (answer == Answer.PROBABILITIES || ready.outputs().kind() == Outputs.Kind.SCORES) {
            return outputs.probabilities(0);
        }
        if (!ready.outputs().picksClass()) {
            return ready.outputs().kind() == Outputs.Kind.NUMBER ? (Object) outputs.raw(0)[0] : outputs.raw(0);
        }
        OptionalInt chosen = Choice.likeliest(outputs.raw(0));
        if (ready.outputs().labels().isEmpty()) {
            return chosen.isPresent() ? (double) chosen.getAsInt() : Double.NaN;
        }
        return chosen.isPresent() ? ready.outputs().labels().get(chosen.getAsInt()) : null;
    }
}
