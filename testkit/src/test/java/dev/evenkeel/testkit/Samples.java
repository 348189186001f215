package dev.evenkeel.testkit;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Example;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** Seeded regression data: Gaussian inputs off centre, targets that are a smooth function of them. */
final class Samples {
    private Samples() {}

    static List<Example> examples(int inputs, int targets, int count) {
        Randomness random = new Randomness(5);
        List<Example> examples = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            float[] input = new float[inputs];
            double sum = 0;
            for (int place = 0; place < inputs; place++) {
                input[place] = (float) (place + (1 + place) * random.nextGaussian());
                sum += input[place] * (place % 2 == 0 ? 0.3 : -0.2);
            }
            float[] target = new float[targets];
            for (int place = 0; place < targets; place++) {
                target[place] = (float) Math.sin(sum + place);
            }
            examples.add(Example.of(input, target));
        }
        return examples;
    }

    static Dataset data(int inputs, int targets, List<Example> examples) {
        return Datasets.of(Shape.of(inputs), Target.values(targets), examples);
    }

    static Dataset data(int inputs, int targets, int count) {
        return data(inputs, targets, examples(inputs, targets, count));
    }
}
