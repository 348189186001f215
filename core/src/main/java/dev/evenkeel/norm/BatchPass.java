package dev.evenkeel.norm;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.kernel.reduction.ColumnReduction;
import dev.evenkeel.kernel.reduction.Exchange;
import dev.evenkeel.kernel.reduction.Joint;
import dev.evenkeel.kernel.team.Grain;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.ColumnNormalization;
import dev.evenkeel.kernel.view.GradientSums;
import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.Step.Purpose;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingMode.Source;
import dev.evenkeel.layer.TrainingMode.Update;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.fusion.Fusion;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.worker.BatchStatistics;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Trains {@link BatchNorm}, and {@link BatchRenorm} with its r and d: their formulas over the batch, or over each ghost batch.
 * The running statistics follow once a batch, with the moments of all ghost batches merged. Where several workers share a batch,
 * the sums and moments of all are combined: Ioffe and Szegedy's formulas over the whole batch, which is what is called
 * synchronised batch normalization.
 */
class BatchPass implements TrainingPass, ReportsInputMoments, Joint {
    private final TrainingContext context;
    private final Fusion fusion;
    private final String title;
    private final BatchNorm layer;
    private final Activations input;
    private final int channels;
    private final GammaBeta affine;
    final RunningMoments running;
    private final SubBatch[] subBatches;
    private final ColumnReduction reduction;
    private final Exchange exchange;
    private final Optional<Moments> momentsFromProducer;
    private final Moments batchMoments;
    private final GradientSums sums;
    private final BatchStream stream;
    private Source source = Source.BATCH;
    private boolean gathered;
    private int examples;
    private int subBatchCount;

    BatchPass(TrainingContext context, String title, BatchNorm layer) {
        this.context = context;
        fusion = Fusion.of(context);
        this.title = title + " '" + context.name() + "'";
        this.layer = layer;
        input = context.input();
        channels = context.inputShape().channels();
        affine = GammaBeta.of(context, layer.affine(), channels);
        running = new RunningMoments(context, layer.running());
        subBatches = IntStream.range(0, subBatches(context.batchSize()))
                .mapToObj(index -> new SubBatch())
                .toArray(SubBatch[]::new);
        reduction = new ColumnReduction(context.compute(), input.rows(context.batchSize()), channels);
        exchange = new Exchange(context.compute().workers(), channels);
        momentsFromProducer = fusion.inputMoments();
        batchMoments = new Moments(channels);
        sums = new GradientSums(channels);
        stream = new BatchStream(channels, subBatches[0].rows);
        fusion.offerOutput(stream);
        fusion.offerInputGradient(subBatches[0].rows::backward);
        fusion.offerUnfused(this::writeUnfused);
    }

    /** Examples that share their statistics: the whole batch, or a ghost batch. */
    private final class SubBatch {
        int first;
        int end;
        final NormalizedRows rows = new NormalizedRows(context);
        final Team.RangeTask forward = (from, to) ->
                rows.forward(first + from, first + to, context.output().values(), (first + from) * channels);
        final Team.RangeTask backward = (from, to) ->
                rows.backward(first + from, first + to, context.inputGradient(0), (first + from) * channels);
        final ColumnReduction.GradientLoop gradientSums = rows::gradientSums;

        void run(Team.RangeTask task) {
            context.compute().team().run(end - first, Grain.rows(channels), task);
        }
    }

    /** {@code y = gamma * (x - mean) / sqrt(variance + epsilon) + beta}. */
    @Override
    public void forward(Step step) {
        begin(step);
        boolean follows = runningStatisticsFollow(step);
        gathered = source == Source.BATCH || follows || step.purpose() == Purpose.GATHER_STATISTICS;
        if (gathered) {
            gather();
        }
        if (follows) {
            requireVariance();
        }
        for (int index = 0; index < subBatchCount; index++) {
            setForwardCoefficients(subBatches[index].rows);
            if (!fusion.outputIsStreamed()) {
                subBatches[index].run(subBatches[index].forward);
            }
        }
        if (follows) {
            running.proposeUpdate(batchMoments);
        }
    }

    private void begin(Step step) {
        examples = step.examples();
        stream.begin();
        source = layer.keepsStatistics()
                ? Source.RUNNING
                : context.trainingMode().source();
        subBatchCount = source == Source.BATCH ? subBatches(examples) : 1;
        int size = layer.ghostSize() * context.inputShape().positions();
        for (int index = 0; index < subBatchCount; index++) {
            subBatches[index].first = index * size;
            subBatches[index].end = index == subBatchCount - 1 ? input.rows(examples) : (index + 1) * size;
        }
    }

    /** Full ghost batches only: examples left over join the last one, so none is smaller than the ghost size. */
    private int subBatches(int batch) {
        return layer.normalizesWholeBatch() ? 1 : Math.max(1, batch / layer.ghostSize());
    }

    /** Whether running statistics take in this batch: if the layer and the run let them, and only in a step that learns. */
    private boolean runningStatisticsFollow(Step step) {
        return !layer.keepsStatistics()
                && context.trainingMode().update() == Update.FOLLOW
                && step.purpose() == Purpose.LEARN;
    }

    /** Whether a batch that several workers share is normalised as one. */
    private boolean isSynchronized() {
        return layer.normalizesWholeBatch() && context.compute().statistics() == BatchStatistics.SYNCHRONIZED;
    }

    /** A producer's moments count padded rows too. */
    private void gather() {
        batchMoments.clear();
        for (int index = 0; index < subBatchCount; index++) {
            SubBatch subBatch = subBatches[index];
            Moments moments = subBatch.rows.moments;
            if (momentsFromProducer.isPresent() && input.mask().isComplete()) {
                moments.clear();
                if (examples > 0) {
                    moments.merge(momentsFromProducer.get());
                }
            } else {
                reduction.moments(input.values(), subBatch.first, subBatch.end, input.mask(), moments);
            }
            if (isSynchronized()) {
                exchange.pool(moments);
            }
            if (examples > 0) {
                requireStatistics(moments.count());
            }
            batchMoments.merge(moments);
        }
        if (!isSynchronized()) {
            exchange.pool(batchMoments);
        }
    }

    private void setForwardCoefficients(NormalizedRows rows) {
        float[] gamma = affine.gamma();
        float[] beta = affine.beta();
        for (int channel = 0; channel < channels; channel++) {
            if (source == Source.BATCH) {
                double invStd = 1 / Math.sqrt(rows.moments.variance(channel) + layer.epsilon());
                double mean = rows.moments.mean(channel);
                setForwardCoefficients(rows.coefficients, channel, mean, invStd, gamma[channel], beta[channel]);
            } else {
                double invStd = 1 / Math.sqrt((double) running.variance()[channel] + layer.epsilon());
                rows.coefficients.setForward(channel, running.mean()[channel], invStd, gamma[channel], beta[channel]);
                rows.coefficients.setBackward(channel, 0, 0);
            }
        }
    }

    /** Sets what a channel with these statistics of the batch is normalised by. */
    void setForwardCoefficients(
            ColumnNormalization coefficients, int channel, double mean, double invStd, double gamma, double beta) {
        coefficients.setForward(channel, mean, invStd, gamma, beta);
    }

    /**
     * {@code dx = gamma / sqrt(variance + epsilon) * (dy - sum(dy) / m - xhat * sum(dy * xhat) / m)}, or
     * {@code dx = gamma / sqrt(variance + epsilon) * dy} with running statistics, which are constants.
     *
     * <p>There are two ways to dx once its sums are known. Here it is written as a whole. After a convolution that is worked
     * backward and that this layer alone reads it is not: {@code needsInputGradient} is false, and the backward pass of the convolution, which comes next, asks for rows
     * of it where it needs them ({@link Fusion#offerInputGradient}). Both run {@link NormalizedRows#backward}.
     */
    @Override
    public void backward(Step step) {
        for (int index = 0; index < subBatchCount; index++) {
            if (source == Source.BATCH || affine.needsGradient()) {
                differentiate(subBatches[index]);
            }
            if (context.needsInputGradient(0)) {
                subBatches[index].run(subBatches[index].backward);
            }
        }
    }

    private void differentiate(SubBatch subBatch) {
        sumGradients(subBatch);
        ColumnNormalization coefficients = subBatch.rows.coefficients;
        for (int channel = 0; channel < channels && subBatch.first < subBatch.end; channel++) {
            double sumDy = sums.dy()[channel];
            double sumDyXhat = coefficients.sumDyXhat(channel, sums);
            double gamma = source == Source.BATCH ? gammaGradient(channel, sumDy, sumDyXhat) : sumDyXhat;
            affine.accumulateGradient(channel, gamma, sumDy);
        }
        if (source == Source.BATCH) {
            if (isSynchronized()) {
                exchange.add(sums);
            }
            double m = subBatch.rows.moments.count();
            for (int channel = 0; channel < channels; channel++) {
                coefficients.setBackward(channel, sums.dy()[channel] / m, coefficients.sumDyXhat(channel, sums) / m);
            }
        }
    }

    /** A reader that takes the output row by row summed the gradient while it wrote it. */
    private void sumGradients(SubBatch subBatch) {
        if (fusion.outputIsStreamed()) {
            stream.addUp(sums);
        } else {
            reduction.gradientSums(subBatch.first, subBatch.end, subBatch.gradientSums, sums);
        }
    }

    /** The gradient of gamma where {@link #setForwardCoefficients} set what was normalised by. */
    double gammaGradient(int channel, double sumDy, double sumDyXhat) {
        return sumDyXhat;
    }

    private void writeUnfused(int count, float[] to) {
        for (int index = 0; index < subBatchCount; index++) {
            int end = Math.min(subBatches[index].end, input.rows(count));
            if (subBatches[index].first < end) {
                subBatches[index].rows.forwardUnfused(subBatches[index].first, end, to);
            }
        }
    }

    @Override
    public void pool(Moments into) {
        if (!gathered) {
            throw new IllegalStateException(
                    title + " gathered no moments in its last forward pass: it learnt with running"
                            + " statistics that stay. Run a step for GATHER_STATISTICS");
        }
        into.merge(batchMoments);
    }

    @Override
    public void poolNow(Moments into) {
        if (!gathered) {
            reduction.moments(input.values(), 0, input.rows(examples), input.mask(), batchMoments);
        }
        into.merge(batchMoments);
    }

    private void requireStatistics(long count) {
        if (count == 0) {
            throw new EvenkeelException(title + " has no statistics of a batch that is all padding (input "
                    + inputText() + "). Leave such batches out");
        }
        if (count == 1 && source == Source.BATCH) {
            throw new EvenkeelException(title + " cannot learn from 1 value per channel (input " + inputText()
                    + "): its variance is always 0. Use a batch of at least 2, or freeze() the model to predict single"
                    + " examples");
        }
    }

    private void requireVariance() {
        if (batchMoments.count() < running.minCount()) {
            throw new EvenkeelException(title + " cannot follow 1 value per channel (input " + inputText()
                    + "): its unbiased variance does not exist. Use a batch of at least 2, the biased estimator, or a"
                    + " training mode that keeps the statistics");
        }
    }

    private String inputText() {
        String text = context.inputShape().prepend(examples).toString();
        if (!input.mask().isComplete()) {
            text += " with " + input.mask().realRows(0, input.rows(examples)) + " real positions";
        }
        return subBatchCount == 1 ? text : text + " in " + subBatchCount + " ghost batches";
    }
}
