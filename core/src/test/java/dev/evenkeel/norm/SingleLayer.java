package dev.evenkeel.norm;

import dev.evenkeel.kernel.scalar.ScalarKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.RunningStatistic;
import dev.evenkeel.layer.Statistic;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.Variable;
import dev.evenkeel.layer.core.Activate;
import dev.evenkeel.layer.fusion.FusedContext;
import dev.evenkeel.layer.fusion.Fusion;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One layer, named 'norm', with the buffers and slots that a training program would give it. */
final class SingleLayer {
    final Layer layer;
    final Shape shape;
    final int batchSize;
    final Activations input;
    final Activations output;
    final float[] outputGradient;
    final float[] inputGradient;
    final Map<String, Slot> parameters = new LinkedHashMap<>();
    final Map<String, Statistics> statistics = new LinkedHashMap<>();
    private TrainingMode trainingMode = TrainingMode.TRAIN;
    private Team team = Team.alone();
    private boolean needsInputGradient = true;
    private Optional<Layer> fused = Optional.empty();
    private Optional<TrainingPass> pass = Optional.empty();
    private Step.Purpose purpose = Step.Purpose.LEARN;
    private int examples;

    SingleLayer(Layer layer, Shape shape, int batchSize) {
        this.layer = layer;
        this.shape = shape;
        this.batchSize = batchSize;
        int size = batchSize * shape.size();
        Mask mask = new Mask(batchSize, shape.positions());
        input = new Activations(shape, batchSize, new float[size], mask);
        output = new Activations(shape, batchSize, new float[size], mask);
        outputGradient = new float[size];
        inputGradient = new float[size];
        List<Shape> shapes = List.of(shape);
        layer.parameters(shapes).forEach(parameter -> parameters.put(parameter.name(), new Slot(parameter)));
        layer.statistics(shapes).forEach(statistic -> statistics.put(statistic.name(), new Statistics(statistic)));
    }

    SingleLayer treated(TrainingMode mode) {
        trainingMode = mode;
        parameters.values().forEach(slot -> slot.learns = mode.gradients() == TrainingMode.Gradients.PARAMETERS);
        return this;
    }

    SingleLayer purpose(Step.Purpose newPurpose) {
        purpose = newPurpose;
        return this;
    }

    SingleLayer team(Team newTeam) {
        team = newTeam;
        return this;
    }

    SingleLayer withRelu() {
        fused = Optional.of(Activate.of(Activation.RELU));
        return this;
    }

    SingleLayer withoutInputGradient() {
        needsInputGradient = false;
        return this;
    }

    /** Gamma and beta at random, so that no test passes because they are 1 and 0. */
    SingleLayer withRandomParameters(long seed) {
        Randomness randomness = Randomness.of(seed, "parameters");
        parameters.values().forEach(slot -> {
            for (int index = 0; index < slot.values.length; index++) {
                slot.values[index] = (float) (1.5 * randomness.nextGaussian());
            }
        });
        return this;
    }

    SingleLayer withRandomStatistics(long seed) {
        Randomness randomness = Randomness.of(seed, "statistics");
        statistics.values().forEach(slot -> {
            boolean variance = slot.name.equals("running_var");
            for (int index = 0; index < slot.values.length; index++) {
                double value = randomness.nextGaussian();
                slot.values[index] = (float) (variance ? 0.5 + value * value : value);
            }
            slot.next = slot.values.clone();
        });
        return this;
    }

    TrainingPass pass() {
        if (pass.isEmpty()) {
            pass = Optional.of(layer.training(new FixtureSite()));
        }
        return pass.get();
    }

    /** The output of a training step's forward pass; its statistics are not committed yet. */
    float[] forward(float... x) {
        if (x.length % shape.size() != 0) {
            throw new IllegalArgumentException(x.length + " values are no batch of " + shape);
        }
        examples = x.length / shape.size();
        System.arraycopy(x, 0, input.values(), 0, x.length);
        pass().forward(new FixtureStep(examples, purpose));
        return Arrays.copyOf(output.values(), x.length);
    }

    /** The gradient of the input. */
    float[] backward(float... dy) {
        System.arraycopy(dy, 0, outputGradient, 0, dy.length);
        pass().backward(new FixtureStep(examples, purpose));
        return Arrays.copyOf(inputGradient, dy.length);
    }

    SingleLayer step(float... x) {
        forward(x);
        statistics.values().forEach(Statistics::commit);
        return this;
    }

    float[] gradient(String parameter) {
        return slot(parameter).gradient;
    }

    float[] gamma() {
        return parameters.containsKey("weight") ? slot("weight").values : ones(shape.size());
    }

    float[] beta() {
        return parameters.containsKey("bias") ? slot("bias").values : new float[shape.size()];
    }

    Slot slot(String parameter) {
        return Optional.ofNullable(parameters.get(parameter)).orElseThrow();
    }

    Statistics statistic(String name) {
        return Optional.ofNullable(statistics.get(name)).orElseThrow();
    }

    float[] runningMean() {
        return statistic("running_mean").values;
    }

    float[] runningVariance() {
        return statistic("running_var").values;
    }

    Moments pooled() {
        Moments moments = new Moments(shape.channels());
        ((ReportsInputMoments) pass()).pool(moments);
        return moments;
    }

    Operation freeze() {
        return layer.inference(new FixtureFrozenSite());
    }

    /** What the frozen layer makes of a batch. */
    float[] predict(float... x) {
        Mask mask = input.mask();
        Activations from = new Activations(shape, batchSize, Arrays.copyOf(x, batchSize * shape.size()), mask);
        Activations to = new Activations(shape, batchSize, new float[batchSize * shape.size()], mask);
        freeze().bind(new Compute(ScalarKernels.kernels(), Team.alone()), new Activations[] {from}, to)
                .run(x.length / shape.size());
        return Arrays.copyOf(to.values(), x.length);
    }

    static float[] ones(int size) {
        float[] ones = new float[size];
        Arrays.fill(ones, 1);
        return ones;
    }

    static float[] gaussian(long seed, int size) {
        Randomness randomness = Randomness.of(seed, "values");
        float[] values = new float[size];
        for (int index = 0; index < size; index++) {
            values[index] = (float) (0.7 + 2 * randomness.nextGaussian());
        }
        return values;
    }

    record FixtureStep(int examples, Purpose purpose) implements Step {
        @Override
        public long number() {
            return 0;
        }
    }

    static final class Slot implements Variable {
        final float[] values;
        final float[] gradient;
        boolean learns = true;

        Slot(Parameter parameter) {
            values = new float[parameter.shape().size()];
            gradient = new float[values.length];
            parameter.initializer().fill(values, new Randomness(1));
        }

        @Override
        public float[] values() {
            return values;
        }

        @Override
        public float[] gradient() {
            return gradient;
        }

        @Override
        public boolean needsGradient() {
            return learns;
        }
    }

    static final class Statistics implements RunningStatistic {
        final String name;
        float[] values;
        float[] next;
        long updates;
        long count;
        long pending;

        Statistics(Statistic statistic) {
            name = statistic.name();
            values = new float[statistic.shape().size()];
            Arrays.fill(values, statistic.initial());
            next = values.clone();
        }

        void commit() {
            if (pending > 0) {
                values = next.clone();
                count += pending;
                updates++;
            }
            pending = 0;
        }

        @Override
        public float[] values() {
            return values;
        }

        @Override
        public float[] next() {
            return next;
        }

        @Override
        public long updates() {
            return updates;
        }

        @Override
        public long count() {
            return count;
        }

        @Override
        public void markWritten(long values) {
            pending = values;
        }
    }

    private final class FixtureSite implements FusedContext {
        private final Compute compute = new Compute(ScalarKernels.kernels(), team);

        @Override
        public String name() {
            return "norm";
        }

        @Override
        public Compute compute() {
            return compute;
        }

        @Override
        public int batchSize() {
            return batchSize;
        }

        @Override
        public int inputs() {
            return 1;
        }

        @Override
        public Activations input(int index) {
            return input;
        }

        @Override
        public Activations output() {
            return output;
        }

        @Override
        public boolean needsInputGradient(int index) {
            return needsInputGradient;
        }

        @Override
        public float[] inputGradient(int index) {
            if (!needsInputGradient) {
                throw new IllegalStateException("nobody needs it");
            }
            return inputGradient;
        }

        @Override
        public float[] outputGradient() {
            return outputGradient;
        }

        @Override
        public Variable parameter(String name) {
            return slot(name);
        }

        @Override
        public RunningStatistic statistic(String name) {
            return SingleLayer.this.statistic(name);
        }

        @Override
        public TrainingMode trainingMode() {
            return trainingMode;
        }

        @Override
        public Fusion fusion() {
            return new Fusion() {
                @Override
                public Optional<Layer> fused() {
                    return fused;
                }
            };
        }

        @Override
        public long randomKey() {
            return 0;
        }
    }

    private final class FixtureFrozenSite implements InferenceContext {
        @Override
        public String name() {
            return "norm";
        }

        @Override
        public List<Shape> inputShapes() {
            return List.of(shape);
        }

        @Override
        public Tensor tensor(String name) {
            float[] values = parameters.containsKey(name) ? slot(name).values : statistic(name).values;
            return Tensor.of(Shape.of(values.length), values);
        }
    }
}
