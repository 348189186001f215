package dev.evenkeel.spark.parameter;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/**
 * Which columns are read besides Spark's {@code featuresCol}, and what becomes of rows that cannot be read.
 *
 * @param <T> what a setter returns: the object itself
 */
public interface HasScoringParameters<T> extends Params {
    /** The parameters themselves. */
    ScoringParameters scoringParameters();

    /**
     * Columns to read instead of the one of vectors. A model that was trained on columns knows them, and reads these where
     * {@code featuresCol} is not set.
     */
    default StringArrayParam featuresCols() {
        return scoringParameters().featuresCols;
    }

    /** The columns, in order; empty where none are named. */
    default List<String> getFeaturesCols() {
        return isDefined(featuresCols()) ? Arrays.asList(getOrDefault(featuresCols())) : List.of();
    }

    /** As {@link #featuresCols()}. */
    default T setFeaturesCols(String... columns) {
        set(featuresCols(), columns);
        return self();
    }

    /** Where the likeliest class is written by its name, if classes have names; empty for nowhere. */
    default Param<String> predictedLabelCol() {
        return scoringParameters().predictedLabelCol;
    }

    default String getPredictedLabelCol() {
        return getOrDefault(predictedLabelCol());
    }

    /** As {@link #predictedLabelCol()}. */
    default T setPredictedLabelCol(String column) {
        set(predictedLabelCol(), column);
        return self();
    }

    /**
     * What becomes of rows that cannot be an input, as one with a missing value where the encoding refuses these:
     * {@code error} (the default), {@code skip} or {@code keep}.
     */
    default Param<String> handleInvalid() {
        return scoringParameters().handleInvalid;
    }

    default String getHandleInvalid() {
        return getOrDefault(handleInvalid());
    }

    /** As {@link #handleInvalid()}. */
    default T setHandleInvalid(String word) {
        set(handleInvalid(), word);
        return self();
    }

    /** This object, as its setters return it. */
    T self();
}
