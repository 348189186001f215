package dev.evenkeel.augment;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;

/**
 * {@code y[row, column] = x[row + down, column + right]}, and 0 where {@code x} has no such position, with {@code down}
 * and {@code right} uniform in {@code -padding .. padding}: an image is cut out of itself with {@code padding} zeros
 * on each side. Images {@code [height, width, channels]}, higher and wider than the padding.
 *
 * <p>The zeros are in the units of the data, before any standardisation: black, for images in {@code [0, 1]}. He et al.
 * 2016, section 4.2, pad after the mean was subtracted, so that their border is the mean.
 *
 * @param padding the longest shift, in positions; 0 changes nothing
 */
record RandomCrop(int padding) implements Augmentation {
    private static final String WHO = "The random crop";

    /** @throws EvenkeelException if the padding is negative */
    RandomCrop {
        if (padding < 0) {
            throw new EvenkeelException(WHO + " needs a padding of 0 or more, but got " + padding);
        }
    }

    @Override
    public void apply(float[] values, int offset, Shape shape, Randomness randomness) {
        int down = randomness.nextInt(2 * padding + 1) - padding;
        int right = randomness.nextInt(2 * padding + 1) - padding;
        int height = shape.extent(0);
        int rowSize = shape.extent(1) * shape.extent(2);
        int cut = right * shape.extent(2);
        // In the direction of the shift, so that a row is read before it is overwritten.
        for (int step = 0; step < height; step++) {
            int row = down >= 0 ? step : height - 1 - step;
            int from = row + down;
            int to = offset + row * rowSize;
            if (from < 0 || from >= height) {
                Arrays.fill(values, to, to + rowSize, 0);
            } else if (cut >= 0) {
                System.arraycopy(values, offset + from * rowSize + cut, values, to, rowSize - cut);
                Arrays.fill(values, to + rowSize - cut, to + rowSize, 0);
            } else {
                System.arraycopy(values, offset + from * rowSize, values, to - cut, rowSize + cut);
                Arrays.fill(values, to, to - cut, 0);
            }
        }
    }

    @Override
    public void check(Shape shape) {
        Augmentations.requireImage(WHO, shape);
        if (padding >= shape.extent(0) || padding >= shape.extent(1)) {
            throw new EvenkeelException(WHO + " shifts by up to " + padding + " positions, but the images are " + shape
                    + ", and nothing might be left of them. Use a smaller padding");
        }
    }

    @Override
    public String describe() {
        return "random crop with padding " + padding;
    }

    @Override
    public JsonObject settings() {
        return JsonObject.of().with("name", "randomCrop").with("padding", padding);
    }
}
