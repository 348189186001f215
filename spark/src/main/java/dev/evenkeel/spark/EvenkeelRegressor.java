package dev.evenkeel.spark;

import dev.evenkeel.spark.parameter.HasTrainingParameters;
import dev.evenkeel.spark.parameter.NetworkParameters;
import dev.evenkeel.spark.parameter.ScoringParameters;
import dev.evenkeel.spark.parameter.TrainingParameters;
import dev.evenkeel.spark.scoring.HeldModel;
import dev.evenkeel.spark.scoring.OutputColumns;
import dev.evenkeel.spark.scoring.Outputs;
import dev.evenkeel.spark.storage.StageReader;
import dev.evenkeel.spark.storage.StageWriter;
import dev.evenkeel.spark.training.ClassRules;
import dev.evenkeel.spark.training.Trained;
import dev.evenkeel.spark.training.TrainingJob;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.shared.HasValidationIndicatorCol;
import org.apache.spark.ml.param.shared.HasWeightCol;
import org.apache.spark.ml.regression.Regressor;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Trains a network that predicts a number, as a stage of Spark's pipelines. Columns, parameters and their defaults are as in
 * {@link EvenkeelClassifier}; the label is a number. Numbers are standardised for training and predicted in their own unit.
 */
public final class EvenkeelRegressor extends Regressor<Vector, EvenkeelRegressor, EvenkeelRegressionModel>
        implements HasTrainingParameters<EvenkeelRegressor>,
                HasWeightCol,
                HasValidationIndicatorCol,
                DefaultParamsWritable {
    private static final long serialVersionUID = 1L;

    private final @Nullable String uid;
    private final NetworkParameters network;
    private final TrainingParameters training;
    private final ScoringParameters scoring;
    private final Param<String> weightCol;
    private final Param<String> validationIndicatorCol;

    public EvenkeelRegressor() {
        this(GivenUid.fresh("evenkeelRegressor"));
    }

    public EvenkeelRegressor(String uid) {
        this(GivenUid.of(uid));
    }

    private EvenkeelRegressor(GivenUid waiting) {
        uid = waiting.kept();
        network = new NetworkParameters(this);
        training = new TrainingParameters(this);
        scoring = new ScoringParameters(this);
        weightCol =
                new Param<>(this, "weightCol", "how much each row counts in the loss; empty if every row counts once");
        validationIndicatorCol = new Param<>(
                this, "validationIndicatorCol", "true in the rows that are measured on and not learnt from");
    }

    /** Reads what {@code save} wrote. */
    public static MLReader<EvenkeelRegressor> read() {
        return new StageReader<>(EvenkeelRegressor.class, (uid, folder) -> new EvenkeelRegressor(uid));
    }

    /** Reads what {@code save} wrote. */
    public static EvenkeelRegressor load(String path) {
        return read().load(path);
    }

    @Override
    public MLWriter write() {
        return new StageWriter(this, Map.of());
    }

    private TrainingJob.Request request() {
        return new TrainingJob.Request(
                "EvenkeelRegressor",
                TrainingJob.Task.VALUES,
                this,
                getFeaturesCol(),
                getLabelCol(),
                isDefined(weightCol) ? getOrDefault(weightCol) : "",
                isDefined(validationIndicatorCol) ? getOrDefault(validationIndicatorCol) : "",
                ClassRules.none());
    }

    /**
     * The schema with the columns that the model will add.
     *
     * @throws dev.evenkeel.EvenkeelException if a column is missing or of a wrong type, or parameters exclude one another
     */
    @Override
    public StructType transformSchema(StructType schema) {
        TrainingJob.of(schema, request());
        return new OutputColumns(getPredictionCol(), "", "", "")
                .added(schema, new Outputs(Outputs.Kind.NUMBER, 1, List.of()), "EvenkeelRegressor");
    }

    /**
     * Trains on all rows.
     *
     * @throws dev.evenkeel.EvenkeelException as {@link #transformSchema}, and if a row cannot be learnt from; it says which
     */
    @Override
    public EvenkeelRegressionModel fit(Dataset<?> dataset) {
        transformSchema(dataset.schema());
        EvenkeelRegressionModel model = train(dataset);
        model.setParent(this);
        return copyValues(model, ParamMap.empty());
    }

    /** As {@link #fit}, without the parameters of this estimator. */
    @Override
    public EvenkeelRegressionModel train(Dataset<?> dataset) {
        Trained trained = TrainingJob.run(dataset, request());
        return new EvenkeelRegressionModel(
                uid(), HeldModel.of("model", trained.model()), new TrainingSummary(trained.account()));
    }

    @Override
    public EvenkeelRegressor copy(ParamMap extra) {
        return copyValues(new EvenkeelRegressor(uid()), extra);
    }

    @Override
    public String uid() {
        return uid == null ? GivenUid.waiting() : uid;
    }

    @Override
    public NetworkParameters networkParameters() {
        return network;
    }

    @Override
    public TrainingParameters trainingParameters() {
        return training;
    }

    @Override
    public ScoringParameters scoringParameters() {
        return scoring;
    }

    @Override
    public EvenkeelRegressor self() {
        return this;
    }

    /** How much each row counts in the loss: a finite number of 0 or more; every row counts once by default. */
    @Override
    public Param<String> weightCol() {
        return weightCol;
    }

    public EvenkeelRegressor setWeightCol(String column) {
        set(weightCol, column);
        return this;
    }

    /** True in the rows that are measured on after each epoch and not learnt from; all rows are learnt from by default. */
    @Override
    public Param<String> validationIndicatorCol() {
        return validationIndicatorCol;
    }

    public EvenkeelRegressor setValidationIndicatorCol(String column) {
        set(validationIndicatorCol, column);
        return this;
    }

    /** For Scala's traits, which would set the parameter so; it is set already. */
    @Override
    public void org$apache$spark$ml$param$shared$HasWeightCol$_setter_$weightCol_$eq(Param<String> param) {}

    /** For Scala's traits, which would set the parameter so; it is set already. */
    @Override
    public void org$apache$spark$ml$param$shared$HasValidationIndicatorCol$_setter_$validationIndicatorCol_$eq(
            Param<String> param) {}
}
