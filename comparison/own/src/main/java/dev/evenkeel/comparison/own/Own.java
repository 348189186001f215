package dev.evenkeel.comparison.own;

import dev.evenkeel.Version;
import dev.evenkeel.comparison.Contender;
import dev.evenkeel.comparison.Evidence;
import dev.evenkeel.comparison.PreparedTrial;
import dev.evenkeel.comparison.StepTrial;
import dev.evenkeel.comparison.Task;
import dev.evenkeel.comparison.Trial;
import dev.evenkeel.comparison.Worker;
import dev.evenkeel.comparison.network.Architecture;
import dev.evenkeel.comparison.network.LanguageModel;
import dev.evenkeel.comparison.network.Weights;
import dev.evenkeel.comparison.value.Values;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.kernel.product.MatrixProduct;
import dev.evenkeel.kernel.product.PackedMatrix;
import dev.evenkeel.kernel.product.PackedProduct;
import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Epilogue;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.view.Start;
import dev.evenkeel.model.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Evenkeel through its public API. */
final class Own implements Contender {
    private final Compute compute;

    private Own(Team team) {
        compute = new Compute(PreferredKernels.kernels(), team);
        if (compute.kernels().lanes() == 1) {
            throw new IllegalStateException("The vector kernels did not load");
        }
    }

    /** The only argument of a process that serves tasks is the number of threads. */
    public static void main(String[] arguments) throws IOException {
        Worker.run(arguments, () -> {
            boolean alone = arguments[0].equals(Worker.PREDICT) || arguments[0].equals("1");
            return new Own(alone ? Team.alone() : Team.of(Integer.parseInt(arguments[0])));
        });
    }

    @Override
    public String describe() {
        return "Evenkeel " + Version.CURRENT + " on Java " + Runtime.version() + ", kernels "
                + compute.kernels().name() + ", " + compute.kernels().lanes() + " lanes";
    }

    @Override
    public List<Trial> prepare(Task task) {
        if (task instanceof Task.Product product) {
            return List.of(product(product));
        } else if (task instanceof Task.Convolution convolution) {
            return List.of(new LayerTrials(compute).convolution(convolution));
        } else if (task instanceof Task.Normalization normalization) {
            return List.of(new LayerTrials(compute).normalization(normalization));
        } else if (task instanceof Task.TrainingStep step) {
            Weights weights = Weights.draw(step.architecture(), step.channels());
            return List.of(new StepTrial("channels_last", weights.parameters(), OwnLearner.of(step, weights, compute)));
        } else if (task instanceof Task.Attention attention) {
            return List.of(new SequenceTrials(compute).attention(attention));
        } else if (task instanceof Task.Recurrence recurrence) {
            return List.of(new SequenceTrials(compute).recurrence(recurrence));
        } else if (task instanceof Task.LanguageStep) {
            LanguageModel model = LanguageModel.draw();
            return List.of(new StepTrial("rows", model.parameters(), OwnLearner.of(model, compute)));
        } else if (task instanceof Task.Token) {
            return List.of(new TokenTrial(OwnNetwork.model(LanguageModel.draw()).freeze()));
        }
        return List.of(prediction((Task.Prediction) task));
    }

    private Trial product(Task.Product task) {
        int rows = task.rows();
        int depth = task.depth();
        int columns = task.columns();
        Matrix left = Matrix.rowMajor(rows, depth).over(Values.input(rows * depth));
        Matrix right = Matrix.rowMajor(depth, columns).over(Values.weight(depth * columns, depth));
        float[] c = new float[rows * columns];
        Matrix result = Matrix.rowMajor(rows, columns).over(c);
        Epilogue nothing = new Epilogue();
        if (task.right() == Task.Product.Right.PACKED_BEFORE) {
            PackedMatrix packed = PackedMatrix.pack(compute.kernels(), right);
            PackedProduct product = packed.product(compute, left, result, nothing);
            return new PreparedTrial("packed", () -> product.run(rows), () -> new Evidence().with("output", c));
        }
        MatrixProduct product = new MatrixProduct(compute, depth, columns);
        return new PreparedTrial(
                "plain",
                () -> product.run(left, right, result, Start.ZERO, nothing),
                () -> new Evidence().with("output", c));
    }

    private Trial prediction(Task.Prediction task) {
        Architecture architecture = task.architecture();
        Predictor frozen = OwnNetwork.model(architecture, Weights.draw(architecture, Architecture.CHANNELS))
                .freeze();
        Predictor predictor = compute.team().threads() == 1 ? frozen : frozen.on(compute.team());
        float[] examples = Values.input(task.batch() * architecture.inputs());
        float[] outputs = new float[task.batch() * Architecture.CLASSES];
        return new PreparedTrial(
                "folded",
                () -> predictor.predict(examples, task.batch(), outputs),
                () -> Evidence.ofPrediction(outputs));
    }

    @Override
    public void save(Architecture architecture, Path file) {
        OwnNetwork.model(architecture, Weights.draw(architecture, Architecture.CHANNELS))
                .write(file);
    }

    @Override
    public float[] predictOnce(Architecture architecture, Path file) {
        return Model.read(file).freeze().predict(Values.input(architecture.inputs()));
    }
}
