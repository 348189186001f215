package dev.evenkeel.norm;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.kernel.Activation;
import dev.evenkeel.kernel.ColumnReduction;
import dev.evenkeel.kernel.Moments;
import dev.evenkeel.kernel.RowStream;
import dev.evenkeel.kernel.RowWriter;
import dev.evenkeel.kernel.Team;
import dev.evenkeel.layer.FusingPass;
import dev.evenkeel.layer.GradientRows;
import dev.evenkeel.layer.Site;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.Step.Purpose;
import dev.evenkeel.layer.StreamingPass;
import dev.evenkeel.layer.Treatment.Source;
import dev.evenkeel.layer.Treatment.Update;
import dev.evenkeel.operation.Flow;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Training with statistics per channel over a batch, or over each ghost batch: gathers moments, lets the layer say what
 * they normalise by, and follows them with the running statistics.
 */
abstract class BatchPass implements GradientRows, StreamingPass, FusingPass, GathersMoments {
    private static final int BLOCK_FLOATS = 16 * 1024;

    private final Site site;
    private final String title;
    private final Flow input;
    private final int positions;
    private final int channels;
    private final float epsilon;
    private final int ghostSize;
    private final StatisticsRule rule;
    private final GammaBeta affine;
    private final RunningMoments running;
    private final NormalizedColumns normalized;
    private final ColumnReduction reduction;
    private final Stream stream = new Stream();
    private final Optional<Moments> given;
    private final Moments[] moments;
    private final Moments pooled;
    private final double[] sumDy;
    private final double[] sumDyXhat;
    private final Team.RangeTask forwardBlock;
    private final Team.RangeTask backwardBlock;
    private Source source = Source.BATCH;
    private boolean gathered;
    private int examples;
    private int ghosts;
    private int firstRow;
    private int at;

    BatchPass(
            Site site,
            String title,
            float epsilon,
            Affine affine,
            int ghostSize,
            StatisticsRule rule,
            RunningMoments running) {
        this.site = site;
        this.title = title + " '" + site.name() + "'";
        this.input = site.input();
        this.positions = site.inputShape().positions();
        this.channels = site.inputShape().channels();
        this.epsilon = epsilon;
        this.ghostSize = ghostSize;
        this.rule = rule;
        this.running = running;
        this.affine = GammaBeta.of(site, affine, channels);
        int most = ghosts(site.batchSize());
        Activation activation = site.fused().isPresent() ? Activation.RELU : Activation.IDENTITY;
        normalized = new NormalizedColumns(site.compute().kernels(), activation, channels, most);
        reduction = new ColumnReduction(site.compute(), input.rows(site.batchSize()), channels);
        moments = IntStream.range(0, most)
                .mapToObj(ghost -> new Moments(channels))
                .toArray(Moments[]::new);
        given = ghostSize == BatchNorm.WHOLE_BATCH ? site.inputMoments() : Optional.empty();
        pooled = new Moments(channels);
        sumDy = new double[channels];
        sumDyXhat = new double[channels];
        forwardBlock = (from, to) -> normalized.forward(
                input, site.output().values(), (firstRow + from) * channels, firstRow + from, firstRow + to, at);
        backwardBlock = (from, to) -> normalized.backward(
                input,
                site.outputGradient(),
                site.inputGradient(0),
                firstRow + from,
                firstRow + to,
                at,
                (firstRow + from) * channels);
    }

    /** Sets at {@code index} what a channel with these batch statistics is normalised by. */
    abstract void normalize(NormalizedColumns by, int index, double mean, double inverse, double gamma, double beta);

    /** The gradient of gamma where {@link #normalize} set what was normalised by. */
    abstract double gammaGradient(int index, double sumDy, double sumDyXhat);

    @Override
    public void forward(Step step) {
        examples = step.examples();
        stream.begin();
        source = rule == StatisticsRule.FROZEN
                ? Source.RUNNING
                : site.treatment().source();
        ghosts = source == Source.BATCH ? ghosts(examples) : 1;
        boolean follows = rule == StatisticsRule.FREE
                && site.treatment().update() == Update.FOLLOW
                && step.purpose() == Purpose.LEARN;
        gathered = source == Source.BATCH || follows || step.purpose() == Purpose.GATHER_STATISTICS;
        if (gathered) {
            gather();
        }
        if (follows) {
            requireVariance();
        }
        for (int ghost = 0; ghost < ghosts; ghost++) {
            enter(ghost);
            normalizeBy(moments[ghost]);
            if (!site.outputIsStreamed()) {
                site.compute().team().run(endRow(ghost) - firstRow, blockRows(), forwardBlock);
            }
        }
        if (follows) {
            running.follow(pooled);
        }
    }

    @Override
    public void backward(Step step) {
        for (int ghost = 0; ghost < ghosts; ghost++) {
            enter(ghost);
            if (source == Source.BATCH || affine.learns()) {
                differentiate(ghost);
            }
            if (site.needsInputGradient(0)) {
                site.compute().team().run(endRow(ghost) - firstRow, blockRows(), backwardBlock);
            }
        }
    }

    @Override
    public void writeUnfused(int count, float[] to) {
        for (int ghost = 0; ghost < ghosts; ghost++) {
            enter(ghost);
            int endRow = Math.min(endRow(ghost), count * positions);
            if (firstRow < endRow) {
                normalized.forwardUnfused(input, to, firstRow * channels, firstRow, endRow, at);
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
        return (rowFrom, rowTo, to, toAt) ->
                normalized.backward(input, site.outputGradient(), to, rowFrom, rowTo, 0, toAt);
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

    private void gather() {
        pooled.clear();
        for (int ghost = 0; ghost < ghosts; ghost++) {
            enter(ghost);
            gather(moments[ghost], endRow(ghost));
            long count = moments[ghost].count();
            if (count == 0) {
                throw new EvenkeelException(title + " has no statistics of a batch that is all padding (input "
                        + inputText() + "). Leave such batches out");
            }
            if (count == 1 && source == Source.BATCH) {
                throw new EvenkeelException(title + " cannot learn from 1 value per channel (input " + inputText()
                        + "): its variance is always 0. Use a batch of at least 2, or freeze() the model to predict single"
                        + " examples");
            }
            pooled.merge(moments[ghost]);
        }
    }

    private void gather(Moments batch, int endRow) {
        if (given.isPresent() && input.mask().isComplete()) {
            batch.clear();
            batch.merge(given.get());
        } else {
            reduction.moments(input.values(), firstRow, endRow, input.mask(), batch);
        }
    }

    private void requireVariance() {
        if (pooled.count() < running.fewest()) {
            throw new EvenkeelException(title + " cannot follow 1 value per channel (input " + inputText()
                    + "): its unbiased variance does not exist. Use a batch of at least 2, the biased estimator, or a"
                    + " treatment that keeps the statistics");
        }
    }

    private void normalizeBy(Moments batch) {
        float[] gamma = affine.gamma();
        float[] beta = affine.beta();
        for (int channel = 0; channel < channels; channel++) {
            if (source == Source.BATCH) {
                double inverse = 1 / Math.sqrt(batch.variance(channel) + epsilon);
                normalize(normalized, at + channel, batch.mean(channel), inverse, gamma[channel], beta[channel]);
            } else {
                double inverse = 1 / Math.sqrt((double) running.variance()[channel] + epsilon);
                normalized.set(channel, running.mean()[channel], inverse, gamma[channel], beta[channel]);
                normalized.setGradient(channel, 0, 0, 0);
            }
        }
    }

    private void differentiate(int ghost) {
        if (site.outputIsStreamed()) {
            stream.addUp();
        } else {
            sumGradients(ghost);
        }
        double count = moments[ghost].count();
        for (int channel = 0; channel < channels; channel++) {
            int index = at + channel;
            double exact = normalized.exactSum(index, sumDy[channel], sumDyXhat[channel]);
            if (source == Source.BATCH) {
                affine.learn(channel, gammaGradient(index, sumDy[channel], exact), sumDy[channel]);
                normalized.setGradient(index, normalized.scale()[index], sumDy[channel] / count, exact / count);
            } else {
                affine.learn(channel, exact, sumDy[channel]);
            }
        }
    }

    private void sumGradients(int ghost) {
        reduction.gradientSums(
                input.values(),
                site.outputGradient(),
                firstRow,
                endRow(ghost),
                normalized.mean(),
                normalized.inverse(),
                normalized.scale(),
                normalized.shift(),
                at,
                normalized.activation(),
                sumDy,
                sumDyXhat);
    }

    /** Full ghost batches only: examples left over join the last one, so none is smaller than {@code ghostSize}. */
    private int ghosts(int batch) {
        return ghostSize == BatchNorm.WHOLE_BATCH ? 1 : Math.max(1, batch / ghostSize);
    }

    private void enter(int ghost) {
        firstRow = ghost * ghostSize * positions;
        at = ghost * channels;
    }

    private int endRow(int ghost) {
        return (ghost == ghosts - 1 ? examples : (ghost + 1) * ghostSize) * positions;
    }

    private int blockRows() {
        return Math.max(1, BLOCK_FLOATS / channels);
    }

    private String inputText() {
        String text = site.inputShape().prepend(examples).toString();
        if (!input.mask().isComplete()) {
            text += " with " + input.mask().realRows(0, examples * positions) + " real positions";
        }
        return ghosts == 1 ? text : text + " in " + ghosts + " ghost batches";
    }

    /** The output, normalised where it is read, and the sums of its gradient, taken where it is written. */
    private final class Stream implements RowStream {
        private double[] blockDy = {};
        private double[] blockDyXhat = {};
        private final AtomicInteger blocks = new AtomicInteger();

        @Override
        public void expect(int mostBlocks) {
            blockDy = new double[Math.multiplyExact(mostBlocks, channels)];
            blockDyXhat = new double[blockDy.length];
        }

        void begin() {
            blocks.set(0);
        }

        @Override
        public void write(int rowFrom, int rowTo, float[] to, int toAt) {
            normalized.forward(input, to, toAt, rowFrom, rowTo, 0);
        }

        @Override
        public void written(int block, int rowFrom, int rowTo) {
            normalized.gradientSums(
                    input, site.outputGradient(), rowFrom, rowTo, 0, blockDy, blockDyXhat, block * channels);
            blocks.incrementAndGet();
        }

        /** In the order of the blocks, whoever summed them. */
        void addUp() {
            Arrays.fill(sumDy, 0);
            Arrays.fill(sumDyXhat, 0);
            int count = blocks.get();
            for (int block = 0; block < count; block++) {
                for (int channel = 0; channel < channels; channel++) {
                    sumDy[channel] += blockDy[block * channels + channel];
                    sumDyXhat[channel] += blockDyXhat[block * channels + channel];
                }
            }
        }
    }
}
