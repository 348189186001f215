package dev.evenkeel.spark.scoring;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.model.Model;
import dev.evenkeel.model.PartwisePooling;
import dev.evenkeel.model.Pooling;
import dev.evenkeel.spark.rows.Features;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** A model as Spark's objects hold it: the bytes of its file, which travel, and what is made of them where they are. */
public final class HeldModel implements Serializable {
    private static final long serialVersionUID = 1L;

    private final byte[] content;
    private final String key;
    private transient @Nullable Model model;
    private transient @Nullable Broadcast<byte[]> sent;
    private transient @Nullable SparkContext sentIn;

    private HeldModel(byte[] content, Model model) {
        requireNumbers(model);
        this.content = content;
        this.key = key(content);
        this.model = model;
    }

    public static HeldModel of(Model model) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            model.write(bytes);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return new HeldModel(bytes.toByteArray(), model);
    }

    /** @throws EvenkeelException if the bytes are no model's */
    public static HeldModel of(String name, byte[] content) {
        return new HeldModel(content, Model.read(name, content));
    }

    /**
     * What is not a number would make every prediction one that looks like that of a row that was skipped. Infinities may be meant, as in
     * a mask.
     */
    private static void requireNumbers(Model model) {
        model.tensors().forEach((name, tensor) -> {
            float[] values = tensor.toArray();
            for (int index = 0; index < values.length; index++) {
                if (Float.isNaN(values[index])) {
                    throw new EvenkeelException("The model cannot predict: value " + index + " of '" + name
                            + "' is not a number. Its file may be damaged, or training went wrong");
                }
            }
        });
    }

    private static String key(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }

    /** The bytes of the model's file; not to be changed. */
    public byte[] content() {
        return content;
    }

    public synchronized Model model() {
        Model present = model;
        if (present == null) {
            present = Model.read("model", content);
            model = present;
        }
        return present;
    }

    /** @throws EvenkeelException if the model cannot predict */
    public Scorer scorer() {
        return Scorer.of(key, this::model);
    }

    /**
     * The schema of what {@link #transform} gives.
     *
     * @throws EvenkeelException if a column is missing or of a wrong type, or a new one is there already
     */
    public StructType transformSchema(StructType schema, ScoringSettings settings) {
        features(schema, settings);
        Outputs outputs = scorer().outputs();
        requireThresholds(outputs, settings);
        return settings.columns().added(schema, outputs, settings.who());
    }

    private static void requireThresholds(Outputs outputs, ScoringSettings settings) {
        int thresholds = settings.thresholds().map(each -> each.length).orElse(outputs.size());
        if (thresholds != outputs.size()) {
            throw new EvenkeelException(settings.who() + " needs a threshold for each of " + outputs.size()
                    + " classes, but thresholds has " + thresholds
                    + ". Give one for each class, in their order, or none");
        }
    }

    /**
     * What a function of SQL computes of rows of this schema.
     *
     * @throws EvenkeelException if the schema does not fit
     */
    public ScoreCall call(SparkSession session, StructType schema, ScoringSettings settings, ScoreCall.Answer answer) {
        return new ScoreCall(
                settings.who(), broadcast(session.sparkContext()), key, features(schema, settings), answer);
    }

    private Features features(StructType schema, ScoringSettings settings) {
        Scorer scorer = scorer();
        int width = scorer.predictor().input().size();
        if (!settings.featuresCols().isEmpty() && scorer.encoding().isEmpty()) {
            return Features.ofNumbers(schema, settings.featuresCols(), width, settings.who());
        }
        if (scorer.encoding().isPresent() && !settings.isFeaturesColChosen()) {
            return Features.ofTable(schema, scorer.encoding().get(), settings.who());
        }
        return Features.ofVectors(schema, settings.featuresCol(), width, settings.who());
    }

    /** The rows with what the model makes of them; computed when the result is used. */
    public Dataset<Row> transform(Dataset<?> dataset, ScoringSettings settings) {
        StructType schema = dataset.schema();
        StructType result = transformSchema(schema, settings);
        ScoreRows score = new ScoreRows(
                broadcast(dataset.sparkSession().sparkContext()),
                key,
                features(schema, settings),
                settings.columns(),
                settings.thresholds().orElseGet(() -> new double[0]),
                settings.unfit(),
                settings.who());
        return dataset.toDF().mapPartitions(score, Encoders.row(result));
    }

    /**
     * The model with the statistics of the rows in every batch normalization, pooled exactly, one job for each group of layers that do
     * not depend on one another.
     *
     * @throws EvenkeelException as {@link #transformSchema}, and if there are no rows
     */
    public Model recalibrated(Dataset<?> dataset, ScoringSettings settings) {
        Features features = features(dataset.schema(), settings);
        SparkContext context = dataset.sparkSession().sparkContext();
        JavaRDD<Row> rows = dataset.toDF().javaRDD();
        PartwisePooling pooling = PartwisePooling.of(model(), Pooling.standard());
        long examples = 0;
        while (!pooling.isComplete()) {
            List<String> layers = pooling.layers();
            Broadcast<byte[]> settled = JavaSparkContext.fromSparkContext(context)
                    .broadcast(of(pooling.model()).content());
            PartMoments part = new PartMoments(
                    settled, broadcast(context), key, layers, features, settings.unfit(), settings.who());
            List<double[]> parts = rows.mapPartitions(part).collect();
            settled.destroy();
            Map<Integer, Moments> merged = new LinkedHashMap<>();
            examples = 0;
            int layer = 0;
            for (double[] numbers : parts) {
                layer = numbers.length == 1 ? 0 : layer + 1;
                if (numbers.length == 1) {
                    examples += (long) numbers[0];
                } else {
                    PartMoments.merge(
                            numbers, merged.computeIfAbsent(layer, first -> new Moments((numbers.length - 1) / 2)));
                }
            }
            if (merged.isEmpty()) {
                throw new EvenkeelException("Recalibration needs rows, but the DataFrame has none");
            }
            pooling = pooling.settled(List.copyOf(merged.values()));
        }
        return pooling.finished("DataFrame", examples);
    }

    /** The bytes in a cluster, sent once. */
    private synchronized Broadcast<byte[]> broadcast(SparkContext context) {
        Broadcast<byte[]> known = sent;
        if (known == null || !context.equals(sentIn)) {
            known = JavaSparkContext.fromSparkContext(context).broadcast(content);
            sent = known;
            sentIn = context;
        }
        return known;
    }
}
