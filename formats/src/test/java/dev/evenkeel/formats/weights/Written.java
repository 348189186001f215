package dev.evenkeel.formats.weights;

import dev.evenkeel.safetensors.SafetensorsWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/** A safetensors file of random tensors, as another framework would have written it. */
final class Written {
    private final SafetensorsWriter writer = new SafetensorsWriter();
    private final Path path;
    private final Random random = new Random(7);

    Written(Path path) {
        this.path = path;
    }

    /** Adds a tensor of values between 0.5 and 1.5, so that a variance may be among them. */
    float[] add(String name, long... shape) {
        float[] values = new float[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
        for (int index = 0; index < values.length; index++) {
            values[index] = 0.5f + random.nextFloat();
        }
        writer.floats(name, values, shape);
        return values;
    }

    SafetensorsWriter writer() {
        return writer;
    }

    Path file() {
        writer.write(path);
        return path;
    }

    /** An image of values between -1 and 1. */
    static float[] image(int size) {
        Random random = new Random(11);
        float[] image = new float[size];
        for (int index = 0; index < size; index++) {
            image[index] = 2 * random.nextFloat() - 1;
        }
        return image;
    }
}
