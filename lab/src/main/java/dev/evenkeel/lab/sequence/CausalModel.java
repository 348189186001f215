package dev.evenkeel.lab.sequence;

import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.EvenBatches;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.inference.Session;
import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.model.Model;
import dev.evenkeel.program.Compiler;
import dev.evenkeel.program.TrainingProgram;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.train.Evaluation;
import dev.evenkeel.train.loss.Loss;
import dev.evenkeel.train.loss.Losses;
import java.util.stream.IntStream;

/** A trained causal network, looked at as training computes it and as it generates. */
final class CausalModel {
    private final Model model;
    private final Dataset text;
    private final int[] order;
    private final int batchSize;
    private final int tokens;
    private final Compute compute = new Compute(PreferredKernels.kernels(), Team.alone());
    private final TrainingProgram program;
    private final Batch batch;

    /** @param text windows that were not learnt from */
    CausalModel(Model model, Dataset text, int batchSize) {
        this.model = model;
        this.text = text;
        this.batchSize = batchSize;
        order = IntStream.range(0, text.size()).toArray();
        program = Compiler.compile(model.network(), batchSize, compute, 0, layer -> TrainingMode.TRAIN);
        program.restore(model::tensor, model::sampleCounts);
        tokens = program.output().shape().channels();
        batch = new Batch(batchSize, text.inputShape(), text.target());
    }

    /** The mean loss of a character as training computes it, with statistics of the batch where a layer has such. */
    double lossInTraining() {
        Loss.Bound loss =
                Losses.crossEntropy().bind(compute, program.output(), text.target(), program.outputGradient());
        EvenBatches cut = new EvenBatches(text.size(), batchSize);
        double sum = 0;
        double weight = 0;
        for (int index = 0; index < cut.count(); index++) {
            batch.fill(text, order, cut.from(index), cut.to(index));
            forward();
            loss.evaluate(batch.examples(), batch.targets(), batch.weights());
            sum += loss.lastSum();
            weight += loss.lastWeight();
        }
        return sum / weight;
    }

    /** The same of the frozen network, whole windows at once. */
    double lossFrozen() {
        return Evaluation.loss(model.freezeUnfolded(), text, Losses.crossEntropy());
    }

    /** The same, one position after the other, as it generates. */
    double lossByPosition() {
        Predictor predictor = model.freezeUnfolded();
        Batch one = new Batch(1, text.inputShape(), text.target());
        double sum = 0;
        long count = 0;
        for (int index = 0; index < text.size(); index++) {
            one.fill(text, order, index, index + 1);
            int length = one.mask().realRows(0, text.inputShape().positions());
            try (Session session = predictor.session()) {
                for (int position = 0; position < length; position++) {
                    float[] scores = session.next(one.inputs()[position]);
                    sum -= logProbability(scores, 0, (int) one.targets()[position]);
                    count++;
                }
            }
        }
        return sum / count;
    }

    /**
     * How much other characters behind the middle of all windows change the probabilities before it in training: half the sum of
     * the absolute changes of all characters' probabilities, from 0 to 1, on average over the positions up to the middle.
     */
    double influenceOfTheFuture(long seed) {
        Randomness random = Randomness.of(seed, "future");
        int positions = text.inputShape().positions();
        int middle = positions / 2;
        EvenBatches cut = new EvenBatches(text.size(), batchSize);
        double sum = 0;
        long count = 0;
        for (int index = 0; index < cut.count(); index++) {
            batch.fill(text, order, cut.from(index), cut.to(index));
            double[] before = probabilities(middle);
            for (int row = 0; row < batch.examples(); row++) {
                for (int position = middle; position < positions; position++) {
                    int at = batch.inputOffset(row) + position;
                    batch.inputs()[at] = (batch.inputs()[at] + 1 + random.nextInt(tokens - 1)) % tokens;
                }
            }
            double[] after = probabilities(middle);
            for (int at = 0; at < before.length; at++) {
                sum += Math.abs(after[at] - before[at]) / 2;
            }
            count += (long) batch.examples() * middle;
        }
        return sum / count;
    }

    /** Of all characters at the first positions of each window of the batch. */
    private double[] probabilities(int middle) {
        forward();
        int positions = text.inputShape().positions();
        double[] probabilities = new double[batch.examples() * middle * tokens];
        int to = 0;
        for (int row = 0; row < batch.examples(); row++) {
            for (int position = 0; position < middle; position++) {
                int at = (row * positions + position) * tokens;
                for (int token = 0; token < tokens; token++) {
                    probabilities[to++] =
                            Math.exp(logProbability(program.output().values(), at, token));
                }
            }
        }
        return probabilities;
    }

    private void forward() {
        program.begin();
        program.forward(batch, 0, Step.Purpose.GATHER_STATISTICS);
        program.rollback();
    }

    private double logProbability(float[] scores, int at, int token) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int other = 0; other < tokens; other++) {
            largest = Math.max(largest, scores[at + other]);
        }
        double sum = 0;
        for (int other = 0; other < tokens; other++) {
            sum += Math.exp(scores[at + other] - largest);
        }
        return scores[at + token] - largest - Math.log(sum);
    }
}
