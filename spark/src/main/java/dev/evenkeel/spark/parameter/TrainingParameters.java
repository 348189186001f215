package dev.evenkeel.spark.parameter;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/** The parameters of {@link HasTrainingParameters}, of one object. */
public final class TrainingParameters implements Serializable {
    private static final long serialVersionUID = 1L;

    final IntParam epochs;
    final IntParam batchSize;
    final DoubleParam learningRate;
    final Param<String> optimizer;
    final Param<String> schedule;
    final DoubleParam weightDecay;
    final LongParam seed;
    final DoubleParam validationShare;
    final IntParam patience;
    final Param<String> keep;
    final Param<String> statistics;
    final Param<String> batchStatistics;
    final Param<String> missing;
    final StringArrayParam categoricalCols;
    final StringArrayParam keepCols;
    final IntParam numWorkers;
    final IntParam workerTimeout;
    final Param<String> checkpointDir;

    public TrainingParameters(Params owner) {
        epochs = new IntParam(owner, "epochs", "times the training rows are gone through", ParamValidators.gtEq(1));
        batchSize = new IntParam(owner, "batchSize", "examples per batch, over all workers", ParamValidators.gtEq(1));
        learningRate = new DoubleParam(
                owner, "learningRate", "learning rate; its peak where the schedule changes it", ParamValidators.gt(0));
        optimizer = new Param<>(owner, "optimizer", "adamw or sgd", ParamValidators.inArray(List.of("adamw", "sgd")));
        schedule = new Param<>(
                owner,
                "schedule",
                "how the learning rate changes: cosine, one-cycle or constant",
                ParamValidators.inArray(List.of("cosine", "one-cycle", "constant")));
        weightDecay = new DoubleParam(
                owner, "weightDecay", "weight decay of all but biases and normalization", ParamValidators.gtEq(0));
        seed = new LongParam(owner, "seed", "root of initial values, order and dropout");
        validationShare = new DoubleParam(
                owner,
                "validationShare",
                "share of the training rows that is held out to measure on",
                ParamValidators.inRange(0, 1, true, false));
        patience = new IntParam(
                owner,
                "patience",
                "epochs without a better validation loss after which training ends",
                ParamValidators.gtEq(1));
        keep = new Param<>(
                owner,
                "keep",
                "which epoch's model is kept: best or last",
                ParamValidators.inArray(List.of("best", "last")));
        statistics = new Param<>(
                owner,
                "statistics",
                "what batch normalization is left with: population or running",
                ParamValidators.inArray(List.of("population", "running")));
        batchStatistics = new Param<>(
                owner,
                "batchStatistics",
                "what a batch is to batch normalization with several workers: synchronized or perWorker",
                ParamValidators.inArray(List.of("synchronized", "perWorker")));
        missing = new Param<>(
                owner,
                "missing",
                "missing values in featuresCols: refuse or impute",
                ParamValidators.inArray(List.of("refuse", "impute")));
        categoricalCols = new StringArrayParam(
                owner, "categoricalCols", "columns of featuresCols that are categories even if they hold numbers");
        keepCols = new StringArrayParam(
                owner, "keepCols", "columns of featuresCols to learn from even if their texts tell rows apart");
        numWorkers = new IntParam(owner, "numWorkers", "tasks that train together", ParamValidators.gtEq(1));
        workerTimeout = new IntParam(
                owner,
                "workerTimeout",
                "seconds that workers wait for one of them before it counts as lost",
                ParamValidators.gtEq(1));
        checkpointDir = new Param<>(owner, "checkpointDir", "where the state of training is kept after each epoch");
        owner.setDefault(optimizer, "adamw");
        owner.setDefault(schedule, "cosine");
        owner.setDefault(seed, 1L);
        owner.setDefault(statistics, "population");
        owner.setDefault(batchStatistics, "synchronized");
        owner.setDefault(missing, "refuse");
        owner.setDefault(categoricalCols, new String[0]);
        owner.setDefault(keepCols, new String[0]);
        owner.setDefault(numWorkers, 1);
        owner.setDefault(workerTimeout, 300);
    }
}
