package dev.evenkeel.spark.parameter;

import dev.evenkeel.spark.scoring.Unfit;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/** The parameters of {@link HasScoringParameters}, of one object. */
public final class ScoringParameters implements Serializable {
    private static final long serialVersionUID = 1L;

    final StringArrayParam featuresCols;
    final Param<String> predictedLabelCol;
    final Param<String> handleInvalid;

    public ScoringParameters(Params owner) {
        featuresCols = new StringArrayParam(
                owner,
                "featuresCols",
                "columns to read instead of the one of vectors: numbers, texts, truth values, dates");
        predictedLabelCol = new Param<>(
                owner, "predictedLabelCol", "where the likeliest class is written by its name; empty for nowhere");
        List<String> words = Unfit.words();
        handleInvalid = new Param<>(
                owner,
                "handleInvalid",
                "what becomes of rows that cannot be an input: error, skip (they are left out) or keep (their prediction is"
                        + " NaN)",
                ParamValidators.inArray(words));
        owner.setDefault(predictedLabelCol, "predictedLabel");
        owner.setDefault(handleInvalid, "error");
    }
}
