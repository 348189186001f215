package dev.evenkeel.norm.setting;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.tensor.Shape;

/** Which values of an example share the statistics of a row. */
public enum RowAxes {
    /** The channels of one position. */
    LAST {
        @Override
        public Shape shape(Shape input) {
            return Shape.of(input.channels());
        }

        @Override
        public int columns(Shape input) {
            return input.channels();
        }

        @Override
        public void refusePadding(String who, Activations input, int examples) {}
    },
    /** All of the example. */
    ALL {
        @Override
        public Shape shape(Shape input) {
            return input;
        }

        @Override
        public int columns(Shape input) {
            return input.size();
        }

        @Override
        public void refusePadding(String who, Activations input, int examples) {
            int rows = input.rows(examples);
            if (input.mask().nextPadded(0, rows) < rows) {
                throw new EvenkeelException(who + " over all axes cannot leave padded positions out of its statistics,"
                        + " but its input " + input.shape().prepend(examples)
                        + " has some. Use layerNorm() over the last"
                        + " axis, or groupNorm(1), which leaves them out");
            }
        }
    };

    /** The shape of one row's values. */
    public abstract Shape shape(Shape input);

    /** Throws if padded positions would enter the statistics. */
    public abstract void refusePadding(String who, Activations input, int examples);

    /** How many values a row has. */
    public abstract int columns(Shape input);

    public int rows(Shape input, int examples) {
        return examples * (input.size() / columns(input));
    }
}
