package dev.evenkeel.testkit;

import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingPass;
import java.util.Arrays;

/** A layer's training pass on the context of a harness, run for one step after the other. */
final class Stage {
    private final LayerHarness context;
    private final TrainingPass pass;

    Stage(LayerHarness context) {
        this.context = context;
        pass = context.tested().layer().training(context);
    }

    /** One step of the first {@code examples} examples. */
    Outcome run(int examples) {
        forward(examples, Step.Purpose.LEARN);
        return backward(examples);
    }

    /** The outputs of a forward pass. */
    float[] forward(int examples, Step.Purpose purpose) {
        context.parameters().values().forEach(HarnessParameter::reset);
        context.statistics().values().forEach(HarnessStatistic::reset);
        Arrays.fill(context.output().values(), Float.NaN);
        pass.forward(new LayerHarness.OneStep(examples, 3, purpose));
        return outputs(examples);
    }

    private Outcome backward(int examples) {
        int length = examples * context.outputShape().size();
        float[] outputs = outputs(examples);
        float[] outputGradient = context.outputGradient();
        Arrays.fill(outputGradient, Float.NaN);
        System.arraycopy(context.weights(), 0, outputGradient, 0, length);
        for (int index = 0; index < context.inputs() && context.needsInputGradient(index); index++) {
            Arrays.fill(context.inputGradient(index), Float.NaN);
        }
        pass.backward(new LayerHarness.OneStep(examples, 3, Step.Purpose.LEARN));
        return Outcome.of(context, examples, outputs);
    }

    private float[] outputs(int examples) {
        return Arrays.copyOf(
                context.output().values(), examples * context.outputShape().size());
    }
}
