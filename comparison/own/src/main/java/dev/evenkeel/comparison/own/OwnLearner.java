package dev.evenkeel.comparison.own;

import static dev.evenkeel.train.loss.Losses.crossEntropy;
import static dev.evenkeel.train.optimizer.Optimizers.sgd;

import dev.evenkeel.comparison.Learner;
import dev.evenkeel.comparison.Task;
import dev.evenkeel.comparison.network.Architecture;
import dev.evenkeel.comparison.network.LanguageModel;
import dev.evenkeel.comparison.network.Weights;
import dev.evenkeel.comparison.value.Values;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.ParameterUpdate;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.network.Network;
import dev.evenkeel.program.Compiler;
import dev.evenkeel.program.ParameterSlot;
import dev.evenkeel.program.StatisticSlot;
import dev.evenkeel.program.TrainingProgram;
import dev.evenkeel.train.loss.Loss;
import dev.evenkeel.train.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** A step as a training run takes it, its checks that everything stayed finite included. */
final class OwnLearner implements Learner {
    private static final int GRAIN = 16_384;

    private final Compute compute;
    private final TrainingProgram program;
    private final Loss.Bound loss;
    private final Optimizer optimizer = sgd(RATE).momentum(MOMENTUM);
    private final List<Update> updates = new ArrayList<>();
    private final Lesson lesson;
    private final float[] exampleWeights;
    private long steps;

    private OwnLearner(Network network, Function<String, float[]> weights, Lesson lesson, Compute compute) {
        this.compute = compute;
        this.lesson = lesson;
        program = Compiler.compile(network, lesson.examples(), compute, 1, layer -> TrainingMode.TRAIN);
        for (ParameterSlot slot : program.parameters()) {
            LayerTrials.set(program, slot.name(), weights.apply(slot.name()));
            updates.add(new Update(slot));
        }
        loss = crossEntropy().bind(compute, program.output(), lesson.target(), program.outputGradient());
        System.arraycopy(lesson.input(), 0, program.input().values(), 0, lesson.input().length);
        exampleWeights = new float[lesson.examples()];
        Arrays.fill(exampleWeights, 1f);
    }

    static OwnLearner of(Task.TrainingStep task, Weights weights, Compute compute) {
        int batch = task.batch();
        int[] classes = Values.classes(batch);
        float[] targets = new float[batch];
        for (int example = 0; example < batch; example++) {
            targets[example] = classes[example];
        }
        return new OwnLearner(
                OwnNetwork.of(task.architecture(), weights),
                weights::get,
                new Lesson(
                        batch,
                        Values.input(batch * task.architecture().inputs()),
                        targets,
                        Target.classes(Architecture.CLASSES)),
                compute);
    }

    static OwnLearner of(LanguageModel model, Compute compute) {
        return new OwnLearner(
                OwnNetwork.languageModel(),
                model::get,
                new Lesson(
                        LanguageModel.BATCH,
                        LanguageModel.tokens(),
                        LanguageModel.targets(),
                        Target.values(LanguageModel.CONTEXT)),
                compute);
    }

    @Override
    public double step() {
        Kernels kernels = compute.kernels();
        steps++;
        program.begin();
        requireFinite(kernels.elements().allFinite(program.input().values(), 0, lesson.input().length));
        program.forward(lesson.examples(), steps, Step.Purpose.LEARN);
        double value = loss.run(lesson.examples(), lesson.targets(), exampleWeights, 1f);
        requireFinite(Double.isFinite(value));
        program.backward();
        for (int index = 0; index < updates.size(); index++) {
            updates.get(index).apply();
        }
        for (int index = 0; index < program.statistics().size(); index++) {
            StatisticSlot slot = program.statistics().get(index);
            requireFinite(kernels.elements().allFinite(slot.values(), 0, slot.values().length));
        }
        for (int index = 0; index < updates.size(); index++) {
            updates.get(index).commit();
        }
        program.commit();
        return value;
    }

    @Override
    public float[] gradient(String parameter) {
        return LayerTrials.slot(program, parameter).gradient();
    }

    private static void requireFinite(boolean finite) {
        if (!finite) {
            throw new IllegalStateException("A training step gave a value that is infinite or not a number");
        }
    }

    /** What is learned in every step. */
    private record Lesson(int examples, float[] input, float[] targets, Target target) {}

    private final class Update implements Team.RangeTask {
        private final ParameterSlot slot;
        private final ParameterUpdate update = new ParameterUpdate();
        private float[][] state;
        private float[][] nextState;
        private volatile boolean finite;

        Update(ParameterSlot slot) {
            this.slot = slot;
            int size = slot.values().length;
            state = new float[optimizer.state().size()][size];
            nextState = new float[state.length][size];
        }

        void apply() {
            finite = true;
            update.from(slot.values(), slot.gradient(), state)
                    .to(slot.next(), nextState)
                    .step(steps, (float) optimizer.learningRate(), 1f, optimizer.weightDecay());
            compute.team().run(slot.values().length, GRAIN, this);
            requireFinite(finite);
        }

        @Override
        public void run(int from, int to) {
            Kernels kernels = compute.kernels();
            optimizer.update(kernels, update, from, to);
            boolean allFinite = kernels.elements().allFinite(slot.next(), from, to - from);
            for (float[] array : nextState) {
                allFinite &= kernels.elements().allFinite(array, from, to - from);
            }
            if (!allFinite) {
                finite = false;
            }
        }

        void commit() {
            slot.commit();
            float[][] old = state;
            state = nextState;
            nextState = old;
        }
    }
}
