package dev.evenkeel.inference;

import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Shape;

/** Whether arrays and masks fit the examples that a predictor takes and gives. */
final class ExampleChecks {
    private ExampleChecks() {}

    static void requireOne(float[] example, Shape input) {
        if (example.length != input.size() && example.length > 0 && example.length % input.size() == 0) {
            throw new IllegalArgumentException("An example " + input + " has " + input.size() + " values, but got "
                    + example.length + ", as of " + example.length / input.size()
                    + " examples. Give them as float[][], or name their number and give an output array");
        }
        requireOne("The example", example, input);
    }

    static void requireOne(String who, float[] example, Shape input) {
        if (example.length != input.size()) {
            throw new IllegalArgumentException(
                    who + " needs " + input.size() + " values " + input + ", but got " + example.length);
        }
    }

    static void requireRoom(String what, float[] values, int offset, int examples, Shape shape) {
        if (examples < 0 || offset < 0 || (long) offset + (long) examples * shape.size() > values.length) {
            throw new IllegalArgumentException(examples + " examples need " + (long) examples * shape.size() + " "
                    + what
                    + " values (" + shape.size() + " each, " + shape + ") from offset " + offset + " on, but the "
                    + what + " array has " + values.length);
        }
    }

    static void requireFitting(Mask mask, Shape input) {
        if (mask.positions() != input.positions()) {
            throw new IllegalArgumentException("An example " + input + " has " + input.positions()
                    + " positions, but the mask has " + mask.positions() + " for each");
        }
    }
}
