package dev.evenkeel.testkit;

import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.layer.Variable;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Tensor;

/** A parameter whose gradient does not begin at 0. */
final class HarnessParameter implements Variable {
    private final Parameter parameter;
    private final boolean learns;
    private final float[] values;
    private final float[] gradient;

    HarnessParameter(Parameter parameter, TrainingMode trainingMode) {
        this.parameter = parameter;
        learns = trainingMode.gradients() == TrainingMode.Gradients.PARAMETERS;
        values = new float[parameter.shape().size()];
        gradient = new float[learns ? values.length : 0];
        Randomness random = Randomness.of(11, "parameter " + parameter.name());
        for (int index = 0; index < values.length; index++) {
            values[index] = (float) random.nextGaussian();
        }
        reset();
    }

    Tensor tensor() {
        return Tensor.of(parameter.shape(), values);
    }

    void reset() {
        for (int index = 0; index < gradient.length; index++) {
            gradient[index] = begins(index);
        }
    }

    /** What the gradient at a place begins with. */
    static float begins(int index) {
        return 1 + index % 3;
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
