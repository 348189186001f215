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
import org.apache.spark.ml.classification.ProbabilisticClassifier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.param.shared.HasValidationIndicatorCol;
import org.apache.spark.ml.param.shared.HasWeightCol;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Trains a network that tells classes apart, as a stage of Spark's pipelines:
 *
 * <pre>{@code
 * EvenkeelClassificationModel model = new EvenkeelClassifier()
 *         .setFeaturesCols("age", "town", "garden").setLabelCol("kind").setSeed(7)
 *         .fit(homes);
 * }</pre>
 *
 * <p>It reads the column {@code featuresCol} of vectors, dense or sparse (what a sparse one does not name is 0, not missing), or of
 * arrays of floats or doubles; or, if they are named, {@code featuresCols} of mixed types: numbers, texts, truth values and dates,
 * which are encoded as those of a CSV file and by an encoding that is kept with the model. Dates are categories as
 * {@code 2026-05-17}. The label is the place of a class (0, 1, 2, ...), as a {@code StringIndexer} makes it, or its name: a text or
 * truth value.
 *
 * <p>All options are parameters, and their defaults are those of {@code evenkeel train} on a table. {@code numWorkers} tasks train
 * together, each on the threads of {@code spark.task.cpus}; encoded rows that do not fit into the memory for them wait in a file in
 * {@code spark.local.dir}. The same rows in the same order give the same model, to the bit, as Evenkeel's own {@code Trainer}.
 */
public final class EvenkeelClassifier
        extends ProbabilisticClassifier<Vector, EvenkeelClassifier, EvenkeelClassificationModel>
        implements HasTrainingParameters<EvenkeelClassifier>,
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
    private final StringArrayParam classWeights;

    public EvenkeelClassifier() {
        this(GivenUid.fresh("evenkeelClassifier"));
    }

    public EvenkeelClassifier(String uid) {
        this(GivenUid.of(uid));
    }

    private EvenkeelClassifier(GivenUid waiting) {
        uid = waiting.kept();
        network = new NetworkParameters(this);
        training = new TrainingParameters(this);
        scoring = new ScoringParameters(this);
        weightCol =
                new Param<>(this, "weightCol", "how much each row counts in the loss; empty if every row counts once");
        validationIndicatorCol = new Param<>(
                this, "validationIndicatorCol", "true in the rows that are measured on and not learnt from");
        classWeights = new StringArrayParam(
                this, "classWeights", "how much examples count, by their class: balanced, or weights as pos=5, neg=1");
        setDefault(classWeights, new String[0]);
    }

    /** Reads what {@code save} wrote. */
    public static MLReader<EvenkeelClassifier> read() {
        return new StageReader<>(EvenkeelClassifier.class, (uid, folder) -> new EvenkeelClassifier(uid));
    }

    /** Reads what {@code save} wrote. */
    public static EvenkeelClassifier load(String path) {
        return read().load(path);
    }

    @Override
    public MLWriter write() {
        return new StageWriter(this, Map.of());
    }

    private TrainingJob.Request request() {
        return new TrainingJob.Request(
                "EvenkeelClassifier",
                TrainingJob.Task.CLASSES,
                this,
                getFeaturesCol(),
                getLabelCol(),
                isDefined(weightCol) ? getOrDefault(weightCol) : "",
                isDefined(validationIndicatorCol) ? getOrDefault(validationIndicatorCol) : "",
                new ClassRules(
                        List.of(getOrDefault(classWeights)),
                        isDefined(thresholds()) ? getOrDefault(thresholds()).length : 0));
    }

    /**
     * The schema with the columns that the model will add.
     *
     * @throws dev.evenkeel.EvenkeelException if a column is missing or of a wrong type, or parameters exclude one another
     */
    @Override
    public StructType transformSchema(StructType schema) {
        TrainingJob.of(schema, request());
        return new OutputColumns(getPredictionCol(), getRawPredictionCol(), getProbabilityCol(), "")
                .added(schema, new Outputs(Outputs.Kind.CLASSES, 0, List.of()), "EvenkeelClassifier");
    }

    /**
     * Trains on all rows.
     *
     * @throws dev.evenkeel.EvenkeelException as {@link #transformSchema}, and if a row cannot be learnt from; it says which
     */
    @Override
    public EvenkeelClassificationModel fit(Dataset<?> dataset) {
        transformSchema(dataset.schema());
        EvenkeelClassificationModel model = train(dataset);
        model.setParent(this);
        return copyValues(model, ParamMap.empty());
    }

    /** As {@link #fit}, without the parameters of this estimator. */
    @Override
    public EvenkeelClassificationModel train(Dataset<?> dataset) {
        Trained trained = TrainingJob.run(dataset, request());
        return new EvenkeelClassificationModel(
                uid(), HeldModel.of("model", trained.model()), new TrainingSummary(trained.account()));
    }

    @Override
    public EvenkeelClassifier copy(ParamMap extra) {
        return copyValues(new EvenkeelClassifier(uid()), extra);
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
    public EvenkeelClassifier self() {
        return this;
    }

    /** How much each row counts in the loss: a finite number of 0 or more; every row counts once by default. */
    @Override
    public Param<String> weightCol() {
        return weightCol;
    }

    public EvenkeelClassifier setWeightCol(String column) {
        set(weightCol, column);
        return this;
    }

    /** True in the rows that are measured on after each epoch and not learnt from; all rows are learnt from by default. */
    @Override
    public Param<String> validationIndicatorCol() {
        return validationIndicatorCol;
    }

    public EvenkeelClassifier setValidationIndicatorCol(String column) {
        set(validationIndicatorCol, column);
        return this;
    }

    /**
     * How much examples count in the loss, by their class: {@code balanced} (rare classes as much as common ones), or weights as
     * {@code pos=5} and {@code neg=1}, 1 for classes that are not named; every example counts once by default.
     */
    public StringArrayParam classWeights() {
        return classWeights;
    }

    public EvenkeelClassifier setClassWeights(String... weights) {
        set(classWeights, weights);
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
