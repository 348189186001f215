package dev.evenkeel.inference;

import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.operation.OperationNode;
import dev.evenkeel.operation.builtin.Identity;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which buffer every value of a predictor lives in: identities share their input's, and a buffer is used again once its
 * value has been read for the last time.
 */
final class Plan {
    private static final int MAX_EXAMPLES = 64;
    private static final int MAX_FLOATS = 1 << 20;

    private final Shape input;
    private final Shape output;
    private final List<OperationNode> nodes = new ArrayList<>();
    private final List<int[]> reads = new ArrayList<>();
    private final List<Integer> bufferOfValue = new ArrayList<>();
    private final List<Integer> bufferSizes = new ArrayList<>();
    private final List<Integer> maskOfValue = new ArrayList<>();
    private final int outputValue;
    private final int block;
    private final long work;

    /**
     * @param all the nodes in the order in which they compute, prepared; the last computes the output
     * @param work about how many multiply-adds an example costs
     */
    Plan(Shape input, List<OperationNode> all, long work) {
        this.work = Math.max(1, work);
        this.input = input;
        this.output = all.get(all.size() - 1).outputShape();
        Map<String, Integer> values = new HashMap<>();
        values.put(OperationNode.INPUT, 0);
        for (OperationNode node : all) {
            int[] read = node.inputs().stream()
                    .mapToInt(name -> value(values, node, name))
                    .toArray();
            if (node.operation() instanceof Identity) {
                values.put(node.name(), read[0]);
            } else {
                nodes.add(node);
                reads.add(read);
                values.put(node.name(), nodes.size());
            }
        }
        outputValue =
                value(values, all.get(all.size() - 1), all.get(all.size() - 1).name());
        assignBuffers();
        assignMasks();
        block = fitting(bufferSizes);
    }

    /** The same with fewer positions. */
    private Plan(Plan whole, int positions, SequenceValues sequences) {
        work = Math.max(1, whole.work * positions / whole.input.positions());
        input = sequences.shortened(0, whole.input, positions);
        output = sequences.shortened(whole.outputValue, whole.output, positions);
        reads.addAll(whole.reads);
        bufferOfValue.addAll(whole.bufferOfValue);
        maskOfValue.addAll(whole.maskOfValue);
        outputValue = whole.outputValue;
        bufferSizes.addAll(Collections.nCopies(whole.bufferSizes.size(), 1));
        enlarge(0, input);
        for (int place = 0; place < whole.nodes.size(); place++) {
            OperationNode node = whole.nodes.get(place);
            List<Shape> shapes = new ArrayList<>();
            for (int index = 0; index < reads.get(place).length; index++) {
                shapes.add(sequences.shortened(
                        reads.get(place)[index], node.inputShapes().get(index), positions));
            }
            Shape shape = sequences.shortened(place + 1, node.outputShape(), positions);
            nodes.add(new OperationNode(node.name(), node.operation(), node.inputs(), shapes, shape));
            enlarge(place + 1, shape);
        }
        block = fitting(bufferSizes);
    }

    private void enlarge(int value, Shape shape) {
        int buffer = bufferOfValue.get(value);
        bufferSizes.set(buffer, Math.max(shape.size(), bufferSizes.get(buffer)));
    }

    private static int fitting(List<Integer> sizes) {
        int largest = sizes.stream().mapToInt(Integer::intValue).max().orElse(1);
        return Math.max(1, Math.min(MAX_EXAMPLES, MAX_FLOATS / Math.max(1, largest)));
    }

    /** Which values have a position for each of the input's, where all operations follow the length of a sequence. */
    Optional<SequenceValues> sequences() {
        return SequenceValues.of(input, nodes, reads, outputValue);
    }

    /** These operations for sequences of at most so many positions. */
    Plan shortened(SequenceValues sequences, int positions) {
        return new Plan(this, positions, sequences);
    }

    private static int value(Map<String, Integer> values, OperationNode node, String name) {
        Integer value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "Operation '" + node.name() + "' reads '" + name + "', but no operation before it has that name");
        }
        return value;
    }

    private void assignBuffers() {
        List<List<Integer>> readLast = readLast();
        List<Integer> free = new ArrayList<>();
        bufferOfValue.add(claim(free, input.size()));
        for (int place = 0; place < nodes.size(); place++) {
            bufferOfValue.add(claim(free, nodes.get(place).outputShape().size()));
            readLast.get(place).forEach(value -> free.add(bufferOfValue.get(value)));
        }
    }

    private int claim(List<Integer> free, int size) {
        if (free.isEmpty()) {
            bufferSizes.add(size);
            return bufferSizes.size() - 1;
        }
        int last = free.size() - 1;
        int buffer = free.get(last);
        free.subList(last, last + 1).clear();
        bufferSizes.set(buffer, Math.max(size, bufferSizes.get(buffer)));
        return buffer;
    }

    /** For each place the values that nothing reads behind it; the output is read at the end. */
    private List<List<Integer>> readLast() {
        int[] lastPlace = new int[nodes.size() + 1];
        Arrays.fill(lastPlace, -1);
        for (int place = 0; place < nodes.size(); place++) {
            for (int read : reads.get(place)) {
                lastPlace[read] = place;
            }
        }
        lastPlace[outputValue] = -1;
        List<List<Integer>> readLast = new ArrayList<>();
        nodes.forEach(node -> readLast.add(new ArrayList<>()));
        for (int value = 0; value < lastPlace.length; value++) {
            if (lastPlace[value] >= 0) {
                readLast.get(lastPlace[value]).add(value);
            }
        }
        return readLast;
    }

    /** A value has the mask of a value whose positions it keeps, of the first if there are several; else one of its own. */
    private void assignMasks() {
        maskOfValue.add(0);
        for (int place = 0; place < nodes.size(); place++) {
            OperationNode node = nodes.get(place);
            int[] read = reads.get(place);
            int positions = node.outputShape().positions();
            int mask = read.length == 0 && input.positions() == positions ? 0 : place + 1;
            for (int index = read.length - 1; index >= 0; index--) {
                boolean kept = node.operation().keepsPositions()
                        && node.padding().map(Operation.PaddingRule::keepsMask).orElse(true)
                        && node.inputShapes().get(index).positions() == positions
                        && shapeOf(read[index]).positions() == positions;
                mask = kept ? maskOfValue.get(read[index]) : mask;
            }
            maskOfValue.add(mask);
        }
    }

    private Shape shapeOf(int value) {
        return value == 0 ? input : nodes.get(value - 1).outputShape();
    }

    /** Whether the output's positions are those of the input, so that it has its mask. */
    boolean keepsPositions() {
        return maskOfValue.get(outputValue) == 0 && output.positions() == input.positions();
    }

    /** Which positions of the outputs of examples are real. */
    Mask outputMask(Mask mask, int examples) {
        return fitting(maskOf(outputValue, mask, examples), output, examples);
    }

    private Mask maskOf(int value, Mask mask, int examples) {
        int owner = maskOfValue.get(value);
        if (owner == 0) {
            return mask;
        }
        OperationNode node = nodes.get(owner - 1);
        Mask own = new Mask(examples, node.outputShape().positions());
        node.padding().filter(rule -> !rule.keepsMask()).ifPresent(rule -> {
            Mask read = maskOf(reads.get(owner - 1)[0], mask, examples);
            rule.mark(fitting(read, node.inputShapes().get(0), examples), examples, own);
        });
        return own;
    }

    /** A value that is seen under another shape, as behind a flatten, has no padding. */
    private static Mask fitting(Mask mask, Shape seen, int examples) {
        return mask.positions() == seen.positions() ? mask : new Mask(examples, seen.positions());
    }

    Shape input() {
        return input;
    }

    Shape output() {
        return output;
    }

    /** How many examples run at once. */
    int block() {
        return block;
    }

    /** About how many multiply-adds an example costs. */
    long work() {
        return work;
    }

    Workspace workspace(Compute compute) {
        float[][] buffers = new float[bufferSizes.size()][];
        Arrays.setAll(buffers, buffer -> new float[block * bufferSizes.get(buffer)]);
        Mask[] masks = new Mask[nodes.size() + 1];
        for (int value = 0; value < masks.length; value++) {
            int owner = maskOfValue.get(value);
            masks[value] = owner == value ? new Mask(block, shapeOf(value).positions()) : masks[owner];
        }
        Operation.Bound[] operations = new Operation.Bound[nodes.size()];
        for (int place = 0; place < operations.length; place++) {
            OperationNode node = nodes.get(place);
            int[] read = reads.get(place);
            Activations[] inputs = new Activations[read.length];
            Arrays.setAll(
                    inputs,
                    index -> activations(node.inputShapes().get(index), buffers, read[index], masks[read[index]]));
            operations[place] =
                    node.bind(compute, inputs, activations(node.outputShape(), buffers, place + 1, masks[place + 1]));
        }
        Activations result = activations(output, buffers, outputValue, masks[outputValue]);
        return new Workspace(activations(input, buffers, 0, masks[0]), operations, result);
    }

    /** The value seen under {@code shape}, which a flatten may have changed: then no position is padding. */
    private Activations activations(Shape shape, float[][] buffers, int value, Mask mask) {
        return new Activations(
                shape,
                block,
                buffers[bufferOfValue.get(value)],
                mask.positions() == shape.positions() ? mask : new Mask(block, shape.positions()));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(String.format("%-16s %-44s %s%n", "operation", "computes", "output"));
        text.append(String.format("%-16s %-44s %s%n", OperationNode.INPUT, "", input));
        for (OperationNode node : nodes) {
            text.append(String.format(
                    "%-16s %-44s %s%n", node.name(), node.operation().describe(), node.outputShape()));
        }
        return text.toString();
    }
}
