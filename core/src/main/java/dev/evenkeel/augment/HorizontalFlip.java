package dev.evenkeel.augment;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;

/**
 * With probability 1/2 {@code y[row, column] = x[row, width - 1 - column]}, else {@code y = x}. Images
 * {@code [height, width, channels]}. Not for images whose sides mean something, as digits and letters.
 */
record HorizontalFlip() implements Augmentation {
    @Override
    public void apply(float[] values, int offset, Shape shape, Randomness randomness) {
        if (randomness.nextLong() < 0) {
            int height = shape.extent(0);
            int rowSize = shape.extent(1) * shape.extent(2);
            for (int row = 0; row < height; row++) {
                mirror(values, offset + row * rowSize, rowSize, shape.extent(2));
            }
        }
    }

    private static void mirror(float[] values, int from, int size, int channels) {
        int left = from;
        int right = from + size - channels;
        while (left < right) {
            for (int channel = 0; channel < channels; channel++) {
                float value = values[left + channel];
                values[left + channel] = values[right + channel];
                values[right + channel] = value;
            }
            left += channels;
            right -= channels;
        }
    }

    @Override
    public void check(Shape shape) {
        Augmentations.requireImage("The horizontal flip", shape);
    }

    @Override
    public String describe() {
        return "horizontal flip";
    }

    @Override
    public JsonObject settings() {
        return JsonObject.of().with("name", "horizontalFlip");
    }
}
