package dev.evenkeel.norm;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.kernel.reduction.ColumnReduction;
import dev.evenkeel.kernel.stream.RowStream;
import dev.evenkeel.kernel.stream.RowWriter;
import dev.evenkeel.kernel.team.Grain;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.kernel.view.ColumnNormalization;
import dev.evenkeel.kernel.view.GradientSums;
import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.layer.FusingPass;
import dev.evenkeel.layer.GradientRows;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.Step.Purpose;
import dev.evenkeel.layer.StreamingPass;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingMode.Source;
import dev.evenkeel.layer.TrainingMode.Update;
import dev.evenkeel.operation.Activations;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Trains {@link BatchNorm}: its formulas over the batch, or over each ghost batch. The running statistics follow once a
 * step, with all ghost batches pooled.
 */
class BatchPass implements GradientRows, StreamingPass, FusingPass, GathersMoments {
    private final TrainingContext context;
    private final String title;
    private final BatchNorm settings;
    private final Activations input;
    private final int channels;
    private final GammaBeta affine;
    final RunningMoments running;
    private final Ghost[] ghosts;
    private final ColumnReduction reduction;
    private final Optional<Moments> given;
    private final Moments pooled;
    private final GradientSums sums;
    private final BatchStream stream;
    private Source source = Source.BATCH;
    private boolean gathered;
    private int examples;
    private int ghostCount;

    BatchPass(TrainingContext context, String title, BatchNorm settings) {
        this.context = context;
        this.title = title + " '" + context.name() + "'";
        this.settings = settings;
        input = context.input();
        channels = context.inputShape().channels();
        affine = GammaBeta.of(context, settings.affine(), channels);
        running = new RunningMoments(context, settings.running());
        ghosts = IntStream.range(0, ghosts(context.batchSize()))
                .mapToObj(ghost -> new Ghost())
                .toArray(Ghost[]::new);
        reduction = new ColumnReduction(context.compute(), input.rows(context.batchSize()), channels);
        given = settings.ghostSize() == BatchNorm.WHOLE_BATCH ? context.inputMoments() : Optional.empty();
        pooled = new Moments(channels);
        sums = new GradientSums(channels);
        stream = new BatchStream(context, ghosts[0].rows);
    }

    /** Examples that are normalised together: the batch, or a ghost batch. */
    private final class Ghost {
        int first;
        int end;
        final NormalizedRows rows = new NormalizedRows(
                context.compute().kernels(),
                context.fused().isPresent() ? Activation.RELU : Activation.IDENTITY,
                input);
        final Team.RangeTask forward = (from, to) ->
                rows.forward(first + from, first + to, context.output().values(), (first + from) * channels);
        final Team.RangeTask backward = (from, to) -> rows.backward(
                context.outputGradient(),
                first + from,
                first + to,
                context.inputGradient(0),
                (first + from) * channels);
        final ColumnReduction.GradientLoop gradientSums =
                (from, to, out) -> rows.gradientSums(context.outputGradient(), from, to, out);

        void run(Team.RangeTask task) {
            context.compute().team().run(end - first, Grain.rows(channels), task);
        }
    }

    /** {@code y = gamma * (x - mean) / sqrt(variance + epsilon) + beta}. */
    @Override
    public void forward(Step step) {
        begin(step);
        boolean follows = follows(step);
        gathered = source == Source.BATCH || follows || step.purpose() == Purpose.GATHER_STATISTICS;
        if (gathered) {
            gather();
        }
        if (follows) {
            requireVariance();
        }
        for (int ghost = 0; ghost < ghostCount; ghost++) {
            normalizeBy(ghosts[ghost].rows);
            if (!context.outputIsStreamed()) {
                ghosts[ghost].run(ghosts[ghost].forward);
            }
        }
        if (follows) {
            running.follow(pooled);
        }
    }

    private void begin(Step step) {
        examples = step.examples();
        stream.begin();
        source = settings.keepsStatistics()
                ? Source.RUNNING
                : context.trainingMode().source();
        ghostCount = source == Source.BATCH ? ghosts(examples) : 1;
        int size = settings.ghostSize() * context.inputShape().positions();
        for (int ghost = 0; ghost < ghostCount; ghost++) {
            ghosts[ghost].first = ghost * size;
            ghosts[ghost].end = ghost == ghostCount - 1 ? input.rows(examples) : (ghost + 1) * size;
        }
    }

    /** Full ghost batches only: examples left over join the last one, so none is smaller than the ghost size. */
    private int ghosts(int batch) {
        return settings.ghostSize() == BatchNorm.WHOLE_BATCH ? 1 : Math.max(1, batch / settings.ghostSize());
    }

    /** Whether running statistics take in this batch: if the layer and the run let them, and only in a step that learns. */
    private boolean follows(Step step) {
        return !settings.keepsStatistics()
                && context.trainingMode().update() == Update.FOLLOW
                && step.purpose() == Purpose.LEARN;
    }

    private void gather() {
        pooled.clear();
        for (int ghost = 0; ghost < ghostCount; ghost++) {
            Moments moments = ghosts[ghost].rows.moments;
            if (given.isPresent() && input.mask().isComplete()) {
                moments.clear();
                moments.merge(given.get());
            } else {
                reduction.moments(input.values(), ghosts[ghost].first, ghosts[ghost].end, input.mask(), moments);
            }
            requireStatistics(moments.count());
            pooled.merge(moments);
        }
    }

    private void normalizeBy(NormalizedRows rows) {
        float[] gamma = affine.gamma();
        float[] beta = affine.beta();
        for (int channel = 0; channel < channels; channel++) {
            if (source == Source.BATCH) {
                double inverse = 1 / Math.sqrt(rows.moments.variance(channel) + settings.epsilon());
                normalize(rows.by, channel, rows.moments.mean(channel), inverse, gamma[channel], beta[channel]);
            } else {
                double inverse = 1 / Math.sqrt((double) running.variance()[channel] + settings.epsilon());
                rows.by.set(channel, running.mean()[channel], inverse, gamma[channel], beta[channel]);
                rows.by.differentiate(channel, 0, 0);
            }
        }
    }

    /** Sets what a channel with these statistics of the batch is normalised by. */
    void normalize(ColumnNormalization by, int channel, double mean, double inverse, double gamma, double beta) {
        by.set(channel, mean, inverse, gamma, beta);
    }

    /**
     * {@code dx = gamma / sqrt(variance + epsilon) * (dy - sum(dy) / m - xhat * sum(dy * xhat) / m)}, or
     * {@code dx = gamma / sqrt(variance + epsilon) * dy} with running statistics, which are constants.
     */
    @Override
    public void backward(Step step) {
        for (int ghost = 0; ghost < ghostCount; ghost++) {
            if (source == Source.BATCH || affine.learns()) {
                differentiate(ghosts[ghost]);
            }
            if (context.needsInputGradient(0)) {
                ghosts[ghost].run(ghosts[ghost].backward);
            }
        }
    }

    private void differentiate(Ghost ghost) {
        ColumnNormalization by = ghost.rows.by;
        if (context.outputIsStreamed()) {
            stream.addUp(sums);
        } else {
            reduction.gradientSums(ghost.first, ghost.end, ghost.gradientSums, sums);
        }
        double m = ghost.rows.moments.count();
        for (int channel = 0; channel < channels; channel++) {
            double sumDy = sums.dy()[channel];
            double sumDyXhat = by.sumDyXhat(channel, sums);
            if (source == Source.BATCH) {
                affine.learn(channel, gammaGradient(channel, sumDy, sumDyXhat), sumDy);
                by.differentiate(channel, sumDy / m, sumDyXhat / m);
            } else {
                affine.learn(channel, sumDyXhat, sumDy);
            }
        }
    }

    /** The gradient of gamma where {@link #normalize} set what was normalised by. */
    double gammaGradient(int channel, double sumDy, double sumDyXhat) {
        return sumDyXhat;
    }

    @Override
    public void writeUnfused(int count, float[] to) {
        for (int ghost = 0; ghost < ghostCount; ghost++) {
            int end = Math.min(ghosts[ghost].end, input.rows(count));
            if (ghosts[ghost].first < end) {
                ghosts[ghost].rows.forwardUnfused(ghosts[ghost].first, end, to);
            }
        }
    }

    /** Of a pass without ghost batches. */
    @Override
    public RowStream outputStream() {
        return stream;
    }

    /** Of a pass without ghost batches. */
    @Override
    public RowWriter inputGradientRows() {
        return (from, to, dx, at) -> ghosts[0].rows.backward(context.outputGradient(), from, to, dx, at);
    }

    @Override
    public void pool(Moments into) {
        if (!gathered) {
            throw new IllegalStateException(
                    title + " gathered no moments in its last forward pass: it learnt with running"
                            + " statistics that stay. Run a step for GATHER_STATISTICS");
        }
        into.merge(pooled);
    }

    @Override
    public void poolNow(Moments into) {
        if (!gathered) {
            reduction.moments(input.values(), 0, input.rows(examples), input.mask(), pooled);
        }
        into.merge(pooled);
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
        if (pooled.count() < running.fewest()) {
            throw new EvenkeelException(title + " cannot follow 1 value per channel (input " + inputText()
                    + "): its unbiased variance does not exist. Use a batch of at least 2, the biased estimator, or a"
                    + " treatment that keeps the statistics");
        }
    }

    private String inputText() {
        String text = context.inputShape().prepend(examples).toString();
        if (!input.mask().isComplete()) {
            text += " with " + input.mask().realRows(0, input.rows(examples)) + " real positions";
        }
        return ghostCount == 1 ? text : text + " in " + ghostCount + " ghost batches";
    }
}
