package dev.evenkeel.serve.protocol;

import dev.evenkeel.serve.text.JsonNumberReader;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Reads the elements of a tensor of one datatype from JSON, each at its index. */
abstract class JsonElements {
    private static final BigInteger MAX_UINT64 = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    final JsonCursor json;
    private final String needed;

    private JsonElements(JsonCursor json, String needed) {
        this.json = json;
        this.needed = needed;
    }

    /** @param who the tensor in messages */
    static JsonElements of(Datatype datatype, int count, JsonCursor json, String who) {
        String needs = who + " of " + datatype + " needs ";
        return switch (datatype) {
            case BOOL -> new Truths(json, needs + "true or false", count);
            case UINT8 -> new SmallWholes(json, needs, count, 0, 0xff);
            case UINT16 -> new SmallWholes(json, needs, count, 0, 0xffff);
            case UINT32 -> new Wholes(json, needs, count, 0, 0xffff_ffffL);
            case UINT64 -> new UnsignedWholes(json, needs, count);
            case INT8 -> new SmallWholes(json, needs, count, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case INT16 -> new SmallWholes(json, needs, count, Short.MIN_VALUE, Short.MAX_VALUE);
            case INT32 -> new Wholes(json, needs, count, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case INT64 -> new Wholes(json, needs, count, Long.MIN_VALUE, Long.MAX_VALUE);
            case FP32 -> new Singles(json, needs + "numbers within the range of FP32", count);
            case FP64 -> new Doubles(json, needs + "numbers within the range of FP64", count);
            case BYTES -> new Texts(json, needs + "strings", count);
            case FP16, BF16 ->
                throw ProtocolException.badRequest(
                        who + " of " + datatype + " cannot be sent as JSON: send it in binary form, or as FP32");
        };
    }

    abstract void read(int index);

    abstract TensorData data();

    final JsonNumberReader number(int index) {
        int next = json.peek();
        if (next == '"' || next == '[' || next == '{' || next == 't' || next == 'f' || next == 'n') {
            throw unlike(json.described(), index);
        }
        return json.number();
    }

    final ProtocolException unlike(String found, int index) {
        return ProtocolException.badRequest(needed + ", but element " + index + " is " + found);
    }

    private static String wholes(String needs, Object least, Object greatest) {
        return needs + "whole numbers from " + least + " to " + greatest;
    }

    final ProtocolException unlike(JsonNumberReader number, int index) {
        String text = number.text();
        return number.length() <= JsonNumberReader.MAX_LENGTH_OF_WHOLE
                ? unlike(text, index)
                : unlike(text.substring(0, 30) + "... of " + text.length() + " characters", index);
    }

    private static final class Singles extends JsonElements {
        private final float[] values;

        Singles(JsonCursor json, String needed, int count) {
            super(json, needed);
            values = new float[count];
        }

        @Override
        void read(int index) {
            JsonNumberReader number = number(index);
            float value = number.nearestFloat();
            if (Float.isInfinite(value)) {
                throw unlike(number, index);
            }
            values[index] = value;
        }

        @Override
        TensorData data() {
            return new TensorData.Floats(values);
        }
    }

    private static final class Doubles extends JsonElements {
        private final double[] values;

        Doubles(JsonCursor json, String needed, int count) {
            super(json, needed);
            values = new double[count];
        }

        @Override
        void read(int index) {
            JsonNumberReader number = number(index);
            double value = number.nearestDouble();
            if (Double.isInfinite(value)) {
                throw unlike(number, index);
            }
            values[index] = value;
        }

        @Override
        TensorData data() {
            return new TensorData.Doubles(values);
        }
    }

    private static final class SmallWholes extends JsonElements {
        private final float[] values;
        private final long least;
        private final long greatest;

        SmallWholes(JsonCursor json, String needs, int count, long least, long greatest) {
            super(json, wholes(needs, least, greatest));
            values = new float[count];
            this.least = least;
            this.greatest = greatest;
        }

        @Override
        void read(int index) {
            JsonNumberReader number = number(index);
            if (!number.isWholeBetween(least, greatest)) {
                throw unlike(number, index);
            }
            values[index] = number.whole();
        }

        @Override
        TensorData data() {
            return new TensorData.Floats(values);
        }
    }

    private static final class Wholes extends JsonElements {
        private final long[] values;
        private final long least;
        private final long greatest;

        Wholes(JsonCursor json, String needs, int count, long least, long greatest) {
            super(json, wholes(needs, least, greatest));
            values = new long[count];
            this.least = least;
            this.greatest = greatest;
        }

        @Override
        void read(int index) {
            JsonNumberReader number = number(index);
            if (!number.isWholeBetween(least, greatest)) {
                throw unlike(number, index);
            }
            values[index] = number.whole();
        }

        @Override
        TensorData data() {
            return new TensorData.Longs(values);
        }
    }

    private static final class UnsignedWholes extends JsonElements {
        private final long[] values;

        UnsignedWholes(JsonCursor json, String needs, int count) {
            super(json, wholes(needs, 0, MAX_UINT64));
            values = new long[count];
        }

        @Override
        void read(int index) {
            JsonNumberReader number = number(index);
            if (!number.isWholeBetween(0, Long.MAX_VALUE) && !number.isWholeBetween(BigInteger.ZERO, MAX_UINT64)) {
                throw unlike(number, index);
            }
            values[index] = number.whole();
        }

        @Override
        TensorData data() {
            return new TensorData.Longs(values);
        }
    }

    private static final class Truths extends JsonElements {
        private final float[] values;

        Truths(JsonCursor json, String needed, int count) {
            super(json, needed);
            values = new float[count];
        }

        @Override
        void read(int index) {
            int next = json.peek();
            if (next != 't' && next != 'f') {
                throw unlike(json.described(), index);
            }
            values[index] = json.truth("") ? 1 : 0;
        }

        @Override
        TensorData data() {
            return new TensorData.Floats(values);
        }
    }

    private static final class Texts extends JsonElements {
        private final List<byte[]> values;

        Texts(JsonCursor json, String needed, int count) {
            super(json, needed);
            values = new ArrayList<>(count);
        }

        @Override
        void read(int index) {
            if (json.peek() != '"') {
                throw unlike(json.described(), index);
            }
            values.add(json.utf8());
        }

        @Override
        TensorData data() {
            return new TensorData.Bytes(values);
        }
    }
}
