package dev.evenkeel.serve.model;

import dev.evenkeel.serve.protocol.Datatype;
import dev.evenkeel.serve.protocol.InputTensor;
import dev.evenkeel.serve.protocol.TensorData;

/**
 * The numbers of a tensor as floats or doubles. What the narrower type does not hold is rounded to the nearest, as Java's casts do;
 * finite numbers stay finite.
 */
final class Numbers {
    private Numbers() {}

    static float[] floats(InputTensor tensor) {
        if (tensor.data() instanceof TensorData.Floats floats) {
            return floats.values();
        }
        if (tensor.data() instanceof TensorData.Longs longs) {
            boolean unsigned = tensor.datatype() == Datatype.UINT64;
            float[] values = new float[longs.size()];
            for (int index = 0; index < values.length; index++) {
                long value = longs.values()[index];
                values[index] = unsigned && value < 0 ? (float) half(value) * 2 : (float) value;
            }
            return values;
        }
        if (tensor.data() instanceof TensorData.Doubles doubles) {
            float[] values = new float[doubles.size()];
            for (int index = 0; index < values.length; index++) {
                double value = doubles.values()[index];
                values[index] = (float) value;
                if (Float.isInfinite(values[index]) && !Double.isInfinite(value)) {
                    throw Sentences.badRequest("Input " + Sentences.quoted(tensor.name()) + " has the value " + value
                            + ", but the model computes in FP32, whose largest is " + Float.MAX_VALUE);
                }
            }
            return values;
        }
        throw notNumbers(tensor);
    }

    static double[] doubles(InputTensor tensor) {
        if (tensor.data() instanceof TensorData.Doubles doubles) {
            return doubles.values();
        }
        double[] values = new double[tensor.data().size()];
        if (tensor.data() instanceof TensorData.Floats floats) {
            for (int index = 0; index < values.length; index++) {
                values[index] = floats.values()[index];
            }
        } else if (tensor.data() instanceof TensorData.Longs longs) {
            boolean unsigned = tensor.datatype() == Datatype.UINT64;
            for (int index = 0; index < values.length; index++) {
                long value = longs.values()[index];
                values[index] = unsigned && value < 0 ? (double) half(value) * 2 : (double) value;
            }
        } else {
            throw notNumbers(tensor);
        }
        return values;
    }

    /** Half of an unsigned number; its lowest bit tells of what falls away, so that it rounds as the whole would. */
    private static long half(long unsigned) {
        return unsigned >>> 1 | unsigned & 1;
    }

    private static RuntimeException notNumbers(InputTensor tensor) {
        return Sentences.badRequest(
                "Input " + Sentences.quoted(tensor.name()) + " needs numbers, but is of " + tensor.datatype());
    }
}
