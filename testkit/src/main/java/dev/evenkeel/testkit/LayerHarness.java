package dev.evenkeel.testkit;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.MovesPositions;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.Statistic;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.layer.fusion.FusedContext;
import dev.evenkeel.layer.fusion.Fusion;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import dev.evenkeel.testkit.oracle.Given;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A context for one layer alone, filled with seeded values. Whatever a layer may not read holds NaN: room for examples beyond
 * those of the step, the output, and the input gradients. Parameter gradients begin with values of their own, as these
 * are added to.
 */
final class LayerHarness implements FusedContext, InferenceContext {
    static final String NAME = "rehearsed";
    private static final int ROOM_BEYOND = 2;
    /** The most values that were drawn so far, by their purpose; fewer are the first of these. */
    private static final Map<String, float[]> DRAWN = new ConcurrentHashMap<>();

    private final LayerCase tested;
    private final int examples;
    private final Compute compute;
    private final TrainingMode trainingMode;
    private final Optional<Layer> fused;
    private final boolean inputLearns;
    private final List<Activations> inputs = new ArrayList<>();
    private final Activations first;
    private final List<float[]> inputGradients = new ArrayList<>();
    private final Activations output;
    private final float[] weights;
    private final float[] outputGradient;
    private final Map<String, HarnessParameter> parameters = new LinkedHashMap<>();
    private final Map<String, HarnessStatistic> statistics = new LinkedHashMap<>();

    private LayerHarness(
            LayerCase tested,
            int examples,
            Compute compute,
            TrainingMode trainingMode,
            Optional<Layer> fused,
            boolean inputLearns) {
        this.tested = tested;
        this.examples = examples;
        this.compute = compute;
        this.trainingMode = trainingMode;
        this.fused = fused;
        this.inputLearns = inputLearns;
        for (Shape shape : tested.inputs()) {
            Mask mask = inputs.isEmpty()
                    ? mask(shape)
                    : inputs.get(0).mask().positions() == shape.positions()
                            ? inputs.get(0).mask()
                            : new Mask(batchSize(), shape.positions());
            float[] values = values(shape.size(), "input " + inputs.size());
            switch (tested.values()) {
                case GAUSSIAN -> {}
                case TIED -> tie(values);
                case POSITIVE -> turnPositive(values);
            }
            inputs.add(new Activations(shape, batchSize(), values, mask));
            inputGradients.add(inputLearns ? new float[values.length] : new float[0]);
        }
        first = inputs.isEmpty() ? unread() : inputs.get(0);
        Shape shape = outputShape();
        boolean keepsMask = shape.positions() == inputShape().positions()
                && MovesPositions.keepsPositions(tested.layer(), tested.inputs());
        Mask mask = keepsMask ? input().mask() : new Mask(batchSize(), shape.positions());
        output = new Activations(shape, batchSize(), new float[batchSize() * shape.size()], mask);
        weights = values(shape.size(), "output weights");
        outputGradient = new float[weights.length];
        for (Parameter parameter : tested.layer().parameters(tested.inputs())) {
            parameters.put(parameter.name(), new HarnessParameter(parameter, trainingMode));
        }
        for (Statistic statistic : tested.layer().statistics(tested.inputs())) {
            statistics.put(statistic.name(), new HarnessStatistic(statistic, tested.updates()));
        }
    }

    static LayerHarness of(LayerCase tested, int examples, Compute compute) {
        return new LayerHarness(tested, examples, compute, tested.trainingMode(), Optional.empty(), true);
    }

    LayerHarness with(Compute other) {
        return new LayerHarness(tested, examples, other, trainingMode, fused, inputLearns);
    }

    LayerHarness treated(TrainingMode other) {
        return new LayerHarness(tested, examples, compute, other, fused, inputLearns);
    }

    LayerHarness fusedWith(Layer next) {
        return new LayerHarness(tested, examples, compute, trainingMode, Optional.of(next), inputLearns);
    }

    LayerHarness withoutInputGradient() {
        return new LayerHarness(tested, examples, compute, trainingMode, fused, false);
    }

    /** Everything that a forward and a backward pass left. */
    Outcome run() {
        return new Stage(this).run(examples);
    }

    /** What this layer is given, for its oracle. */
    Given given() {
        return given(examples, new float[0]);
    }

    Given given(int count, float[] outputs) {
        boolean[] real = new boolean[count * inputShape().positions()];
        for (int row = 0; row < real.length; row++) {
            real[row] = input().mask().isReal(row);
        }
        boolean[] kept = new boolean[outputs.length];
        for (int index = 0; index < kept.length; index++) {
            kept[index] = outputs[index] != 0;
        }
        List<double[]> values = new ArrayList<>();
        for (Activations activations : inputs) {
            values.add(doubles(activations.values(), count * activations.shape().size()));
        }
        Map<String, double[]> learned = new HashMap<>();
        parameters.forEach((name, slot) -> learned.put(name, doubles(slot.values(), slot.values().length)));
        Map<String, double[]> running = new HashMap<>();
        statistics.forEach((name, slot) -> running.put(name, doubles(slot.values(), slot.values().length)));
        long behind = statistics.values().stream()
                .mapToLong(HarnessStatistic::count)
                .findFirst()
                .orElse(0);
        return new Given(
                tested.inputs(), count, values, real, kept, learned, running, tested.updates(), behind, trainingMode);
    }

    /** The random weights of the outputs in the loss {@code sum(weights * outputs)}. */
    float[] weights() {
        return weights;
    }

    Map<String, HarnessParameter> parameters() {
        return parameters;
    }

    Map<String, HarnessStatistic> statistics() {
        return statistics;
    }

    int examples() {
        return examples;
    }

    static double[] doubles(float[] values, int length) {
        double[] doubles = new double[length];
        Arrays.setAll(doubles, index -> values[index]);
        return doubles;
    }

    /** What a network has for an input whose layers read nothing. */
    private Activations unread() {
        Shape shape = Shape.of(2);
        return new Activations(shape, batchSize(), new float[batchSize() * shape.size()], mask(shape));
    }

    private Mask mask(Shape shape) {
        Mask mask = new Mask(batchSize(), shape.positions());
        if (tested.padding() == LayerCase.Padding.SOME) {
            for (int example = 0; example < examples; example += 2) {
                mask.truncate(example, Math.max(2, shape.positions() - 1 - example % 3));
            }
        }
        return mask;
    }

    /** Gaussian, but no value near 0, where activations have kinks. */
    private float[] values(int size, String purpose) {
        float[] values = new float[batchSize() * size];
        int read = examples * size;
        System.arraycopy(drawn(read, purpose), 0, values, 0, read);
        Arrays.fill(values, read, values.length, Float.NaN);
        return values;
    }

    private static float[] drawn(int count, String purpose) {
        float[] kept = DRAWN.getOrDefault(purpose, new float[0]);
        if (kept.length >= count) {
            return kept;
        }
        float[] values = new float[count];
        Randomness random = Randomness.of(11, purpose);
        for (int index = 0; index < count; index++) {
            double value = random.nextGaussian();
            values[index] = (float) (value + Math.copySign(0.1, value));
        }
        DRAWN.put(purpose, values);
        return values;
    }

    /** Away from 0 to the next whole number. */
    private static void tie(float[] values) {
        for (int index = 0; index < values.length; index++) {
            values[index] = (float) Math.copySign(Math.ceil(Math.abs(values[index])), values[index]);
        }
    }

    private static void turnPositive(float[] values) {
        for (int index = 0; index < values.length; index++) {
            values[index] = Math.abs(values[index]);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Compute compute() {
        return compute;
    }

    Kernels kernels() {
        return compute.kernels();
    }

    @Override
    public int batchSize() {
        return examples + ROOM_BEYOND;
    }

    @Override
    public int inputs() {
        return inputs.size();
    }

    @Override
    public Activations input(int index) {
        return inputs.get(index);
    }

    @Override
    public Activations input() {
        return first;
    }

    @Override
    public Shape inputShape() {
        return first.shape();
    }

    @Override
    public List<Shape> inputShapes() {
        return tested.inputs();
    }

    Shape outputShape() {
        return tested.layer().outputShape(tested.inputs());
    }

    @Override
    public Activations output() {
        return output;
    }

    @Override
    public boolean needsInputGradient(int index) {
        return inputLearns;
    }

    @Override
    public float[] inputGradient(int index) {
        if (!inputLearns) {
            throw new IllegalStateException("Input " + index + " needs no gradient: ask needsInputGradient first");
        }
        return inputGradients.get(index);
    }

    @Override
    public float[] outputGradient() {
        return outputGradient;
    }

    @Override
    public HarnessParameter parameter(String parameter) {
        return require(parameters, parameter);
    }

    @Override
    public HarnessStatistic statistic(String statistic) {
        return require(statistics, statistic);
    }

    @Override
    public Tensor tensor(String tensor) {
        return parameters.containsKey(tensor)
                ? parameter(tensor).tensor()
                : statistic(tensor).tensor();
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
        return Randomness.key(11, "layer " + NAME);
    }

    private static <T> T require(Map<String, T> slots, String name) {
        T found = slots.get(name);
        if (found == null) {
            throw new IllegalStateException("The layer declares no '" + name + "', only " + slots.keySet());
        }
        return found;
    }

    LayerCase tested() {
        return tested;
    }

    /** A step of so many examples. */
    record OneStep(int examples, long number, Step.Purpose purpose) implements Step {}
}
