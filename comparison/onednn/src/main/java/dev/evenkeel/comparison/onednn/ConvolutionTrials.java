package dev.evenkeel.comparison.onednn;

import dev.evenkeel.comparison.Evidence;
import dev.evenkeel.comparison.PreparedTrial;
import dev.evenkeel.comparison.Task.Convolution;
import dev.evenkeel.comparison.Trial;
import dev.evenkeel.comparison.value.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.format_tag;

/** Convolutions in every layout of images worth trying; the weights are in the layout that oneDNN likes best. */
final class ConvolutionTrials {
    private static final Map<String, format_tag> LAYOUTS = new LinkedHashMap<>();

    static {
        LAYOUTS.put("any", format_tag.any);
        LAYOUTS.put("nhwc", format_tag.nhwc);
        LAYOUTS.put("blocked", Engine.blocked());
    }

    private static final long[] ONE = {1, 1};

    private final Engine engine;
    private final Convolution task;
    private final int inputSize;
    private final int outputSize;
    private final int weightSize;
    private final memory.desc plainInput;
    private final memory.desc plainOutput;
    private final memory.desc plainWeight;
    private final memory.desc anyWeight;

    ConvolutionTrials(Engine engine, Convolution task) {
        this.engine = engine;
        this.task = task;
        int kernel = Convolution.KERNEL;
        inputSize = task.positions() * task.inputs();
        outputSize = task.positions() * task.outputs();
        weightSize = task.outputs() * kernel * kernel * task.inputs();
        plainInput = images(format_tag.nhwc, task.inputs());
        plainOutput = images(format_tag.nhwc, task.outputs());
        plainWeight = Engine.desc(format_tag.ohwi, task.outputs(), task.inputs(), kernel, kernel);
        anyWeight = Engine.desc(format_tag.any, task.outputs(), task.inputs(), kernel, kernel);
    }

    List<Trial> all() {
        List<Trial> trials = new ArrayList<>();
        LAYOUTS.forEach((name, layout) -> trials.add(
                switch (task.pass()) {
                    case FORWARD -> forward(name, layout);
                    case BACKWARD_DATA -> backwardData(name, layout);
                    default -> backwardWeights(name, layout);
                }));
        return trials;
    }

    private memory.desc images(format_tag layout, int channels) {
        return Engine.desc(layout, task.batch(), channels, task.height(), task.width());
    }

    private convolution_forward.primitive_desc forward(format_tag layout) {
        return new convolution_forward.primitive_desc(
                engine.cpu(),
                prop_kind.forward_training,
                algorithm.convolution_direct,
                images(layout, task.inputs()),
                anyWeight,
                images(layout, task.outputs()),
                ONE,
                ONE,
                ONE);
    }

    private Trial forward(String name, format_tag layout) {
        convolution_forward.primitive_desc desc = forward(layout);
        Operation operation = new Operation(engine, new convolution_forward(desc))
                .with(dnnl.DNNL_ARG_SRC, input(desc.src_desc()))
                .with(dnnl.DNNL_ARG_WEIGHTS, weight(desc.weights_desc()))
                .with(dnnl.DNNL_ARG_DST, engine.empty(desc.dst_desc()));
        return trial(name, operation, "output", dnnl.DNNL_ARG_DST, plainOutput, outputSize);
    }

    private Trial backwardData(String name, format_tag layout) {
        convolution_backward_data.primitive_desc desc = new convolution_backward_data.primitive_desc(
                engine.cpu(),
                algorithm.convolution_direct,
                images(layout, task.inputs()),
                anyWeight,
                images(layout, task.outputs()),
                ONE,
                ONE,
                ONE,
                forward(layout));
        Operation operation = new Operation(engine, new convolution_backward_data(desc))
                .with(dnnl.DNNL_ARG_DIFF_DST, outputGradient(desc.diff_dst_desc()))
                .with(dnnl.DNNL_ARG_WEIGHTS, weight(desc.weights_desc()))
                .with(dnnl.DNNL_ARG_DIFF_SRC, engine.empty(desc.diff_src_desc()));
        return trial(name, operation, "input gradient", dnnl.DNNL_ARG_DIFF_SRC, plainInput, inputSize);
    }

    private Trial backwardWeights(String name, format_tag layout) {
        convolution_backward_weights.primitive_desc desc = new convolution_backward_weights.primitive_desc(
                engine.cpu(),
                algorithm.convolution_direct,
                images(layout, task.inputs()),
                anyWeight,
                images(layout, task.outputs()),
                ONE,
                ONE,
                ONE,
                forward(layout));
        Operation operation = new Operation(engine, new convolution_backward_weights(desc))
                .with(dnnl.DNNL_ARG_SRC, input(desc.src_desc()))
                .with(dnnl.DNNL_ARG_DIFF_DST, outputGradient(desc.diff_dst_desc()))
                .with(dnnl.DNNL_ARG_DIFF_WEIGHTS, engine.empty(desc.diff_weights_desc()));
        return trial(name, operation, "weight gradient", dnnl.DNNL_ARG_DIFF_WEIGHTS, plainWeight, weightSize);
    }

    private memory input(memory.desc wanted) {
        return engine.of(Values.input(inputSize), plainInput, wanted);
    }

    private memory weight(memory.desc wanted) {
        return engine.of(Values.weight(weightSize, weightSize / task.outputs()), plainWeight, wanted);
    }

    private memory outputGradient(memory.desc wanted) {
        return engine.of(Values.outputGradient(outputSize), plainOutput, wanted);
    }

    private Trial trial(String name, Operation operation, String part, int argument, memory.desc plain, int length) {
        return new PreparedTrial(
                name,
                operation,
                () -> new Evidence().with(part, engine.read(operation.argument(argument), plain, length)));
    }
}
