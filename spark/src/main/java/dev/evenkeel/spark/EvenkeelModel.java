package dev.evenkeel.spark;

import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.spark.parameter.HasScoringParameters;
import dev.evenkeel.spark.parameter.ScoringParameters;
import dev.evenkeel.spark.scoring.HeldModel;
import dev.evenkeel.spark.scoring.OutputColumns;
import dev.evenkeel.spark.scoring.ScoringSettings;
import dev.evenkeel.spark.scoring.Unfit;
import dev.evenkeel.spark.storage.ModelFiles;
import dev.evenkeel.spark.storage.StageReader;
import dev.evenkeel.spark.storage.StageWriter;
import dev.evenkeel.spark.storage.Storage;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Any model that Evenkeel reads, over a DataFrame of any size:
 *
 * <pre>{@code
 * Dataset<Row> scored = EvenkeelModel.load("hdfs:///models/wine.safetensors").transform(wines);
 * }</pre>
 *
 * <p>A model that was trained on a table reads the table's columns by their names and knows what to do with texts, truth values and
 * missing values; null is missing, and so is NaN. Any other reads the column {@code featuresCol}: a vector, dense or sparse (what a
 * sparse one does not name is 0, not missing), or an array of numbers; or the columns of numbers that
 * {@code featuresCols} names.
 *
 * <p>Of classes it adds {@code rawPrediction} and {@code probability} (vectors), {@code prediction} (the place of the likeliest
 * class) and, where classes have names, {@code predictedLabel}; of one number {@code prediction}; of several a vector
 * {@code prediction}; of scores that exclude one another not {@code rawPrediction} and {@code probability}. An empty name leaves a
 * column out. Outputs are the same bits as those of {@link Model#freeze()}, however the rows are divided.
 *
 * <p>Each executor's JVM freezes a model once, for all its tasks.
 */
public final class EvenkeelModel extends org.apache.spark.ml.Model<EvenkeelModel>
        implements MLWritable, HasScoringParameters<EvenkeelModel> {
    private static final long serialVersionUID = 1L;

    private final String uid;
    private final @Nullable HeldModel held;

    private final Param<String> featuresCol;
    private final Param<String> predictionCol;
    private final Param<String> rawPredictionCol;
    private final Param<String> probabilityCol;
    private final ScoringParameters scoring;

    /** Without a model, as Spark Connect makes one to read another; it can do nothing else. */
    public EvenkeelModel() {
        this(Identifiable$.MODULE$.randomUID("evenkeelModel"), null);
    }

    private EvenkeelModel(String uid, @Nullable HeldModel held) {
        this.uid = uid;
        this.held = held;
        featuresCol = new Param<>(this, "featuresCol", "the column of vectors or arrays to read");
        predictionCol = new Param<>(
                this, "predictionCol", "where the likeliest class, or the value, is written; empty for nowhere");
        rawPredictionCol =
                new Param<>(this, "rawPredictionCol", "where the scores of classes are written; empty for nowhere");
        probabilityCol = new Param<>(
                this, "probabilityCol", "where the probabilities of classes are written; empty for nowhere");
        scoring = new ScoringParameters(this);
        setDefault(featuresCol, "features");
        setDefault(predictionCol, "prediction");
        setDefault(rawPredictionCol, "rawPrediction");
        setDefault(probabilityCol, "probability");
    }

    /** A model at hand, as one that was read with weights of Keras. */
    public static EvenkeelModel of(Model model) {
        return new EvenkeelModel(Identifiable$.MODULE$.randomUID("evenkeelModel"), HeldModel.of(model));
    }

    /**
     * Reads a model: a file of Evenkeel's ({@code .safetensors}), an ONNX file ({@code .onnx}), the folder of a run, or what
     * {@code save} wrote, of the model of a classifier or a regressor too.
     *
     * @param path here or on any file system that Hadoop knows, as {@code hdfs:///models/wine.safetensors}
     * @throws dev.evenkeel.EvenkeelException if there is none, it is damaged, or it cannot predict
     */
    public static EvenkeelModel load(String path) {
        Storage storage = Storage.of(SparkSession.active());
        Path given = new Path(path);
        return StageReader.holds(storage, given, EvenkeelModel.class)
                ? read().load(path)
                : of(ModelFiles.read(storage, given));
    }

    /**
     * Reads the weights of a PyTorch state dict in a safetensors file into the network they belong to.
     *
     * @throws dev.evenkeel.EvenkeelException if there is no such file, or the weights are not the network's
     */
    public static EvenkeelModel load(String path, Network network) {
        return of(ModelFiles.readWeights(Storage.of(SparkSession.active()), new Path(path), network));
    }

    /** Reads what {@code save} wrote. */
    public static MLReader<EvenkeelModel> read() {
        return new StageReader<>(
                EvenkeelModel.class,
                (uid, folder) -> new EvenkeelModel(uid, HeldModel.of(ModelFiles.NAME, folder.read(ModelFiles.NAME))));
    }

    @Override
    public MLWriter write() {
        return new StageWriter(this, Map.of(ModelFiles.NAME, held().content()));
    }

    /** The model itself. */
    public Model model() {
        return held().model();
    }

    /**
     * This model with the statistics of these rows in every batch normalization, pooled exactly over all of them, as
     * {@link Model#recalibrate} does on one machine: one job for each group of layers that do not depend on one another, each
     * partition on its own, merged in the order of the partitions. So the same partitions give the same bits, and any others the same
     * but for rounding. A DataFrame that is not cached is computed once for each group.
     *
     * @throws dev.evenkeel.EvenkeelException if a column is missing or of a wrong type, or there are no rows
     */
    public EvenkeelModel recalibrate(Dataset<?> dataset) {
        EvenkeelModel recalibrated = new EvenkeelModel(uid, HeldModel.of(held().recalibrated(dataset, settings())));
        return copyValues(recalibrated, ParamMap.empty());
    }

    HeldModel held() {
        if (held == null) {
            throw new IllegalStateException("This EvenkeelModel has no model: read one by EvenkeelModel.load");
        }
        return held;
    }

    private ScoringSettings settings() {
        return new ScoringSettings(
                "EvenkeelModel",
                getOrDefault(featuresCol),
                isSet(featuresCol),
                getFeaturesCols(),
                new OutputColumns(
                        getOrDefault(predictionCol),
                        getOrDefault(rawPredictionCol),
                        getOrDefault(probabilityCol),
                        getPredictedLabelCol()),
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

    @Override
    public EvenkeelModel copy(ParamMap extra) {
        EvenkeelModel copy = new EvenkeelModel(uid, held);
        copyValues(copy, extra);
        return hasParent() ? copy.setParent(parent()) : copy;
    }

    @Override
    public String uid() {
        return uid;
    }

    @Override
    public ScoringParameters scoringParameters() {
        return scoring;
    }

    @Override
    public EvenkeelModel self() {
        return this;
    }

    /** The column of vectors or arrays; if it is set, a model that knows columns reads vectors of its encoded inputs. */
    public Param<String> featuresCol() {
        return featuresCol;
    }

    public EvenkeelModel setFeaturesCol(String column) {
        set(featuresCol, column);
        return this;
    }

    public Param<String> predictionCol() {
        return predictionCol;
    }

    public EvenkeelModel setPredictionCol(String column) {
        set(predictionCol, column);
        return this;
    }

    public Param<String> rawPredictionCol() {
        return rawPredictionCol;
    }

    public EvenkeelModel setRawPredictionCol(String column) {
        set(rawPredictionCol, column);
        return this;
    }

    public Param<String> probabilityCol() {
        return probabilityCol;
    }

    public EvenkeelModel setProbabilityCol(String column) {
        set(probabilityCol, column);
        return this;
    }
}
