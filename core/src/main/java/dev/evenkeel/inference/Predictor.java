package dev.evenkeel.inference;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.operation.OperationNode;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A frozen network: immutable, safe for any number of threads. Batch statistics, dropout and the update of running
 * statistics do not exist here, so an example's outputs are the same bits alone, in any batch, and from any thread.
 *
 * <p>Examples and outputs lie one after the other in row-major arrays, channels last. Work runs on the caller's thread,
 * unless a team shares it ({@link #on}); with an output array given, a call
 * without padding allocates nothing once the predictor is warm. Inputs that are not a number give outputs that are not a number.
 */
public final class Predictor {
    private static final Mask NO_PADDING = new Mask(0, 0);

    private final Shape input;
    private final Shape output;
    private final OutputActivation outputActivation;
    private final Kernels kernels;
    private final List<OperationNode> nodes;
    private final Plan plan;
    private final Blocks blocks;
    private final Optional<SimilarLengths> lengths;
    private final FoldReport folding;

    private Predictor(
            Shape input,
            List<OperationNode> nodes,
            OutputActivation outputActivation,
            Kernels kernels,
            FoldReport folding) {
        this.input = input;
        this.output = nodes.get(nodes.size() - 1).outputShape();
        this.outputActivation = outputActivation;
        this.kernels = kernels;
        this.nodes = nodes.stream()
                .map(node -> node.with(node.operation().prepared(kernels)))
                .toList();
        this.plan = new Plan(
                input,
                this.nodes,
                nodes.stream()
                        .mapToLong(node -> node.operation().work(node.outputShape()))
                        .sum());
        this.blocks = new Blocks(plan, kernels);
        this.lengths = SimilarLengths.of(plan, kernels);
        this.folding = folding;
    }

    /**
     * A predictor whose normalizations are folded into their neighbours where that is exact but for rounding, within the
     * bounds that its {@link #folding()} tells.
     *
     * @param input the shape of one example
     * @param nodes in the order in which they compute; the last computes the output
     * @throws IllegalArgumentException if there is no node, or one reads a node that does not stand before it
     */
    public static Predictor of(
            Shape input, List<OperationNode> nodes, OutputActivation outputActivation, Kernels kernels) {
        requireNodes(nodes);
        Folding folding = Folding.of(nodes);
        Predictor folded = folded(input, folding, outputActivation, kernels);
        return new Predictor(
                folded, folding.report(FoldDifference.NONE, folding.errors()), folded.blocks, folded.lengths);
    }

    /**
     * As {@link #of(Shape, List, OutputActivation, Kernels)}, with the difference of folding measured on given examples, channel by channel too.
     *
     * @param examples examples one after the other
     */
    public static Predictor of(
            Shape input,
            List<OperationNode> nodes,
            OutputActivation outputActivation,
            Kernels kernels,
            float[] examples) {
        requireNodes(nodes);
        Folding folding = Folding.of(nodes);
        Map<String, FoldError> measured = FoldMeasurement.of(input, nodes, folding.folds(), kernels, examples);
        Predictor folded = folded(input, folding, outputActivation, kernels);
        FoldDifference difference = folding.changedAnything()
                ? FoldDifference.between(unfolded(input, nodes, outputActivation, kernels), folded, examples)
                : FoldDifference.NONE;
        return new Predictor(folded, folding.report(difference, measured), folded.blocks, folded.lengths);
    }

    private static Predictor folded(Shape input, Folding folding, OutputActivation outputActivation, Kernels kernels) {
        return new Predictor(input, folding.nodes(), outputActivation, kernels, FoldReport.NOTHING);
    }

    /**
     * Whether a predictor of these operations computes padded sequences in about as many positions as they have, by the same
     * bits: where each operation looks at one position or at real ones, and the output has no positions.
     */
    public static boolean followsLength(Shape input, List<OperationNode> nodes) {
        requireNodes(nodes);
        return new Plan(input, nodes, 0).sequences().isPresent();
    }

    /** A predictor that computes every operation for itself, as to measure what folding changes. */
    public static Predictor unfolded(
            Shape input, List<OperationNode> nodes, OutputActivation outputActivation, Kernels kernels) {
        requireNodes(nodes);
        return new Predictor(input, nodes, outputActivation, kernels, FoldReport.NOTHING);
    }

    /**
     * What {@link #of(Shape, List, OutputActivation, Kernels)} computes: the operations that are left of {@code nodes} once they are folded into
     * their neighbours, in the order in which they compute.
     */
    public static List<OperationNode> folded(List<OperationNode> nodes) {
        requireNodes(nodes);
        return Folding.of(nodes).nodes();
    }

    private Predictor(Predictor same, FoldReport folding, Blocks blocks, Optional<SimilarLengths> lengths) {
        input = same.input;
        output = same.output;
        outputActivation = same.outputActivation;
        kernels = same.kernels;
        nodes = same.nodes;
        plan = same.plan;
        this.blocks = blocks;
        this.lengths = lengths;
        this.folding = folding;
    }

    /**
     * The same predictor with a team to share the work of a call, whether of many examples or of one: the same bits in less
     * time. Calls that are too small to share, and those that find the team at work for another, compute on their own thread.
     * The team stays its maker's to close, once no call of this predictor runs any more.
     */
    @CheckReturnValue
    public Predictor on(Team shared) {
        return new Predictor(this, folding, blocks.on(shared), lengths.map(known -> known.on(shared)));
    }

    private static void requireNodes(List<OperationNode> nodes) {
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("A predictor needs at least one operation, but got none");
        }
    }

    /** The shape of one example. */
    public Shape input() {
        return input;
    }

    /** The shape of one example's output. */
    public Shape output() {
        return output;
    }

    /** Whether an output's positions are those of its input, so that where the input is padding the output is. */
    public boolean keepsPositions() {
        return plan.keepsPositions();
    }

    /**
     * Which positions of the outputs of examples are real.
     *
     * @param mask which positions of their inputs are
     */
    public Mask outputMask(Mask mask, int examples) {
        ExampleChecks.requireFitting(mask, input);
        return mask.isComplete() ? new Mask(examples, output.positions()) : plan.outputMask(mask, examples);
    }

    /**
     * A session that computes position after position, for networks whose attention is causal.
     *
     * @throws EvenkeelException naming the first operation that needs later positions
     */
    public Session session() {
        return new Session(input, nodes, new Compute(kernels, Team.alone()));
    }

    /** What turns outputs into probabilities. */
    public OutputActivation outputActivation() {
        return outputActivation;
    }

    /** What was folded into what, what was not and why, and the difference it makes. */
    public FoldReport folding() {
        return folding;
    }

    /**
     * The outputs of one example.
     *
     * @throws IllegalArgumentException if {@code example} does not have exactly the input's values
     */
    public float[] predict(float[] example) {
        ExampleChecks.requireOne(example, input);
        float[] outputs = new float[output.size()];
        predict(example, 1, outputs);
        return outputs;
    }

    /**
     * The outputs of several examples, each an array of its own, in their order: the same bits as one by one.
     *
     * @throws IllegalArgumentException if one does not have exactly the input's values; the message says which
     */
    public float[][] predict(float[][] examples) {
        return rows(examples, OutputActivation.IDENTITY);
    }

    /** Writes the outputs of the first {@code examples} examples of {@code inputs} to the start of {@code outputs}. */
    public void predict(float[] inputs, int examples, float[] outputs) {
        predict(inputs, 0, examples, outputs, 0);
    }

    /**
     * Writes the outputs of {@code examples} examples.
     *
     * @param inputs {@code [examples, input]} from {@code inputOffset} on
     * @param outputs {@code [examples, output]} from {@code outputOffset} on
     * @throws IllegalArgumentException if an array is too short
     */
    public void predict(float[] inputs, int inputOffset, int examples, float[] outputs, int outputOffset) {
        run(inputs, inputOffset, examples, outputs, outputOffset, NO_PADDING, OutputActivation.IDENTITY);
    }

    /**
     * As {@link #predict(float[], int, int, float[], int)} for examples with padded positions.
     *
     * @param mask which positions of the inputs are real
     */
    public void predict(float[] inputs, int inputOffset, int examples, float[] outputs, int outputOffset, Mask mask) {
        ExampleChecks.requireFitting(mask, input);
        run(inputs, inputOffset, examples, outputs, outputOffset, mask, OutputActivation.IDENTITY);
    }

    /**
     * The probabilities of one example, as the {@link #outputActivation()} makes them of the outputs.
     *
     * @throws EvenkeelException if the network's outputs are values, not scores of classes
     */
    public float[] probabilities(float[] example) {
        ExampleChecks.requireOne(example, input);
        float[] outputs = new float[output.size()];
        probabilities(example, 1, outputs);
        return outputs;
    }

    /** As {@link #predict(float[][])}, but probabilities. @throws EvenkeelException as {@link #probabilities(float[])} */
    public float[][] probabilities(float[][] examples) {
        requireScores();
        return rows(examples, outputActivation);
    }

    /** As {@link #predict(float[], int, float[])}, but probabilities. */
    public void probabilities(float[] inputs, int examples, float[] outputs) {
        probabilities(inputs, 0, examples, outputs, 0);
    }

    /** As {@link #predict(float[], int, int, float[], int)}, but probabilities. */
    public void probabilities(float[] inputs, int inputOffset, int examples, float[] outputs, int outputOffset) {
        requireScores();
        run(inputs, inputOffset, examples, outputs, outputOffset, NO_PADDING, outputActivation);
    }

    /** As {@link #predict(float[], int, int, float[], int, Mask)}, but probabilities. */
    public void probabilities(
            float[] inputs, int inputOffset, int examples, float[] outputs, int outputOffset, Mask mask) {
        requireScores();
        ExampleChecks.requireFitting(mask, input);
        run(inputs, inputOffset, examples, outputs, outputOffset, mask, outputActivation);
    }

    /**
     * The class of one example: the index of its largest output, or with a single output of a {@link OutputActivation#SIGMOID} 1 if
     * its probability is above one half.
     *
     * @throws EvenkeelException if the network's output is one value, or an output is not a number
     */
    public int classify(float[] example) {
        ExampleChecks.requireOne(example, input);
        if (outputActivation == OutputActivation.IDENTITY && output.size() == 1) {
            requireScores();
        }
        if (blocks.hasTeam()) {
            return classOf(predict(example));
        }
        Workspace workspace = blocks.lease();
        workspace.run(example, 0, NO_PADDING, 0, 1);
        int best = classOf(workspace.output().values());
        blocks.giveBack(workspace);
        return best;
    }

    /** The classes of several examples, in their order; each as {@link #classify(float[])} has it. */
    public int[] classify(float[][] examples) {
        int[] classes = new int[examples.length];
        for (int index = 0; index < examples.length; index++) {
            ExampleChecks.requireOne("Example " + index, examples[index], input);
            classes[index] = classify(examples[index]);
        }
        return classes;
    }

    /** The table of operations, and what folding changed. */
    @Override
    public String toString() {
        return plan + folding.toString();
    }

    private int classOf(float[] outputs) {
        int best = 0;
        for (int index = 0; index < output.size(); index++) {
            if (Float.isNaN(outputs[index])) {
                throw new EvenkeelException("The example cannot be classified: output " + index
                        + " is not a number. Check the example for values that are not finite");
            }
            best = outputs[index] > outputs[best] ? index : best;
        }
        return output.size() == 1 && outputs[0] > 0 ? 1 : best;
    }

    private float[][] rows(float[][] examples, OutputActivation finish) {
        float[][] outputs = new float[examples.length][output.size()];
        int most = Math.min(plan.block(), Math.max(1, examples.length));
        float[] inputs = new float[most * input.size()];
        float[] block = new float[most * output.size()];
        for (int first = 0; first < examples.length; first += most) {
            int count = Math.min(most, examples.length - first);
            for (int index = 0; index < count; index++) {
                ExampleChecks.requireOne("Example " + (first + index), examples[first + index], input);
                System.arraycopy(examples[first + index], 0, inputs, index * input.size(), input.size());
            }
            run(inputs, 0, count, block, 0, NO_PADDING, finish);
            for (int index = 0; index < count; index++) {
                System.arraycopy(block, index * output.size(), outputs[first + index], 0, output.size());
            }
        }
        return outputs;
    }

    private void run(
            float[] inputs,
            int inputOffset,
            int examples,
            float[] outputs,
            int outputOffset,
            Mask mask,
            OutputActivation finish) {
        ExampleChecks.requireRoom("input", inputs, inputOffset, examples, input);
        ExampleChecks.requireRoom("output", outputs, outputOffset, examples, output);
        if (lengths.isPresent() && !mask.isComplete()) {
            var padded = new SimilarLengths.Examples(inputs, inputOffset, examples, outputs, outputOffset, mask);
            lengths.get().run(padded, blocks, finish);
        } else {
            blocks.run(inputs, inputOffset, examples, outputs, outputOffset, mask, finish);
        }
    }

    private void requireScores() {
        if (outputActivation == OutputActivation.IDENTITY) {
            throw new EvenkeelException("This network's outputs " + output
                    + " are values, not scores of classes, so they have no probabilities. Use predict(), or train with"
                    + " a loss for classes, as cross-entropy");
        }
    }
}
