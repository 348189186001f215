package dev.evenkeel.comparison.libtorch;

import dev.evenkeel.comparison.Contender;
import dev.evenkeel.comparison.Evidence;
import dev.evenkeel.comparison.PreparedTrial;
import dev.evenkeel.comparison.StepTrial;
import dev.evenkeel.comparison.Task;
import dev.evenkeel.comparison.Trial;
import dev.evenkeel.comparison.Worker;
import dev.evenkeel.comparison.network.Architecture;
import dev.evenkeel.comparison.network.LanguageModel;
import dev.evenkeel.comparison.network.Part;
import dev.evenkeel.comparison.network.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** libtorch through JavaCPP, in both memory formats. */
final class LibTorch implements Contender {
    private final Threads threads;

    private LibTorch(int threads) {
        this.threads = new Threads(threads);
    }

    /** The only argument of a process that serves tasks is the number of threads. */
    public static void main(String[] arguments) throws IOException {
        boolean once = arguments[0].equals(Worker.PREDICT);
        Worker.run(arguments, () -> new LibTorch(once ? 1 : Integer.parseInt(arguments[0])));
    }

    @Override
    public String describe() {
        String version = torch.show_config().getString().replaceAll("(?s).*TORCH_VERSION=([^,]*).*", "$1");
        return "libtorch " + version + ", " + torch.get_cpu_capability().getString();
    }

    @Override
    public List<Trial> prepare(Task task) {
        List<Trial> trials = new ArrayList<>();
        if (task instanceof Task.Product product) {
            trials.addAll(threads.tried(() -> OperationTrials.product(product)));
            if (product.rows() == 1) {
                trials.addAll(threads.tried(() -> OperationTrials.vectorProduct(product)));
            }
        }
        if (task instanceof Task.Attention attention) {
            for (SequenceTrials.Form form : SequenceTrials.Form.values()) {
                trials.addAll(threads.tried(() -> SequenceTrials.attention(attention, form)));
            }
        } else if (task instanceof Task.Recurrence recurrence) {
            for (SequenceTrials.Engine engine : SequenceTrials.Engine.values()) {
                trials.addAll(threads.tried(() -> SequenceTrials.recurrence(recurrence, engine)));
            }
        } else if (task instanceof Task.LanguageStep) {
            LanguageModel model = LanguageModel.draw();
            trials.addAll(threads.tried(() -> new StepTrial("rows", model.parameters(), new TorchTransformer(model))));
        }
        for (Layout layout : layouts(task)) {
            if (task instanceof Task.Convolution convolution) {
                trials.addAll(threads.tried(() -> OperationTrials.convolution(convolution, layout)));
            } else if (task instanceof Task.Normalization normalization) {
                trials.add(threads.alone(OperationTrials.normalization(normalization, layout)));
            } else if (task instanceof Task.TrainingStep step) {
                trials.addAll(threads.tried(() -> step(step, layout)));
            } else if (task instanceof Task.Prediction prediction) {
                trials.addAll(predictions(prediction, layout));
            }
        }
        return trials;
    }

    private static List<Layout> layouts(Task task) {
        boolean images = task instanceof Task.Convolution
                || task instanceof Task.Normalization normalization
                        && normalization.extent().isImage()
                || task instanceof Task.TrainingStep step && step.architecture().isConvolutional()
                || task instanceof Task.Prediction prediction
                        && prediction.architecture().isConvolutional();
        return images ? List.of(Layout.values()) : List.of(Layout.CONTIGUOUS);
    }

    private static Trial step(Task.TrainingStep step, Layout layout) {
        Weights weights = Weights.draw(step.architecture(), step.channels());
        return new StepTrial(layout.toString(), weights.parameters(), new TorchLearner(step, weights, layout));
    }

    /** A perceptron takes one example as a vector too, which spares it the products of matrices. */
    private List<Trial> predictions(Task.Prediction task, Layout layout) {
        List<Trial> trials = new ArrayList<>();
        Architecture architecture = task.architecture();
        Tensor examples = TorchNetwork.input(architecture, task.batch(), layout);
        trials.addAll(threads.tried(() -> prediction(layout.toString(), architecture, layout, examples)));
        if (!architecture.isConvolutional() && task.batch() == 1) {
            trials.addAll(threads.tried(() -> prediction("vector", architecture, layout, examples.reshape(-1))));
        }
        return trials;
    }

    private static Trial prediction(String setting, Architecture architecture, Layout layout, Tensor input) {
        try (InferenceMode mode = new InferenceMode()) {
            TorchNetwork network = TorchNetwork.of(folded(architecture), layout);
            return new PreparedTrial(
                    setting, () -> predict(network, input), () -> Evidence.ofPrediction(predict(network, input)));
        }
    }

    private static float[] predict(TorchNetwork network, Tensor input) {
        try (InferenceMode mode = new InferenceMode()) {
            Tensor scores = network.forward(input);
            float[] outputs = new float[Math.toIntExact(scores.numel())];
            scores.data_ptr_float().get(outputs);
            return outputs;
        }
    }

    private static Weights folded(Architecture architecture) {
        return Weights.draw(architecture, Architecture.CHANNELS).folded();
    }

    @Override
    public void save(Architecture architecture, Path file) {
        TorchNetwork.of(folded(architecture), Layout.CONTIGUOUS).save(file);
    }

    @Override
    public float[] predictOnce(Architecture architecture, Path file) {
        TorchNetwork network = TorchNetwork.load(Part.folded(architecture.parts(Architecture.CHANNELS)), file);
        return predict(network, TorchNetwork.input(architecture, 1, Layout.CONTIGUOUS));
    }
}
