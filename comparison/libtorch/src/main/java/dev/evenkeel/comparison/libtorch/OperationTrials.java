package dev.evenkeel.comparison.libtorch;

import dev.evenkeel.comparison.Evidence;
import dev.evenkeel.comparison.Pass;
import dev.evenkeel.comparison.PreparedTrial;
import dev.evenkeel.comparison.Task;
import dev.evenkeel.comparison.Task.Convolution;
import dev.evenkeel.comparison.Task.Normalization;
import dev.evenkeel.comparison.Task.Normalization.Kind;
import dev.evenkeel.comparison.Trial;
import dev.evenkeel.comparison.value.Values;
import java.util.function.Function;
import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.LongArrayRefOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Single operations as autograd calls them, without autograd itself. */
final class OperationTrials {
    private static final long[] ONE = {1, 1};
    private static final TensorOptional NONE = new TensorOptional();

    private OperationTrials() {}

    static Trial product(Task.Product task) {
        Tensor a = Tensor.create(Values.input(task.rows() * task.depth()), task.rows(), task.depth());
        Tensor b =
                Tensor.create(Values.weight(task.depth() * task.columns(), task.depth()), task.depth(), task.columns());
        Tensor c = torch.empty(task.rows(), task.columns());
        return new PreparedTrial(
                "plain", () -> torch.mm_out(c, a, b), () -> new Evidence().with("output", Layout.read(c)));
    }

    /** A product of one row as a product of a matrix with a vector. */
    static Trial vectorProduct(Task.Product task) {
        Tensor a = Tensor.create(Values.input(task.depth()));
        Tensor b = Tensor.create(
                        Values.weight(task.depth() * task.columns(), task.depth()), task.depth(), task.columns())
                .t();
        Tensor c = torch.empty(task.columns());
        return new PreparedTrial(
                "vector", () -> torch.mv_out(c, b, a), () -> new Evidence().with("output", Layout.read(c)));
    }

    static Trial convolution(Convolution task, Layout layout) {
        int kernel = Convolution.KERNEL;
        int fanIn = kernel * kernel * task.inputs();
        Tensor x = images(Values.input(task.positions() * task.inputs()), task, task.inputs(), layout);
        Tensor w =
                layout.of(Values.weight(task.outputs() * fanIn, fanIn), task.outputs(), kernel, kernel, task.inputs());
        Tensor dy = images(Values.outputGradient(task.positions() * task.outputs()), task, task.outputs(), layout);
        return switch (task.pass()) {
            case FORWARD ->
                trial(
                        layout,
                        () -> torch.conv2d(x, w, NONE, ONE, ONE, ONE, 1),
                        y -> new Evidence().with("output", Layout.read(y)));
            case BACKWARD_DATA -> {
                BoolPointer mask = mask(true, false, false);
                yield trial(
                        layout,
                        () -> gradients(dy, x, w, mask),
                        gradients -> new Evidence().with("input gradient", Layout.read(gradients.get0())));
            }
            default -> {
                BoolPointer mask = mask(false, true, false);
                yield trial(
                        layout,
                        () -> gradients(dy, x, w, mask),
                        gradients -> new Evidence().with("weight gradient", Layout.read(gradients.get1())));
            }
        };
    }

    private static Tensor images(float[] values, Convolution task, int channels, Layout layout) {
        return layout.of(values, task.batch(), task.height(), task.width(), channels);
    }

    private static T_TensorTensorTensor_T gradients(Tensor dy, Tensor x, Tensor w, BoolPointer mask) {
        return torch.convolution_backward(
                dy, x, w, new LongArrayRefOptional(), ONE, ONE, ONE, false, new long[] {0, 0}, 1, mask);
    }

    static Trial normalization(Normalization task, Layout layout) {
        return task.kind() == Kind.LAYER ? layerNorm(task) : batchNorm(task, layout);
    }

    private static Trial batchNorm(Normalization task, Layout layout) {
        int channels = task.extent().channels();
        Tensor x = values(task, layout, Values.input(task.extent().size()));
        TensorOptional gamma = new TensorOptional(Tensor.create(Values.gamma(channels)));
        TensorOptional beta = new TensorOptional(Tensor.create(Values.beta(channels)));
        TensorOptional mean = new TensorOptional(Tensor.create(new float[channels]));
        TensorOptional variance = new TensorOptional(Tensor.create(new float[channels]));
        Computation<T_TensorTensorTensor_T> forward = () -> {
            T_TensorTensorTensor_T result =
                    torch.native_batch_norm(x, gamma, beta, mean, variance, true, 0.1, Values.EPSILON);
            if (task.kind() == Kind.BATCH_RELU) {
                torch.relu_(result.get0());
            }
            return result;
        };
        if (task.pass() == Pass.FORWARD) {
            return trial(
                    name(task, layout), forward, result -> new Evidence().with("output", Layout.read(result.get0())));
        }
        GradMode.set_enabled(false);
        T_TensorTensorTensor_T result = forward.run();
        Tensor y = new Tensor(result.get0());
        TensorOptional batchMean = new TensorOptional(result.get1());
        TensorOptional batchInverse = new TensorOptional(result.get2());
        Tensor dy = values(task, layout, Values.outputGradient(task.extent().size()));
        Scalar zero = new Scalar(0f);
        BoolPointer mask = mask(true, true, true);
        Computation<T_TensorTensorTensor_T> backward = () -> torch.native_batch_norm_backward(
                task.kind() == Kind.BATCH_RELU ? torch.threshold_backward(dy, y, zero) : dy,
                x,
                gamma,
                mean,
                variance,
                batchMean,
                batchInverse,
                true,
                Values.EPSILON,
                mask);
        return trial(name(task, layout), backward, OperationTrials::gradients);
    }

    private static Trial layerNorm(Normalization task) {
        long[] normalized = {task.extent().channels()};
        Tensor x = values(task, Layout.CONTIGUOUS, Values.input(task.extent().size()));
        TensorOptional gamma =
                new TensorOptional(Tensor.create(Values.gamma(task.extent().channels())));
        TensorOptional beta =
                new TensorOptional(Tensor.create(Values.beta(task.extent().channels())));
        Computation<T_TensorTensorTensor_T> forward =
                () -> torch.native_layer_norm(x, normalized, gamma, beta, Values.EPSILON);
        if (task.pass() == Pass.FORWARD) {
            return trial("rows", forward, result -> new Evidence().with("output", Layout.read(result.get0())));
        }
        GradMode.set_enabled(false);
        T_TensorTensorTensor_T result = forward.run();
        Tensor mean = new Tensor(result.get1());
        Tensor inverse = new Tensor(result.get2());
        Tensor dy = values(
                task, Layout.CONTIGUOUS, Values.outputGradient(task.extent().size()));
        BoolPointer mask = mask(true, true, true);
        return trial(
                "rows",
                () -> torch.native_layer_norm_backward(dy, x, normalized, mean, inverse, gamma, beta, mask),
                OperationTrials::gradients);
    }

    private static Evidence gradients(T_TensorTensorTensor_T gradients) {
        return new Evidence()
                .with("input gradient", Layout.read(gradients.get0()))
                .with("gamma gradient", Layout.read(gradients.get1()))
                .with("beta gradient", Layout.read(gradients.get2()));
    }

    private static String name(Normalization task, Layout layout) {
        return task.extent().isImage() ? layout.toString() : "rows";
    }

    private static Tensor values(Normalization task, Layout layout, float[] values) {
        Normalization.Extent extent = task.extent();
        return extent.isImage()
                ? layout.of(values, extent.batch(), extent.height(), extent.width(), extent.channels())
                : Tensor.create(values, extent.rows(), extent.channels());
    }

    private static BoolPointer mask(boolean... wanted) {
        BoolPointer mask = new BoolPointer(wanted.length);
        for (int index = 0; index < wanted.length; index++) {
            mask.put(index, wanted[index]);
        }
        return mask;
    }

    private static <T> Trial trial(Layout layout, Computation<T> computation, Function<T, Evidence> results) {
        return trial(layout.toString(), computation, results);
    }

    private static <T> Trial trial(String setting, Computation<T> computation, Function<T, Evidence> results) {
        return new PreparedTrial(
                setting,
                () -> {
                    GradMode.set_enabled(false);
                    computation.run();
                },
                () -> results.apply(computation.run()));
    }

    private interface Computation<T> {
        T run();
    }
}
