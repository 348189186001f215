package dev.evenkeel.serve.protocol;

import dev.evenkeel.serve.text.JsonNumberReader;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Reads the elements of a tensor of one datatype from JSON, each at its index. */
abstract class JsonElements {
    private static final BigInteger MAX_UINT64 = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    final JsonCursor json;
    private final Supplier<String> who;

    private JsonElements(JsonCursor json, Supplier<String> who) {
        this.json = json;
        this.who = who;
    }

    /** @param who the tensor in messages */
    static JsonElements of(Datatype datatype, int count, JsonCursor json, Supplier<String> who) {
        Supplier<String> typed = () -> who.get() + " of " + datatype;
        return switch (datatype) {
            case BOOL -> new Truths(json, typed, count);
            case UINT8 -> new SmallWholes(json, typed, count, 0, 0xff);
            case UINT16 -> new SmallWholes(json, typed, count, 0, 0xffff);
            case UINT32 -> new Wholes(json, typed, count, 0, 0xffff_ffffL);
            case UINT64 -> new UnsignedWholes(json, typed, count);
            case INT8 -> new SmallWholes(json, typed, count, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case INT16 -> new SmallWholes(json, typed, count, Short.MIN_VALUE, Short.MAX_VALUE);
            case INT32 -> new Wholes(json, typed, count, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case INT64 -> new Wholes(json, typed, count, Long.MIN_VALUE, Long.MAX_VALUE);
            case FP32 -> new Singles(json, typed, count);
            case FP64 -> new Doubles(json, typed, count);
            case BYTES -> new Texts(json, typed, count);
            case FP16, BF16 ->
                throw ProtocolException.badRequest(
                        typed.get() + " cannot be sent as JSON: send it in binary form, or as FP32");
        };
    }

    /** What an element has to be. */
    abstract String needed();

    abstract void read(int index);

    abstract TensorData data();

    final Supplier<String> who() {
        return who;
    }

    final JsonNumberReader number(int index) {
        int next = json.peek();
        if (next == '"' || next == '[' || next == '{' || next == 't' || next == 'f' || next == 'n') {
            throw unlike(json.described(), index);
        }
        return json.number();
    }

    final ProtocolException unlike(String found, int index) {
        return ProtocolException.badRequest(
                who.get() + " needs " + needed() + ", but element " + index + " is " + found);
    }

    private static String wholes(Object least, Object greatest) {
        return "whole numbers from " + least + " to " + greatest;
    }

    final ProtocolException unlike(JsonNumberReader number, int index) {
        String text = number.text();
        return number.length() <= JsonNumberReader.MAX_LENGTH_OF_WHOLE
                ? unlike(text, index)
                : unlike(text.substring(0, 30) + "... of " + text.length() + " characters", index);
    }

    private static final class Singles extends JsonElements {
        private final float[] values;

        Singles(JsonCursor json, Supplier<String> who, int count) {
            super(json, who);
            values = new float[count];
        }

        @Override
        String needed() {
            return "numbers within the range of FP32";
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

        Doubles(JsonCursor json, Supplier<String> who, int count) {
            super(json, who);
            values = new double[count];
        }

        @Override
        String needed() {
            return "numbers within the range of FP64";
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

        SmallWholes(JsonCursor json, Supplier<String> who, int count, long least, long greatest) {
            super(json, who);
            values = new float[count];
            this.least = least;
            this.greatest = greatest;
        }

        @Override
        String needed() {
            return wholes(least, greatest);
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

        Wholes(JsonCursor json, Supplier<String> who, int count, long least, long greatest) {
            super(json, who);
            values = new long[count];
            this.least = least;
            this.greatest = greatest;
        }

        @Override
        String needed() {
            return wholes(least, greatest);
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

        UnsignedWholes(JsonCursor json, Supplier<String> who, int count) {
            super(json, who);
            values = new long[count];
        }

        @Override
        String needed() {
            return wholes(0, MAX_UINT64);
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

        Truths(JsonCursor json, Supplier<String> who, int count) {
            super(json, who);
            values = new float[count];
        }

        @Override
        String needed() {
            return "true or false";
        }

        @Override
        void read(int index) {
            int next = json.peek();
            if (next != 't' && next != 'f') {
                throw unlike(json.described(), index);
            }
            values[index] = json.truth(who(), needed()) ? 1 : 0;
        }

        @Override
        TensorData data() {
            return new TensorData.Floats(values);
        }
    }

    private static final class Texts extends JsonElements {
        private final List<byte[]> values;

        Texts(JsonCursor json, Supplier<String> who, int count) {
            super(json, who);
            values = new ArrayList<>(count);
        }

        @Override
        String needed() {
            return "strings";
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
