package dev.evenkeel.comparison.dl4j;

import dev.evenkeel.comparison.Learner;
import dev.evenkeel.comparison.Task;
import dev.evenkeel.comparison.network.Architecture;
import dev.evenkeel.comparison.network.Weights;
import dev.evenkeel.comparison.value.Values;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A step of DL4J's own {@code fit}; its momentum is Nesterov's. */
final class Dl4jLearner implements Learner {
    private final Weights weights;
    private final MultiLayerNetwork network;
    private final INDArray inputs;
    private final INDArray classes;

    Dl4jLearner(Task.TrainingStep task, Weights weights) {
        this.weights = weights;
        network = Dl4jNetwork.of(task.architecture(), weights);
        inputs = inputs(task.architecture(), task.batch());
        int[] drawn = Values.classes(task.batch());
        classes = Nd4j.zeros(task.batch(), Architecture.CLASSES);
        for (int example = 0; example < drawn.length; example++) {
            classes.putScalar(example, drawn[example], 1);
        }
    }

    static INDArray inputs(Architecture architecture, int batch) {
        long[] extents = architecture.isConvolutional()
                ? new long[] {batch, 1, architecture.extent(), architecture.extent()}
                : new long[] {batch, architecture.inputs()};
        return Nd4j.create(Values.input(batch * architecture.inputs()), extents, 'c');
    }

    @Override
    public double gradients() {
        network.setInput(inputs);
        network.setLabels(classes);
        network.computeGradientAndScore();
        return network.score();
    }

    @Override
    public double step() {
        network.fit(inputs, classes);
        return network.score();
    }

    /** DL4J keeps the sum over the batch until its updater divides it. */
    @Override
    public float[] gradient(String parameter) {
        float[] sum = Dl4jNetwork.read(
                weights, parameter, network.gradient().getGradientFor(Dl4jNetwork.name(weights, parameter)));
        for (int index = 0; index < sum.length; index++) {
            sum[index] /= inputs.size(0);
        }
        return sum;
    }

    @Override
    public Momentum momentum() {
        return Momentum.NESTEROV;
    }
}
