package dev.evenkeel.serve.protocol;

import java.util.List;

/** The elements of a tensor in row-major order. */
public sealed interface TensorData {
    /** How many there are. */
    int size();

    /** FP32, and what floats hold exactly: FP16, BF16, integers of 8 and 16 bits, BOOL as 0 and 1. */
    record Floats(float[] values) implements TensorData {
        @Override
        public int size() {
            return values.length;
        }
    }

    /** FP64. */
    record Doubles(double[] values) implements TensorData {
        @Override
        public int size() {
            return values.length;
        }
    }

    /** INT32, UINT32, INT64 and UINT64, the last as Java's signed numbers of the same bits. */
    record Longs(long[] values) implements TensorData {
        @Override
        public int size() {
            return values.length;
        }
    }

    /** BYTES; what came in JSON is UTF-8. */
    record Bytes(List<byte[]> values) implements TensorData {
        @Override
        public int size() {
            return values.size();
        }
    }
}
