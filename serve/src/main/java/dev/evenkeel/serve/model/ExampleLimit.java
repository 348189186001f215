package dev.evenkeel.serve.model;

import dev.evenkeel.tensor.Shape;

/**
 * How much one request may become: rows of categories, small files of images and outputs can take far more memory than the request
 * itself.
 *
 * @param input of one example
 * @param output of one example
 */
record ExampleLimit(Shape input, Shape output) {
    /** 128 MiB of floats. */
    private static final int MAX_VALUES = 1 << 25;

    int maxExamples() {
        return Math.max(1, MAX_VALUES / Math.max(1, Math.max(input.size(), output.size())));
    }

    void require(long examples) {
        if (examples > maxExamples()) {
            throw Sentences.badRequest("The request has " + examples + " examples, but of examples with " + input.size()
                    + " values and outputs with " + output.size() + " at most " + maxExamples()
                    + " are computed at once. Send several requests");
        }
    }
}
