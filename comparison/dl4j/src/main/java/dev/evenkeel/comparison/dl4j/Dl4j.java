package dev.evenkeel.comparison.dl4j;

import dev.evenkeel.comparison.Contender;
import dev.evenkeel.comparison.Evidence;
import dev.evenkeel.comparison.PreparedTrial;
import dev.evenkeel.comparison.StepTrial;
import dev.evenkeel.comparison.Task;
import dev.evenkeel.comparison.Trial;
import dev.evenkeel.comparison.Worker;
import dev.evenkeel.comparison.network.Architecture;
import dev.evenkeel.comparison.network.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Deeplearning4j: trains and predicts networks. */
final class Dl4j implements Contender {
    private static final String CHANNELS_FIRST = "contiguous";

    /** The number of threads comes with OMP_NUM_THREADS. */
    public static void main(String[] arguments) throws IOException {
        Worker.run(arguments, Dl4j::new);
    }

    @Override
    public String describe() {
        String library = MultiLayerNetwork.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        String version = library.replaceAll(".*deeplearning4j-nn-(.*)\\.jar", "$1");
        return "DL4J " + version + ", " + Nd4j.getExecutioner().getClass().getSimpleName();
    }

    @Override
    public List<Trial> prepare(Task task) {
        if (task instanceof Task.TrainingStep step) {
            Weights weights = Weights.draw(step.architecture(), step.channels());
            return List.of(new StepTrial(CHANNELS_FIRST, weights.parameters(), new Dl4jLearner(step, weights)));
        } else if (task instanceof Task.Prediction prediction) {
            Architecture architecture = prediction.architecture();
            MultiLayerNetwork network = folded(architecture);
            INDArray input = Dl4jLearner.inputs(architecture, prediction.batch());
            return List.of(new PreparedTrial(
                    CHANNELS_FIRST,
                    () -> network.output(input),
                    () -> Evidence.ofPrediction(logarithms(network.output(input)))));
        }
        throw new UnsupportedOperationException("DL4J is timed on networks alone");
    }

    private static MultiLayerNetwork folded(Architecture architecture) {
        Weights weights = Weights.draw(architecture, Architecture.CHANNELS).folded();
        return Dl4jNetwork.of(architecture, weights);
    }

    @Override
    public void save(Architecture architecture, Path file) throws IOException {
        ModelSerializer.writeModel(folded(architecture), file.toFile(), false);
    }

    @Override
    public float[] predictOnce(Architecture architecture, Path file) throws IOException {
        MultiLayerNetwork network = ModelSerializer.restoreMultiLayerNetwork(file.toFile(), false);
        return logarithms(network.output(Dl4jLearner.inputs(architecture, 1)));
    }

    /** DL4J's networks end in a softmax. */
    private static float[] logarithms(INDArray probabilities) {
        float[] values = probabilities.data().asFloat();
        for (int index = 0; index < values.length; index++) {
            values[index] = (float) Math.log(values[index]);
        }
        return values;
    }
}
