package dev.evenkeel.spark.training;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.network.Network;
import dev.evenkeel.spark.parameter.HasTrainingParameters;
import dev.evenkeel.spark.rows.CellForm;
import dev.evenkeel.spark.rows.Features;
import dev.evenkeel.spark.rows.Fields;
import dev.evenkeel.spark.spill.RowMemory;
import dev.evenkeel.spark.storage.CheckpointFolder;
import dev.evenkeel.spark.worker.BarrierStage;
import dev.evenkeel.worker.BatchStatistics;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * A training as the driver plans it and a task carries it out.
 *
 * @param who fits, for messages
 * @param columns that are learnt from
 * @param labelPlace where the label stands
 * @param marks where weights and the validation indicator stand
 * @param classes what is said of single classes
 */
public record TrainingJob(
        String who,
        LearntColumns columns,
        LabelColumn label,
        int labelPlace,
        ExampleMarks.Places marks,
        HasTrainingParameters<?> parameters,
        ClassRules classes)
        implements Serializable {
    /** What is predicted. */
    public enum Task {
        CLASSES,
        VALUES
    }

    /**
     * What an estimator asks for beside its parameters.
     *
     * @param featuresCol the column of vectors, which is read where no columns are named
     * @param weightCol empty if every row counts once
     * @param validationIndicatorCol empty if no rows are marked
     */
    public record Request(
            String who,
            Task task,
            HasTrainingParameters<?> parameters,
            String featuresCol,
            String labelCol,
            String weightCol,
            String validationIndicatorCol,
            ClassRules classes) {
        /** The columns that are read, each once. */
        private List<String> columns() {
            Set<String> names = new LinkedHashSet<>(
                    parameters.getFeaturesCols().isEmpty() ? List.of(featuresCol) : parameters.getFeaturesCols());
            names.add(labelCol);
            if (!weightCol.isEmpty()) {
                names.add(weightCol);
            }
            if (!validationIndicatorCol.isEmpty()) {
                names.add(validationIndicatorCol);
            }
            return List.copyOf(names);
        }
    }

    /**
     * Plans a training on rows of a schema.
     *
     * @throws EvenkeelException if a column is missing or of a wrong type, or parameters exclude one another
     */
    public static TrainingJob of(StructType schema, Request request) {
        HasTrainingParameters<?> parameters = request.parameters;
        String who = request.who;
        int labelPlace = Fields.index(schema, request.labelCol, who);
        StructField labelField = schema.fields()[labelPlace];
        LabelColumn label = request.task == Task.CLASSES
                ? LabelColumn.ofClasses(labelField, who)
                : LabelColumn.ofValues(labelField, who);
        Optional<Network> unused = Recipe.described(parameters);
        if (!request.validationIndicatorCol.isEmpty() && parameters.isSet(parameters.validationShare())) {
            throw new EvenkeelException(
                    who + " has a column that says which rows to measure on (validationIndicatorCol) and a"
                            + " share of rows to draw (validationShare): set one of them");
        }
        request.classes.require(label, who);
        return new TrainingJob(
                who,
                columns(schema, request, label),
                label,
                labelPlace,
                new ExampleMarks.Places(
                        weight(schema, request),
                        validation(schema, request),
                        request.weightCol,
                        request.validationIndicatorCol),
                parameters,
                request.classes);
    }

    private static LearntColumns columns(StructType schema, Request request, LabelColumn label) {
        HasTrainingParameters<?> parameters = request.parameters;
        List<String> columns = parameters.getFeaturesCols();
        if (columns.isEmpty()) {
            requireNoneOfATable(parameters, request.who);
            int width = Recipe.described(parameters)
                    .map(network -> network.input().size())
                    .orElse(-1);
            return new LearntVectors(Features.ofVectors(schema, request.featuresCol, width, request.who));
        }
        List<String> categorical = List.of(parameters.getCategoricalCols());
        List<LearntTable.Source> sources = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String column : columns) {
            int place = Fields.index(schema, column, request.who);
            String name = schema.fieldNames()[place];
            if (!seen.add(name) || name.equals(label.name())) {
                throw new EvenkeelException(request.who + " reads column '" + name + "' "
                        + (name.equals(label.name())
                                ? "as the label, so it cannot be a feature too: take it out of featuresCols"
                                : "once, but featuresCols names it twice: name it once"));
            }
            sources.add(new LearntTable.Source(
                    place,
                    name,
                    CellForm.toLearn(
                            name, schema.fields()[place].dataType(), categorical.contains(column), request.who)));
        }
        requireAmong(categorical, columns, "categoricalCols", request.who);
        requireAmong(List.of(parameters.getKeepCols()), columns, "keepCols", request.who);
        return new LearntTable(
                sources, label, parameters.getMissing().equals("impute"), List.of(parameters.getKeepCols()), "");
    }

    private static void requireNoneOfATable(HasTrainingParameters<?> parameters, String who) {
        if (parameters.getMissing().equals("impute")
                || parameters.getCategoricalCols().length > 0
                || parameters.getKeepCols().length > 0) {
            throw new EvenkeelException(who + " reads one column of vectors, but missing, categoricalCols and keepCols"
                    + " speak of named columns: name them in featuresCols, or leave these parameters out (Spark's Imputer"
                    + " fills gaps before vectors are assembled)");
        }
    }

    private static void requireAmong(List<String> some, List<String> all, String parameter, String who) {
        for (String column : some) {
            if (!all.contains(column)) {
                throw new EvenkeelException(
                        who + " has '" + column + "' in " + parameter + ", but featuresCols does not name it");
            }
        }
    }

    private static int weight(StructType schema, Request request) {
        if (request.weightCol.isEmpty()) {
            return -1;
        }
        int place = Fields.index(schema, request.weightCol, request.who);
        StructField field = schema.fields()[place];
        if (!CellForm.isNumber(field.dataType())) {
            throw new EvenkeelException(request.who + " reads weights from column '" + field.name() + "', but it is "
                    + field.dataType().sql());
        }
        return place;
    }

    private static int validation(StructType schema, Request request) {
        if (request.validationIndicatorCol.isEmpty()) {
            return -1;
        }
        int place = Fields.index(schema, request.validationIndicatorCol, request.who);
        StructField field = schema.fields()[place];
        if (!(field.dataType() instanceof BooleanType)) {
            throw new EvenkeelException(request.who + " reads true or false from validation indicator column '"
                    + field.name() + "', but it is " + field.dataType().sql());
        }
        return place;
    }

    /**
     * Trains on rows, in the order of their partitions and within these.
     *
     * @throws EvenkeelException if they cannot be learnt from
     */
    public static Trained run(Dataset<?> rows, Request request) {
        TrainingJob whole = of(rows.schema(), request);
        Column[] columns = request.columns().stream()
                .map(name -> rows.schema().fieldNames()[Fields.index(rows.schema(), name, whole.who)])
                .map(name -> functions.col("`" + name.replace("`", "``") + "`"))
                .toArray(Column[]::new);
        Dataset<Row> read = rows.toDF().select(columns);
        TrainingJob job = of(read.schema(), request);
        int workers = job.parameters.getNumWorkers();
        if (workers > 1) {
            BarrierStage.requireRoom(rows.sparkSession().sparkContext(), workers);
        }
        boolean keeps = workers > 1
                && rows.storageLevel().equals(StorageLevel.NONE())
                && read.storageLevel().equals(StorageLevel.NONE());
        Duration patience = Duration.ofSeconds(job.parameters.getWorkerTimeout());
        RowMemory.requireSize(rows.sparkSession().sparkContext());
        Optional<CheckpointFolder> checkpoints = job.checkpoints();
        checkpoints.ifPresent(folder -> folder.requireUsable(rows.sparkSession()));
        try (KeptRows kept = keeps ? KeptRows.of(read) : KeptRows.none(read)) {
            JavaRDD<Row> examples = kept.rows();
            Trained trained = Trained.of(BarrierStage.run(
                    RowShares.of(examples, workers).rdd(),
                    patience,
                    new Training(workers == 1 ? job : job.fitted(examples, patience), checkpoints)));
            trained.state().ifPresent(state -> checkpoints.orElseThrow().clear(rows.sparkSession(), state));
            return trained;
        } catch (Exception failed) {
            throw told(failed);
        }
    }

    /** Where several workers have parts of a table, its encoding is fitted on all of it by one task before. */
    private TrainingJob fitted(JavaRDD<Row> examples, Duration patience) {
        if (!(columns instanceof LearntTable table)) {
            return this;
        }
        TrainingJob whole = this;
        byte[] encoding = BarrierStage.run(
                RowShares.of(examples, 1).rdd(),
                patience,
                (rows, alone) -> new Training(whole, Optional.empty())
                        .examples(rows, alone)
                        .encoding()
                        .orElseThrow()
                        .text()
                        .getBytes(StandardCharsets.UTF_8));
        return new TrainingJob(
                who,
                table.fitted(new String(encoding, StandardCharsets.UTF_8)),
                label,
                labelPlace,
                marks,
                parameters,
                classes);
    }

    /** What a step before the training's own task refuses, as a model that scores, keeps its sentence. */
    private static RuntimeException told(Exception failed) {
        for (Throwable cause = failed; failed instanceof SparkException && cause != null; cause = cause.getCause()) {
            if (cause instanceof EvenkeelException problem) {
                return new EvenkeelException(String.valueOf(problem.getMessage()), failed);
            }
        }
        return TrainingJob.<RuntimeException>asItIs(failed);
    }

    /** Spark's own exceptions are checked, but its methods do not declare them. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Exception> RuntimeException asItIs(Exception failed) throws E {
        throw (E) failed;
    }

    BatchStatistics batchStatistics() {
        return parameters.getBatchStatistics().equals("perWorker")
                ? BatchStatistics.PER_WORKER
                : BatchStatistics.SYNCHRONIZED;
    }

    /** Where the state of one fit is kept. */
    private Optional<CheckpointFolder> checkpoints() {
        return parameters.isDefined(parameters.checkpointDir())
                ? Optional.of(CheckpointFolder.at(parameters.getOrDefault(parameters.checkpointDir())))
                : Optional.empty();
    }
}
