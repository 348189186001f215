package dev.evenkeel.program;

import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.TrainingMode.Gradients;
import dev.evenkeel.layer.Variable;
import java.util.Arrays;

/**
 * A parameter of a program: present values, next values and gradient. A step writes the next values; {@link #commit}
 * exchanges the two, so an abandoned step leaves nothing behind.
 */
public final class ParameterSlot implements Variable {
    private final String name;
    private final String layer;
    private final Parameter parameter;
    private final boolean learns;
    private final float[] gradient;
    private float[] values;
    private float[] next;

    ParameterSlot(String layer, Parameter parameter, Gradients gradients) {
        this.name = layer + "." + parameter.name();
        this.layer = layer;
        this.parameter = parameter;
        this.learns = gradients == Gradients.PARAMETERS;
        int size = parameter.shape().size();
        values = new float[size];
        next = new float[learns ? size : 0];
        gradient = new float[learns ? size : 0];
    }

    /** The parameter's name in the network, as {@code 3.weight}. */
    public String name() {
        return name;
    }

    /** The name of the layer it belongs to. */
    public String layer() {
        return layer;
    }

    public Parameter parameter() {
        return parameter;
    }

    @Override
    public float[] values() {
        return values;
    }

    /** Where an optimizer writes the values after this step. */
    public float[] next() {
        return next;
    }

    @Override
    public float[] gradient() {
        return gradient;
    }

    @Override
    public boolean needsGradient() {
        return learns;
    }

    void clearGradient() {
        Arrays.fill(gradient, 0f);
    }

    /** Makes the next values the present ones. */
    public void commit() {
        float[] old = values;
        values = next;
        next = old;
    }
}
