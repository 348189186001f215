package dev.evenkeel.comparison.onednn;

import dev.evenkeel.comparison.Contender;
import dev.evenkeel.comparison.Evidence;
import dev.evenkeel.comparison.PreparedTrial;
import dev.evenkeel.comparison.Task;
import dev.evenkeel.comparison.Trial;
import dev.evenkeel.comparison.Worker;
import dev.evenkeel.comparison.network.Architecture;
import dev.evenkeel.comparison.value.Values;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.format_tag;

/** oneDNN's primitives, created once, in its best layouts. It has single operations, no networks. */
final class OneDnn implements Contender {
    private final Engine engine = new Engine();

    private OneDnn() {}

    /** The number of threads comes with OMP_NUM_THREADS. */
    public static void main(String[] arguments) throws IOException {
        Worker.run(arguments, OneDnn::new);
    }

    @Override
    public String describe() {
        org.bytedeco.dnnl.dnnl_version_t version = dnnl.dnnl_version();
        return "oneDNN " + version.major() + "." + version.minor() + "." + version.patch();
    }

    @Override
    public List<Trial> prepare(Task task) {
        if (task instanceof Task.Product product) {
            return List.of(product(product));
        } else if (task instanceof Task.Convolution convolution) {
            return new ConvolutionTrials(engine, convolution).all();
        } else if (task instanceof Task.Normalization normalization) {
            return new NormalizationTrials(engine, normalization).all();
        }
        throw noNetworks();
    }

    private Trial product(Task.Product task) {
        boolean packed = task.right() == Task.Product.Right.PACKED_BEFORE;
        memory.desc a = Engine.desc(format_tag.ab, task.rows(), task.depth());
        memory.desc b = Engine.desc(format_tag.ab, task.depth(), task.columns());
        memory.desc c = Engine.desc(format_tag.ab, task.rows(), task.columns());
        memory.desc right = packed ? Engine.desc(format_tag.any, task.depth(), task.columns()) : b;
        matmul.primitive_desc desc = new matmul.primitive_desc(engine.cpu(), a, right, c);
        float[] left = Values.input(task.rows() * task.depth());
        float[] weight = Values.weight(task.depth() * task.columns(), task.depth());
        Operation operation = new Operation(engine, new matmul(desc))
                .with(dnnl.DNNL_ARG_SRC, engine.of(left, a, a))
                .with(dnnl.DNNL_ARG_WEIGHTS, engine.of(weight, b, desc.weights_desc()))
                .with(dnnl.DNNL_ARG_DST, engine.empty(c));
        return new PreparedTrial(
                packed ? "packed" : "plain",
                operation,
                () -> new Evidence()
                        .with(
                                "output",
                                engine.read(operation.argument(dnnl.DNNL_ARG_DST), c, task.rows() * task.columns())));
    }

    @Override
    public void save(Architecture architecture, Path file) {
        throw noNetworks();
    }

    @Override
    public float[] predictOnce(Architecture architecture, Path file) {
        throw noNetworks();
    }

    private static UnsupportedOperationException noNetworks() {
        return new UnsupportedOperationException("oneDNN has single operations, no networks");
    }
}
