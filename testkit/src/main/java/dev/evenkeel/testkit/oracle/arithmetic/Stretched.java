package dev.evenkeel.testkit.oracle.arithmetic;

import dev.evenkeel.tensor.Shape;

/** Which value of an input stands at a place of the output that it is stretched to, aligned at the last axes. */
final class Stretched {
    private final Shape input;
    private final Shape output;

    Stretched(Shape input, Shape output) {
        this.input = input;
        this.output = output;
    }

    /** The shape that two stretch to. */
    static Shape both(Shape one, Shape other) {
        int[] extents = new int[Math.max(one.rank(), other.rank())];
        for (int last = 1; last <= extents.length; last++) {
            int first = last > one.rank() ? 1 : one.extent(-last);
            int second = last > other.rank() ? 1 : other.extent(-last);
            extents[extents.length - last] = Math.max(first, second);
        }
        return Shape.of(extents);
    }

    /** The index in the input of what stands at {@code place} of the output, both counted through all examples. */
    int index(int place) {
        int example = place / output.size();
        int rest = place % output.size();
        int index = 0;
        int stride = 1;
        for (int last = 1; last <= input.rank(); last++) {
            int at = rest % output.extent(-last);
            rest /= output.extent(-last);
            index += input.extent(-last) == 1 ? 0 : at * stride;
            stride *= input.extent(-last);
        }
        return example * input.size() + index;
    }
}
