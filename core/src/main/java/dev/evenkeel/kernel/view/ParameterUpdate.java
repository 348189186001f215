package dev.evenkeel.kernel.view;

/**
 * One parameter in one step of an optimizer: what the update reads, where it writes, and the settings that change from step
 * to step. Reused, so that a step allocates nothing; the arrays are exchanged between steps.
 */
public final class ParameterUpdate {
    private static final float[] NOTHING = {};

    private float[] weights = NOTHING;
    private float[] gradient = NOTHING;
    private float[][] state = {};
    private float[] nextWeights = NOTHING;
    private float[][] nextState = {};
    private long step;
    private float learningRate;
    private float gradientScale = 1;
    private float weightDecay;

    /** An update that reads and writes nothing yet. */
    public ParameterUpdate() {}

    /** Sets what is read: weights, gradient and the arrays of the optimizer's state, all of one length. */
    public ParameterUpdate from(float[] presentWeights, float[] ofWeights, float[][] presentState) {
        weights = presentWeights;
        gradient = ofWeights;
        state = presentState;
        return this;
    }

    /** Sets what is written. */
    public ParameterUpdate to(float[] weightsAfter, float[][] stateAfter) {
        nextWeights = weightsAfter;
        nextState = stateAfter;
        return this;
    }

    /**
     * Sets what this step does.
     *
     * @param number the step's number, from 1
     * @param learningRate the learning rate of this step and parameter
     * @param scale multiplies the gradient first
     * @param weightDecay the weight decay of this parameter
     */
    public ParameterUpdate step(long number, float learningRate, float scale, float weightDecay) {
        step = number;
        this.learningRate = learningRate;
        gradientScale = scale;
        this.weightDecay = weightDecay;
        return this;
    }

    public float[] weights() {
        return weights;
    }

    public float[] gradient() {
        return gradient;
    }

    /** An array of the optimizer's state, in the order in which the optimizer names them. */
    public float[] state(int index) {
        return state[index];
    }

    public float[] nextWeights() {
        return nextWeights;
    }

    public float[] nextState(int index) {
        return nextState[index];
    }

    public long step() {
        return step;
    }

    public float learningRate() {
        return learningRate;
    }

    public float gradientScale() {
        return gradientScale;
    }

    public float weightDecay() {
        return weightDecay;
    }
}
