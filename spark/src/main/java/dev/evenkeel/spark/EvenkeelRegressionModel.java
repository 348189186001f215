package dev.evenkeel.spark;

import dev.evenkeel.model.Model;
import dev.evenkeel.spark.parameter.HasScoringParameters;
import dev.evenkeel.spark.parameter.ScoringParameters;
import dev.evenkeel.spark.scoring.HeldModel;
import dev.evenkeel.spark.scoring.OutputColumns;
import dev.evenkeel.spark.scoring.ScoringSettings;
import dev.evenkeel.spark.scoring.Unfit;
import dev.evenkeel.spark.storage.ModelFiles;
import dev.evenkeel.spark.storage.StageReader;
import dev.evenkeel.spark.storage.StageWriter;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.RegressionModel;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A network that an {@link EvenkeelRegressor} trained: it adds {@code prediction}, as {@link EvenkeelModel} does and to the same
 * bits.
 */
public final class EvenkeelRegressionModel extends RegressionModel<Vector, EvenkeelRegressionModel>
        implements HasScoringParameters<EvenkeelRegressionModel>, MLWritable {
    private static final long serialVersionUID = 1L;

    private final @Nullable String uid;
    private final @Nullable HeldModel held;
    private final @Nullable TrainingSummary summary;
    private final ScoringParameters scoring;

    /** Without a model, as Spark Connect makes one to read another; it can do nothing else. */
    public EvenkeelRegressionModel() {
        this(GivenUid.fresh("evenkeelRegressor"), null, null);
    }

    EvenkeelRegressionModel(String uid, HeldModel held, TrainingSummary summary) {
        this(GivenUid.of(uid), held, summary);
    }

    private EvenkeelRegressionModel(GivenUid waiting, @Nullable HeldModel held, @Nullable TrainingSummary summary) {
        uid = waiting.kept();
        this.held = held;
        this.summary = summary;
        scoring = new ScoringParameters(this);
    }

    /** Reads what {@code save} wrote. */
    public static MLReader<EvenkeelRegressionModel> read() {
        return new StageReader<>(
                EvenkeelRegressionModel.class,
                (uid, folder) -> new EvenkeelRegressionModel(
                        uid,
                        HeldModel.of(ModelFiles.NAME, folder.read(ModelFiles.NAME)),
                        TrainingSummary.read(folder.read(TrainingSummary.FILE))));
    }

    /** Reads what {@code save} wrote. */
    public static EvenkeelRegressionModel load(String path) {
        return read().load(path);
    }

    /** Writes {@code model.safetensors}, an ordinary model file, with Spark's metadata and the training's summary beside it. */
    @Override
    public MLWriter write() {
        return new StageWriter(
                this,
                Map.of(
                        ModelFiles.NAME,
                        held().content(),
                        TrainingSummary.FILE,
                        summary().file()));
    }

    /** The model itself. */
    public Model model() {
        return held().model();
    }

    private HeldModel held() {
        if (held == null) {
            throw new IllegalStateException("This EvenkeelRegressionModel has no model: fit or read one");
        }
        return held;
    }

    /** Whether it tells how its training went. */
    public boolean hasSummary() {
        return summary != null;
    }

    /** How its training went. */
    public TrainingSummary summary() {
        if (summary == null) {
            throw new IllegalStateException("This EvenkeelRegressionModel has no model: fit or read one");
        }
        return summary;
    }

    private ScoringSettings settings() {
        return new ScoringSettings(
                "EvenkeelRegressionModel",
                getFeaturesCol(),
                getFeaturesCols().isEmpty(),
                getFeaturesCols(),
                new OutputColumns(getPredictionCol(), "", "", ""),
                Optional.empty(),
                Unfit.of(getHandleInvalid()));
    }

    /** @throws dev.evenkeel.EvenkeelException if a column is missing or of a wrong type, or a new one is there already */
    @Override
    public StructType transformSchema(StructType schema) {
        return held().transformSchema(schema, settings());
    }

    /** @throws dev.evenkeel.EvenkeelException as {@link #transformSchema} */
    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        return held().transform(dataset, settings());
    }

    /** The value of one encoded input. */
    @Override
    public double predict(Vector features) {
        return held().scorer().predictor().predict(input(features))[0];
    }

    /** How many values an input has, once columns are encoded. */
    @Override
    public int numFeatures() {
        return held().scorer().predictor().input().size();
    }

    private float[] input(Vector features) {
        float[] input = new float[features.size()];
        for (int index = 0; index < input.length; index++) {
            input[index] = (float) features.apply(index);
        }
        return input;
    }

    @Override
    public EvenkeelRegressionModel copy(ParamMap extra) {
        EvenkeelRegressionModel copy =
                copyValues(new EvenkeelRegressionModel(GivenUid.of(uid()), held, summary), extra);
        return hasParent() ? copy.setParent(parent()) : copy;
    }

    @Override
    public String uid() {
        return uid == null ? GivenUid.waiting() : uid;
    }

    @Override
    public ScoringParameters scoringParameters() {
        return scoring;
    }

    @Override
    public EvenkeelRegressionModel self() {
        return this;
    }
}
