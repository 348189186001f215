package dev.evenkeel.comparison.own;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.conv;
import static dev.evenkeel.network.Layers.layerNorm;
import static dev.evenkeel.network.Layers.relu;

import dev.evenkeel.comparison.Evidence;
import dev.evenkeel.comparison.Pass;
import dev.evenkeel.comparison.PreparedTrial;
import dev.evenkeel.comparison.Task;
import dev.evenkeel.comparison.Task.Normalization.Kind;
import dev.evenkeel.comparison.Trial;
import dev.evenkeel.comparison.own.Tap.Tapped;
import dev.evenkeel.comparison.value.Values;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.network.Network;
import dev.evenkeel.program.Compiler;
import dev.evenkeel.program.ParameterSlot;
import dev.evenkeel.program.TrainingProgram;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * One layer's training passes, as the compiled program runs them. What a backward pass computes is chosen as a training
 * run does: a layer that reads the network's input needs no gradient of it, frozen parameters need none of theirs.
 */
final class LayerTrials {
    static final String CHANNELS_LAST = "channels_last";
    private static final String FIRST = "0";
    static final String SECOND = "1";

    private final Compute compute;

    LayerTrials(Compute compute) {
        this.compute = compute;
    }

    Trial convolution(Task.Convolution task) {
        Layer layer = conv(task.outputs(), Task.Convolution.KERNEL).same().withoutBias();
        Shape shape = Shape.of(task.height(), task.width(), task.inputs());
        int fanIn = Task.Convolution.KERNEL * Task.Convolution.KERNEL * task.inputs();
        if (task.pass() == Pass.BACKWARD_DATA) {
            Network network = Network.of(shape, new Tap(), layer);
            TrainingProgram program = program(network, task.batch(), SECOND);
            set(program, SECOND + ".weight", Values.weight(task.outputs() * fanIn, fanIn));
            return backward(program, SECOND, task.batch(), () -> inputGradient(program));
        }
        TrainingProgram program = program(Network.of(shape, layer), task.batch(), "");
        set(program, FIRST + ".weight", Values.weight(task.outputs() * fanIn, fanIn));
        return task.pass() == Pass.FORWARD
                ? forward(program, FIRST, task.batch())
                : backward(
                        program,
                        FIRST,
                        task.batch(),
                        () -> new Evidence()
                                .with(
                                        "weight gradient",
                                        slot(program, FIRST + ".weight").gradient()));
    }

    Trial normalization(Task.Normalization task) {
        Task.Normalization.Extent extent = task.extent();
        Shape shape = extent.isImage()
                ? Shape.of(extent.height(), extent.width(), extent.channels())
                : Shape.of(extent.channels());
        List<Layer> layers = new ArrayList<>();
        layers.add(new Tap());
        layers.add(task.kind() == Kind.LAYER ? layerNorm() : batchNorm());
        if (task.kind() == Kind.BATCH_RELU) {
            layers.add(relu());
        }
        TrainingProgram program = program(Network.of(shape, layers), extent.batch(), "");
        set(program, SECOND + ".weight", Values.gamma(extent.channels()));
        set(program, SECOND + ".bias", Values.beta(extent.channels()));
        return task.pass() == Pass.FORWARD
                ? forward(program, SECOND, extent.batch())
                : backward(
                        program,
                        SECOND,
                        extent.batch(),
                        () -> inputGradient(program)
                                .with(
                                        "gamma gradient",
                                        slot(program, SECOND + ".weight").gradient())
                                .with(
                                        "beta gradient",
                                        slot(program, SECOND + ".bias").gradient()));
    }

    TrainingProgram program(Network network, int batch, String frozen) {
        TrainingProgram program = Compiler.compile(
                network,
                batch,
                compute,
                1,
                layer -> layer.equals(frozen) ? TrainingMode.TRAIN.withFrozenParameters() : TrainingMode.TRAIN);
        float[] input = Values.input(batch * network.input().size());
        System.arraycopy(input, 0, program.input().values(), 0, input.length);
        return program;
    }

    static Trial forward(TrainingProgram program, String layer, int batch) {
        program.begin();
        program.forward(batch, 0, Step.Purpose.LEARN);
        TrainingPass pass = pass(program, layer);
        Step step = new WholeBatch(batch);
        return new PreparedTrial(
                CHANNELS_LAST,
                () -> pass.forward(step),
                () -> new Evidence().with("output", program.output().values()));
    }

    static Trial backward(TrainingProgram program, String layer, int batch, Supplier<Evidence> results) {
        program.begin();
        program.forward(batch, 0, Step.Purpose.LEARN);
        float[] gradient = Values.outputGradient(program.outputGradient().length);
        System.arraycopy(gradient, 0, program.outputGradient(), 0, gradient.length);
        TrainingPass pass = pass(program, layer);
        Step step = new WholeBatch(batch);
        return new PreparedTrial(CHANNELS_LAST, () -> pass.backward(step), results);
    }

    static Evidence inputGradient(TrainingProgram program) {
        return new Evidence().with("input gradient", ((Tapped) pass(program, FIRST)).gradient());
    }

    static TrainingPass pass(TrainingProgram program, String layer) {
        return program.pass(layer)
                .orElseThrow(() -> new IllegalStateException("Layer '" + layer + "' has no pass of its own"));
    }

    static void set(TrainingProgram program, String name, float[] values) {
        float[] target = slot(program, name).values();
        System.arraycopy(values, 0, target, 0, target.length);
    }

    static ParameterSlot slot(TrainingProgram program, String name) {
        return program.parameters().stream()
                .filter(slot -> slot.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("There is no parameter '" + name + "'"));
    }

    record WholeBatch(int examples) implements Step {
        @Override
        public long number() {
            return 0;
        }

        @Override
        public Purpose purpose() {
            return Purpose.LEARN;
        }
    }
}
