package dev.evenkeel.inference;

import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.operation.OperationNode;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.operation.builtin.ChannelAffine;
import dev.evenkeel.operation.builtin.Identity;
import dev.evenkeel.operation.builtin.LinearOperation;
import dev.evenkeel.operation.builtin.PointwiseOperation;
import dev.evenkeel.operation.builtin.Sum;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Builds small frozen networks with seeded weights. */
final class Nodes {
    private final Map<String, Shape> shapes = new HashMap<>();
    private final List<OperationNode> nodes = new ArrayList<>();
    private final Randomness randomness = new Randomness(3);
    private final Shape input;
    private String before = OperationNode.INPUT;

    Nodes(int... input) {
        this.input = Shape.of(input);
        shapes.put(before, this.input);
    }

    Nodes linear(String name, int outputs) {
        Shape read = shapes.get(before);
        return add(
                name,
                LinearOperation.of(gaussian(Shape.of(outputs, read.channels())), gaussian(Shape.of(outputs))),
                read.withChannels(outputs));
    }

    Nodes affine(String name) {
        Shape read = shapes.get(before);
        return add(
                name,
                ChannelAffine.of(
                        "batchNorm", values(read.channels()), values(read.channels()), values(read.channels())),
                read);
    }

    Nodes relu(String name) {
        return add(name, new PointwiseOperation("relu", Activation.RELU, 0), shapes.get(before));
    }

    Nodes flatten(String name) {
        return add(name, new Identity("flatten"), Shape.of(shapes.get(before).size()));
    }

    Nodes sum(String name, String... inputs) {
        return add(name, new Sum(), shapes.get(inputs[0]), inputs);
    }

    Nodes from(String name) {
        before = name;
        return this;
    }

    Nodes add(String name, Operation operation, Shape output) {
        return add(name, operation, output, before);
    }

    private Nodes add(String name, Operation operation, Shape output, String... inputs) {
        nodes.add(new OperationNode(
                name,
                operation,
                List.of(inputs),
                Arrays.stream(inputs).map(shapes::get).toList(),
                output));
        shapes.put(name, output);
        before = name;
        return this;
    }

    List<OperationNode> list() {
        return nodes;
    }

    Shape input() {
        return input;
    }

    Predictor predictor(OutputActivation outputActivation) {
        return Predictor.of(input, nodes, outputActivation, PreferredKernels.kernels());
    }

    Predictor unfolded() {
        return Predictor.unfolded(input, nodes, OutputActivation.IDENTITY, PreferredKernels.kernels());
    }

    static float[] gaussian(int length, long seed) {
        Randomness stream = new Randomness(seed);
        float[] values = new float[length];
        for (int index = 0; index < length; index++) {
            values[index] = (float) stream.nextGaussian();
        }
        return values;
    }

    private Tensor gaussian(Shape shape) {
        return Tensor.of(shape, gaussian(shape.size(), randomness.nextLong()));
    }

    private double[] values(int length) {
        double[] values = new double[length];
        Arrays.setAll(values, index -> randomness.nextGaussian());
        return values;
    }
}
