package dev.evenkeel.spark.scoring;

import dev.evenkeel.EvenkeelException;
import java.io.Serializable;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * What the columns that scoring adds are called. One with an empty name is not added, nor one that the model has no values for.
 *
 * @param prediction the likeliest class by its place, or the value, as a number; several values as a vector
 * @param rawPrediction the scores before they become probabilities, as a vector
 * @param probability as a vector
 * @param predictedLabel the likeliest class by its name, where classes have names
 */
public record OutputColumns(String prediction, String rawPrediction, String probability, String predictedLabel)
        implements Serializable {

    boolean hasPrediction(Outputs outputs) {
        return !prediction.isEmpty() && outputs.kind() != Outputs.Kind.SCORES;
    }

    boolean hasRaw(Outputs outputs) {
        return !rawPrediction.isEmpty() && outputs.hasProbabilities();
    }

    boolean hasProbability(Outputs outputs) {
        return !probability.isEmpty() && outputs.hasProbabilities();
    }

    boolean hasLabel(Outputs outputs) {
        return !predictedLabel.isEmpty() && !outputs.labels().isEmpty();
    }

    /**
     * A schema with these columns behind its own.
     *
     * @throws EvenkeelException if it has one of them already, or two have one name
     */
    public StructType added(StructType schema, Outputs outputs, String who) {
        Set<String> taken = new HashSet<>();
        for (String name : schema.fieldNames()) {
            taken.add(compared(name));
        }
        StructType all = schema;
        if (hasRaw(outputs)) {
            all = all.add(free(vector(rawPrediction, outputs), taken, who));
        }
        if (hasProbability(outputs)) {
            all = all.add(free(vector(probability, outputs), taken, who));
        }
        if (hasPrediction(outputs)) {
            all = all.add(free(prediction(outputs), taken, who));
        }
        if (hasLabel(outputs)) {
            all = all.add(
                    free(new StructField(predictedLabel, DataTypes.StringType, true, Metadata.empty()), taken, who));
        }
        return all;
    }

    private StructField prediction(Outputs outputs) {
        if (outputs.kind() == Outputs.Kind.VALUES) {
            return vector(prediction, outputs);
        }
        Metadata metadata = outputs.picksClass() && outputs.size() > 0
                ? NominalAttribute.defaultAttr()
                        .withName(prediction)
                        .withNumValues(outputs.size())
                        .toMetadata()
                : Metadata.empty();
        return new StructField(prediction, DataTypes.DoubleType, false, metadata);
    }

    private static StructField vector(String name, Outputs outputs) {
        Metadata size = outputs.size() > 0 ? new AttributeGroup(name, outputs.size()).toMetadata() : Metadata.empty();
        return new StructField(name, SQLDataTypes.VectorType(), true, size);
    }

    private static StructField free(StructField field, Set<String> taken, String who) {
        if (!taken.add(compared(field.name()))) {
            throw new EvenkeelException(who + " writes column '" + field.name()
                    + "', but there is one of that name already: drop it, or give the new one another name (predictionCol,"
                    + " probabilityCol, rawPredictionCol, predictedLabelCol)");
        }
        return field;
    }

    /** As Spark compares names. */
    private static String compared(String name) {
        return SQLConf.get().caseSensitiveAnalysis() ? name : name.toLowerCase(Locale.ROOT);
    }
}
