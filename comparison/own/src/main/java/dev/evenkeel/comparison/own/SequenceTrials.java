package dev.evenkeel.comparison.own;

import dev.evenkeel.comparison.Evidence;
import dev.evenkeel.comparison.Pass;
import dev.evenkeel.comparison.PreparedTrial;
import dev.evenkeel.comparison.Task;
import dev.evenkeel.comparison.Trial;
import dev.evenkeel.comparison.value.Values;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.network.Network;
import dev.evenkeel.program.ParameterSlot;
import dev.evenkeel.program.TrainingProgram;
import dev.evenkeel.sequence.Attention;
import dev.evenkeel.sequence.Lstm;
import dev.evenkeel.tensor.Shape;

/** Layers over sequences in training, with the gradient of their input. */
final class SequenceTrials {
    private final LayerTrials layers;

    SequenceTrials(Compute compute) {
        layers = new LayerTrials(compute);
    }

    Trial attention(Task.Attention task) {
        Network network = Network.of(
                Shape.of(task.positions(), 3 * task.channels()),
                new Tap(),
                Attention.of(task.heads()).causal());
        TrainingProgram program = layers.program(network, task.batch(), "");
        return task.pass() == Pass.FORWARD
                ? LayerTrials.forward(program, LayerTrials.SECOND, task.batch())
                : LayerTrials.backward(
                        program, LayerTrials.SECOND, task.batch(), () -> LayerTrials.inputGradient(program));
    }

    Trial recurrence(Task.Recurrence task) {
        Network network = Network.of(Shape.of(task.positions(), task.channels()), new Tap(), Lstm.of(task.hidden()));
        TrainingProgram program = layers.program(network, task.batch(), "");
        for (ParameterSlot slot : program.parameters()) {
            if (slot.name().startsWith(LayerTrials.SECOND)) {
                LayerTrials.set(program, slot.name(), weight(slot.name(), slot.values().length, task.hidden()));
            }
        }
        program.begin();
        program.forward(task.batch(), 0, Step.Purpose.LEARN);
        float[] gradient = Values.outputGradient(program.outputGradient().length);
        System.arraycopy(gradient, 0, program.outputGradient(), 0, gradient.length);
        TrainingPass pass = LayerTrials.pass(program, LayerTrials.SECOND);
        Step step = new LayerTrials.WholeBatch(task.batch());
        return new PreparedTrial(
                LayerTrials.CHANNELS_LAST,
                () -> {
                    pass.forward(step);
                    pass.backward(step);
                },
                () -> evidence(program));
    }

    private static float[] weight(String name, int length, int hidden) {
        return Values.recurrent(name.substring(name.indexOf('.') + 1), length, hidden);
    }

    private static Evidence evidence(TrainingProgram program) {
        Evidence evidence = LayerTrials.inputGradient(program)
                .with("output", program.output().values());
        for (ParameterSlot slot : program.parameters()) {
            if (slot.name().startsWith(LayerTrials.SECOND)) {
                evidence.with(slot.name().substring(slot.name().indexOf('.') + 1), slot.gradient());
            }
        }
        return evidence;
    }
}
