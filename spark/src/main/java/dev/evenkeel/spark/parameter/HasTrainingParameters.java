package dev.evenkeel.spark.parameter;

import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.StringArrayParam;

/**
 * How a network is trained; the defaults are those of {@code evenkeel train} on a table.
 *
 * @param <T> what a setter returns: the object itself
 */
public interface HasTrainingParameters<T> extends HasNetworkParameters<T>, HasScoringParameters<T> {
    /** The parameters themselves. */
    TrainingParameters trainingParameters();

    /**
     * Times the training rows are gone through; by default 25 to 100 for classes and 40 to 60 for numbers, by the number of rows.
     */
    default IntParam epochs() {
        return trainingParameters().epochs;
    }

    /** As {@link #epochs()}. */
    default T setEpochs(int value) {
        set(epochs(), value);
        return self();
    }

    /** Examples per batch, over all workers together; by default 32 to 128, by the number of rows. */
    default IntParam batchSize() {
        return trainingParameters().batchSize;
    }

    /** As {@link #batchSize()}. */
    default T setBatchSize(int value) {
        set(batchSize(), value);
        return self();
    }

    /**
     * Learning rate, its peak where the schedule changes it; by default 0.003 for classes, 0.01 for numbers, 0.05 with {@code sgd}.
     */
    default DoubleParam learningRate() {
        return trainingParameters().learningRate;
    }

    /** As {@link #learningRate()}. */
    default T setLearningRate(double value) {
        set(learningRate(), value);
        return self();
    }

    /** {@code adamw} (the default) or {@code sgd}, with momentum 0.9. */
    default Param<String> optimizer() {
        return trainingParameters().optimizer;
    }

    default String getOptimizer() {
        return getOrDefault(optimizer());
    }

    /** As {@link #optimizer()}. */
    default T setOptimizer(String value) {
        set(optimizer(), value);
        return self();
    }

    /** How the learning rate changes: {@code cosine} (the default), {@code one-cycle} or {@code constant}. */
    default Param<String> schedule() {
        return trainingParameters().schedule;
    }

    default String getSchedule() {
        return getOrDefault(schedule());
    }

    /** As {@link #schedule()}. */
    default T setSchedule(String value) {
        set(schedule(), value);
        return self();
    }

    /**
     * Weight decay of all parameters but biases and those of normalization; 0.01 by default, 0.0005 with {@code sgd}.
     */
    default DoubleParam weightDecay() {
        return trainingParameters().weightDecay;
    }

    /** As {@link #weightDecay()}. */
    default T setWeightDecay(double value) {
        set(weightDecay(), value);
        return self();
    }

    /** The root of initial values, order, dropout and what is held out; 1 by default. */
    default LongParam seed() {
        return trainingParameters().seed;
    }

    default long getSeed() {
        return (Long) getOrDefault(seed());
    }

    /** As {@link #seed()}. */
    default T setSeed(long value) {
        set(seed(), value);
        return self();
    }

    /**
     * Share of the training rows that is held out to measure on, chosen by the seed; 0 by default, and 0.1 where {@code patience} or
     * {@code keep} need it and {@code validationIndicatorCol} names no rows.
     */
    default DoubleParam validationShare() {
        return trainingParameters().validationShare;
    }

    /** As {@link #validationShare()}. */
    default T setValidationShare(double value) {
        set(validationShare(), value);
        return self();
    }

    /** Early stopping: after how many epochs without a better validation loss training ends; never by default. */
    default IntParam patience() {
        return trainingParameters().patience;
    }

    /** As {@link #patience()}. */
    default T setPatience(int value) {
        set(patience(), value);
        return self();
    }

    /**
     * Which epoch's model is kept: {@code best} by the validation loss (the default with {@code patience}) or {@code last}.
     */
    default Param<String> keep() {
        return trainingParameters().keep;
    }

    /** As {@link #keep()}. */
    default T setKeep(String value) {
        set(keep(), value);
        return self();
    }

    /**
     * What batch normalization is left with: {@code population} (the default: pooled over the training rows with the final weights) or
     * {@code running}.
     */
    default Param<String> statistics() {
        return trainingParameters().statistics;
    }

    default String getStatistics() {
        return getOrDefault(statistics());
    }

    /** As {@link #statistics()}. */
    default T setStatistics(String value) {
        set(statistics(), value);
        return self();
    }

    /**
     * What a batch is to batch normalization with several workers: that of all ({@code synchronized}, the default) or each worker's
     * own share ({@code perWorker}), for which each spreads its own rows evenly over the batches; with one worker the same.
     */
    default Param<String> batchStatistics() {
        return trainingParameters().batchStatistics;
    }

    default String getBatchStatistics() {
        return getOrDefault(batchStatistics());
    }

    /** As {@link #batchStatistics()}. */
    default T setBatchStatistics(String value) {
        set(batchStatistics(), value);
        return self();
    }

    /**
     * Missing values in {@code featuresCols}: {@code refuse} (the default) or {@code impute} (the median or the most frequent category). In
     * a vector a value that is not a number is always refused.
     */
    default Param<String> missing() {
        return trainingParameters().missing;
    }

    default String getMissing() {
        return getOrDefault(missing());
    }

    /** As {@link #missing()}. */
    default T setMissing(String value) {
        set(missing(), value);
        return self();
    }

    /** Columns of {@code featuresCols} that are categories even if they hold numbers, as postcodes. */
    default StringArrayParam categoricalCols() {
        return trainingParameters().categoricalCols;
    }

    default String[] getCategoricalCols() {
        return getOrDefault(categoricalCols()).clone();
    }

    /** As {@link #categoricalCols()}. */
    default T setCategoricalCols(String... value) {
        set(categoricalCols(), value);
        return self();
    }

    /**
     * Columns of {@code featuresCols} to learn from even if they hold nearly as many texts as there are rows, as names do; they would be
     * left out else.
     */
    default StringArrayParam keepCols() {
        return trainingParameters().keepCols;
    }

    default String[] getKeepCols() {
        return getOrDefault(keepCols()).clone();
    }

    /** As {@link #keepCols()}. */
    default T setKeepCols(String... value) {
        set(keepCols(), value);
        return self();
    }

    /** Tasks that train together; 1 by default. */
    default IntParam numWorkers() {
        return trainingParameters().numWorkers;
    }

    default int getNumWorkers() {
        return (Integer) getOrDefault(numWorkers());
    }

    /** As {@link #numWorkers()}. */
    default T setNumWorkers(int value) {
        set(numWorkers(), value);
        return self();
    }

    /** Seconds that workers wait for one of them before it counts as lost; 300 by default. A worker whose process ends is missed at once. */
    default IntParam workerTimeout() {
        return trainingParameters().workerTimeout;
    }

    default int getWorkerTimeout() {
        return (Integer) getOrDefault(workerTimeout());
    }

    /** As {@link #workerTimeout()}. */
    default T setWorkerTimeout(int seconds) {
        set(workerTimeout(), seconds);
        return self();
    }

    /**
     * A folder on any file system that Hadoop knows where the state of training is kept after each epoch, so that one that was interrupted
     * goes on from there; nowhere by default. It is emptied once training is done.
     */
    default Param<String> checkpointDir() {
        return trainingParameters().checkpointDir;
    }

    /** As {@link #checkpointDir()}. */
    default T setCheckpointDir(String value) {
        set(checkpointDir(), value);
        return self();
    }
}
