package dev.evenkeel.comparison.onednn;

import dev.evenkeel.comparison.Evidence;
import dev.evenkeel.comparison.Pass;
import dev.evenkeel.comparison.PreparedTrial;
import dev.evenkeel.comparison.Task.Normalization;
import dev.evenkeel.comparison.Task.Normalization.Kind;
import dev.evenkeel.comparison.Trial;
import dev.evenkeel.comparison.value.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.normalization_flags;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.layer_normalization_backward;
import org.bytedeco.dnnl.layer_normalization_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.format_tag;

/** Batch and layer normalization in every layout worth trying, ReLU fused where one follows. */
final class NormalizationTrials {
    private static final int SCALE_AND_SHIFT =
            normalization_flags.use_scale.value | normalization_flags.use_shift.value;
    private static final int RELU = normalization_flags.fuse_norm_relu.value;

    private final Engine engine;
    private final Normalization task;
    private final int channels;
    private final int size;
    private final memory.desc plain;
    private final memory.desc perChannel;

    NormalizationTrials(Engine engine, Normalization task) {
        this.engine = engine;
        this.task = task;
        channels = task.extent().channels();
        size = task.extent().size();
        plain = values(task.extent().isImage() ? format_tag.nhwc : format_tag.nc);
        perChannel = Engine.desc(format_tag.x, channels);
    }

    List<Trial> all() {
        List<Trial> trials = new ArrayList<>();
        layouts().forEach((name, layout) -> trials.add(trial(name, values(layout))));
        return trials;
    }

    private Map<String, format_tag> layouts() {
        Map<String, format_tag> layouts = new LinkedHashMap<>();
        if (task.extent().isImage()) {
            layouts.put("blocked", Engine.blocked());
            layouts.put("nhwc", format_tag.nhwc);
            layouts.put("nchw", format_tag.nchw);
        } else {
            layouts.put("rows", format_tag.nc);
        }
        return layouts;
    }

    private memory.desc values(format_tag layout) {
        Normalization.Extent extent = task.extent();
        return extent.isImage()
                ? Engine.desc(layout, extent.batch(), channels, extent.height(), extent.width())
                : Engine.desc(layout, extent.rows(), channels);
    }

    private Trial trial(String name, memory.desc layout) {
        Operation forward = task.kind() == Kind.LAYER ? layerForward(layout) : batchForward(layout);
        if (task.pass() == Pass.FORWARD) {
            return new PreparedTrial(
                    name,
                    forward,
                    () -> new Evidence().with("output", engine.read(forward.argument(dnnl.DNNL_ARG_DST), plain, size)));
        }
        forward.run();
        Operation backward =
                task.kind() == Kind.LAYER ? layerBackward(layout, forward) : batchBackward(layout, forward);
        return new PreparedTrial(
                name,
                backward,
                () -> new Evidence()
                        .with("input gradient", engine.read(backward.argument(dnnl.DNNL_ARG_DIFF_SRC), plain, size))
                        .with("gamma gradient", perChannel(backward, dnnl.DNNL_ARG_DIFF_SCALE))
                        .with("beta gradient", perChannel(backward, dnnl.DNNL_ARG_DIFF_SHIFT)));
    }

    private float[] perChannel(Operation operation, int argument) {
        return engine.read(operation.argument(argument), perChannel, channels);
    }

    private batch_normalization_forward.primitive_desc batch(memory.desc layout) {
        int flags = task.kind() == Kind.BATCH_RELU ? SCALE_AND_SHIFT | RELU : SCALE_AND_SHIFT;
        return new batch_normalization_forward.primitive_desc(
                engine.cpu(), prop_kind.forward_training.value, layout, layout, (float) Values.EPSILON, flags);
    }

    private Operation batchForward(memory.desc layout) {
        batch_normalization_forward.primitive_desc desc = batch(layout);
        Operation operation = withParameters(new Operation(engine, new batch_normalization_forward(desc)))
                .with(dnnl.DNNL_ARG_SRC, engine.of(Values.input(size), plain, layout))
                .with(dnnl.DNNL_ARG_DST, engine.empty(layout))
                .with(dnnl.DNNL_ARG_MEAN, engine.empty(desc.mean_desc()))
                .with(dnnl.DNNL_ARG_VARIANCE, engine.empty(desc.variance_desc()));
        return task.kind() == Kind.BATCH_RELU
                ? operation.with(dnnl.DNNL_ARG_WORKSPACE, engine.empty(desc.workspace_desc()))
                : operation;
    }

    private Operation batchBackward(memory.desc layout, Operation forward) {
        int flags = task.kind() == Kind.BATCH_RELU ? SCALE_AND_SHIFT | RELU : SCALE_AND_SHIFT;
        batch_normalization_backward.primitive_desc desc = new batch_normalization_backward.primitive_desc(
                engine.cpu(),
                prop_kind.backward.value,
                layout,
                layout,
                layout,
                (float) Values.EPSILON,
                flags,
                batch(layout));
        Operation operation =
                withGradients(new Operation(engine, new batch_normalization_backward(desc)), layout, forward);
        return task.kind() == Kind.BATCH_RELU
                ? operation.with(dnnl.DNNL_ARG_WORKSPACE, forward.argument(dnnl.DNNL_ARG_WORKSPACE))
                : operation;
    }

    private layer_normalization_forward.primitive_desc layer(memory.desc layout) {
        return new layer_normalization_forward.primitive_desc(
                engine.cpu(),
                prop_kind.forward_training.value,
                layout,
                layout,
                perRow(),
                (float) Values.EPSILON,
                SCALE_AND_SHIFT);
    }

    private memory.desc perRow() {
        return Engine.desc(format_tag.x, task.extent().rows());
    }

    private Operation layerForward(memory.desc layout) {
        return withParameters(new Operation(engine, new layer_normalization_forward(layer(layout))))
                .with(dnnl.DNNL_ARG_SRC, engine.of(Values.input(size), plain, layout))
                .with(dnnl.DNNL_ARG_DST, engine.empty(layout))
                .with(dnnl.DNNL_ARG_MEAN, engine.empty(perRow()))
                .with(dnnl.DNNL_ARG_VARIANCE, engine.empty(perRow()));
    }

    private Operation layerBackward(memory.desc layout, Operation forward) {
        layer_normalization_backward.primitive_desc desc = new layer_normalization_backward.primitive_desc(
                engine.cpu(),
                prop_kind.backward.value,
                layout,
                layout,
                layout,
                perRow(),
                (float) Values.EPSILON,
                SCALE_AND_SHIFT,
                layer(layout));
        return withGradients(new Operation(engine, new layer_normalization_backward(desc)), layout, forward);
    }

    private Operation withParameters(Operation operation) {
        return operation
                .with(dnnl.DNNL_ARG_SCALE, gamma())
                .with(dnnl.DNNL_ARG_SHIFT, engine.of(Values.beta(channels), perChannel, perChannel));
    }

    private memory gamma() {
        return engine.of(Values.gamma(channels), perChannel, perChannel);
    }

    private Operation withGradients(Operation operation, memory.desc layout, Operation forward) {
        return operation
                .with(dnnl.DNNL_ARG_SCALE, gamma())
                .with(dnnl.DNNL_ARG_SRC, forward.argument(dnnl.DNNL_ARG_SRC))
                .with(dnnl.DNNL_ARG_MEAN, forward.argument(dnnl.DNNL_ARG_MEAN))
                .with(dnnl.DNNL_ARG_VARIANCE, forward.argument(dnnl.DNNL_ARG_VARIANCE))
                .with(dnnl.DNNL_ARG_DIFF_DST, engine.of(Values.outputGradient(size), plain, layout))
                .with(dnnl.DNNL_ARG_DIFF_SRC, engine.empty(layout))
                .with(dnnl.DNNL_ARG_DIFF_SCALE, engine.empty(perChannel))
                .with(dnnl.DNNL_ARG_DIFF_SHIFT, engine.empty(perChannel));
    }
}
