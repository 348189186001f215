package dev.evenkeel.serve.batch;

import dev.evenkeel.inference.Predictor;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.serve.model.Examples;
import dev.evenkeel.tensor.Mask;
import java.util.Arrays;
import java.util.List;

/** Computes requests in one call of the predictor, where each has the bits that it has alone. */
record BatchComputation(Predictor predictor) {
    /** The outputs of each, in their order. */
    List<float[]> of(List<Examples> requests) {
        if (requests.size() == 1) {
            return List.of(compute(requests.get(0)));
        }
        Examples all = joined(requests);
        float[] outputs = compute(all);
        int size = predictor.output().size();
        int[] at = {0};
        return requests.stream()
                .map(examples -> {
                    int from = at[0];
                    at[0] += examples.count() * size;
                    return Arrays.copyOfRange(outputs, from, at[0]);
                })
                .toList();
    }

    private Examples joined(List<Examples> requests) {
        int count = requests.stream().mapToInt(Examples::count).sum();
        int size = predictor.input().size();
        float[] inputs = new float[Math.multiplyExact(count, size)];
        boolean complete =
                requests.stream().allMatch(examples -> examples.mask().isComplete());
        Mask mask = complete
                ? requests.get(0).mask()
                : new Mask(count, predictor.input().positions());
        int first = 0;
        for (Examples examples : requests) {
            System.arraycopy(examples.inputs(), 0, inputs, first * size, examples.count() * size);
            if (!examples.mask().isComplete()) {
                for (int example = 0; example < examples.count(); example++) {
                    mask.copyFrom(examples.mask(), example, first + example);
                }
            }
            first += examples.count();
        }
        return new Examples(inputs, count, mask);
    }

    private float[] compute(Examples examples) {
        float[] inputs = examples.inputs();
        int count = examples.count();
        float[] outputs = new float[Math.multiplyExact(count, predictor.output().size())];
        boolean scores = predictor.outputActivation() != OutputActivation.IDENTITY;
        if (examples.mask().isComplete()) {
            if (scores) {
                predictor.probabilities(inputs, count, outputs);
            } else {
                predictor.predict(inputs, count, outputs);
            }
        } else if (scores) {
            predictor.probabilities(inputs, 0, count, outputs, 0, examples.mask());
        } else {
            predictor.predict(inputs, 0, count, outputs, 0, examples.mask());
        }
        return outputs;
    }
}
