package dev.evenkeel.testkit;

import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingPass;
import java.util.Arrays;

/** A layer's training pass on the site of a rehearsal, run for one step after the other. */
final class Stage {
    private final Rehearsal site;
    private final TrainingPass pass;

    Stage(Rehearsal site) {
        this.site = site;
        pass = site.tested().layer().training(site);
    }

    /** One step of the first {@code examples} examples. */
    Outcome run(int examples) {
        forward(examples, Step.Purpose.LEARN);
        return backward(examples);
    }

    /** The outputs of a forward pass. */
    float[] forward(int examples, Step.Purpose purpose) {
        site.parameters().values().forEach(RehearsedParameter::reset);
        site.statistics().values().forEach(RehearsedStatistic::reset);
        Arrays.fill(site.output().values(), Float.NaN);
        pass.forward(new Rehearsal.OneStep(examples, 3, purpose));
        return outputs(examples);
    }

    private Outcome backward(int examples) {
        int length = examples * site.outputShape().size();
        float[] outputs = outputs(examples);
        float[] outputGradient = site.outputGradient();
        Arrays.fill(outputGradient, Float.NaN);
        System.arraycopy(site.weights(), 0, outputGradient, 0, length);
        for (int index = 0; index < site.inputs() && site.needsInputGradient(index); index++) {
            Arrays.fill(site.inputGradient(index), Float.NaN);
        }
        pass.backward(new Rehearsal.OneStep(examples, 3, Step.Purpose.LEARN));
        return Outcome.of(site, examples, outputs);
    }

    private float[] outputs(int examples) {
        return Arrays.copyOf(
                site.output().values(), examples * site.outputShape().size());
    }
}
