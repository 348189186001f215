package dev.evenkeel.layer;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.scalar.ScalarKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A context for one layer alone, to train and to freeze it, filled with seeded values. */
public final class LayerContext implements TrainingContext, InferenceContext {
    public final Map<String, float[]> tensors = new HashMap<>();
    public final Map<String, float[]> gradients = new HashMap<>();
    private final Map<String, Shape> shapes = new HashMap<>();
    private final List<Shape> inputShapes;
    private final Activations[] inputs;
    private final Activations output;
    private final float[][] inputGradients;
    private final float[] outputGradient;
    private final int batchSize;
    private final Compute compute;

    public LayerContext(Layer layer, int batchSize, Compute compute, Shape... inputShapes) {
        this.inputShapes = List.of(inputShapes);
        this.batchSize = batchSize;
        this.compute = compute;
        inputs = this.inputShapes.stream().map(this::activations).toArray(Activations[]::new);
        output = activations(layer.outputShape(this.inputShapes));
        inputGradients = Arrays.stream(inputs)
                .map(activations -> new float[activations.values().length])
                .toArray(float[][]::new);
        outputGradient = new float[output.values().length];
        Randomness randomness = new Randomness(7);
        for (Activations activations : inputs) {
            gaussian(activations.values(), randomness);
        }
        for (Parameter parameter : layer.parameters(this.inputShapes)) {
            shapes.put(parameter.name(), parameter.shape());
            float[] values = new float[parameter.shape().size()];
            gaussian(values, randomness);
            tensors.put(parameter.name(), values);
            gradients.put(parameter.name(), new float[values.length]);
        }
        for (Statistic statistic : layer.statistics(this.inputShapes)) {
            shapes.put(statistic.name(), statistic.shape());
            float[] values = new float[statistic.shape().size()];
            Arrays.fill(values, statistic.initial());
            tensors.put(statistic.name(), values);
        }
        gaussian(outputGradient, randomness);
    }

    public static LayerContext of(Layer layer, int batchSize, Shape... inputShapes) {
        return new LayerContext(layer, batchSize, new Compute(ScalarKernels.kernels(), Team.alone()), inputShapes);
    }

    private static void gaussian(float[] values, Randomness randomness) {
        for (int index = 0; index < values.length; index++) {
            values[index] = (float) randomness.nextGaussian();
        }
    }

    private Activations activations(Shape shape) {
        return new Activations(
                shape, batchSize, new float[batchSize * shape.size()], new Mask(batchSize, shape.positions()));
    }

    public static Step step(int examples, long number, Step.Purpose purpose) {
        return new Step() {
            @Override
            public int examples() {
                return examples;
            }

            @Override
            public long number() {
                return number;
            }

            @Override
            public Purpose purpose() {
                return purpose;
            }
        };
    }

    /** Runs the layer's frozen operation on this context's input. */
    public float[] infer(Layer layer) {
        Activations result = activations(output.shape());
        layer.inference(this).bind(compute, inputs, result).run(batchSize);
        return result.values();
    }

    @Override
    public String name() {
        return "tested";
    }

    @Override
    public Compute compute() {
        return compute;
    }

    public Kernels kernels() {
        return compute.kernels();
    }

    @Override
    public int batchSize() {
        return batchSize;
    }

    @Override
    public int inputs() {
        return inputs.length;
    }

    @Override
    public List<Shape> inputShapes() {
        return inputShapes;
    }

    @Override
    public Shape inputShape() {
        return inputShapes.get(0);
    }

    @Override
    public Activations input(int index) {
        return inputs[index];
    }

    @Override
    public Activations output() {
        return output;
    }

    @Override
    public boolean needsInputGradient(int index) {
        return true;
    }

    @Override
    public float[] inputGradient(int index) {
        return inputGradients[index];
    }

    @Override
    public float[] outputGradient() {
        return outputGradient;
    }

    @Override
    public Tensor tensor(String name) {
        return Tensor.of(shapes.get(name), tensors.get(name));
    }

    @Override
    public Variable parameter(String name) {
        return new Variable() {
            @Override
            public float[] values() {
                return tensors.get(name);
            }

            @Override
            public float[] gradient() {
                return gradients.get(name);
            }

            @Override
            public boolean needsGradient() {
                return true;
            }
        };
    }

    @Override
    public RunningStatistic statistic(String name) {
        return new RunningStatistic() {
            @Override
            public float[] values() {
                return tensors.get(name);
            }

            @Override
            public float[] next() {
                throw new AssertionError("This layer must not change its statistics");
            }

            @Override
            public long updates() {
                return 0;
            }

            @Override
            public long count() {
                return 0;
            }

            @Override
            public void markWritten(long count) {
                throw new AssertionError("This layer must not change its statistics");
            }
        };
    }

    @Override
    public TrainingMode trainingMode() {
        return TrainingMode.TRAIN;
    }

    @Override
    public long randomKey() {
        return 42;
    }
}
