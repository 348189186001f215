package dev.evenkeel.serve.protocol;

import static dev.evenkeel.serve.protocol.Shapes.counted;

import dev.evenkeel.safetensors.HalfPrecision;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Tensors in binary form: row-major, little endian, no padding; BYTES each with a length of 4 bytes before it. */
final class BinaryTensors {
    private static final int LENGTH_BYTES = 4;
    private static final byte[] NO_BYTES = {};

    private BinaryTensors() {}

    /**
     * The elements that {@code bytes} hold.
     *
     * @param count how many there must be
     * @param who the tensor in messages
     */
    static TensorData read(Datatype datatype, long count, ByteBuffer bytes, Supplier<String> who) {
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        if (datatype == Datatype.BYTES) {
            return texts(count, bytes, who);
        }
        if (bytes.remaining() % datatype.width() != 0 || bytes.remaining() / datatype.width() != count) {
            throw ProtocolException.badRequest(
                    who.get() + " of " + datatype + " needs " + counted(count, "element") + " of "
                            + counted(datatype.width(), "byte") + " in binary form, but got "
                            + counted(bytes.remaining(), "byte"));
        }
        return switch (datatype) {
            case FP64 -> {
                double[] values = new double[(int) count];
                bytes.asDoubleBuffer().get(values);
                yield new TensorData.Doubles(values);
            }
            case INT32, UINT32, INT64, UINT64 -> new TensorData.Longs(longs(datatype, (int) count, bytes));
            default -> new TensorData.Floats(floats(datatype, (int) count, bytes, who));
        };
    }

    private static long[] longs(Datatype datatype, int count, ByteBuffer bytes) {
        long[] values = new long[count];
        switch (datatype) {
            case INT32 -> {
                for (int i = 0; i < count; i++) {
                    values[i] = bytes.getInt();
                }
            }
            case UINT32 -> {
                for (int i = 0; i < count; i++) {
                    values[i] = Integer.toUnsignedLong(bytes.getInt());
                }
            }
            default -> bytes.asLongBuffer().get(values);
        }
        return values;
    }

    private static float[] floats(Datatype datatype, int count, ByteBuffer bytes, Supplier<String> who) {
        float[] values = new float[count];
        if (datatype == Datatype.FP32) {
            bytes.asFloatBuffer().get(values);
            return values;
        }
        for (int i = 0; i < count; i++) {
            values[i] = switch (datatype) {
                case UINT8 -> Byte.toUnsignedInt(bytes.get());
                case INT8 -> bytes.get();
                case UINT16 -> Short.toUnsignedInt(bytes.getShort());
                case INT16 -> bytes.getShort();
                case FP16 -> HalfPrecision.binary16ToFloat(bytes.getShort());
                case BF16 -> HalfPrecision.bfloat16ToFloat(bytes.getShort());
                case BOOL -> truth(bytes.get(), i, who);
                default -> throw new IllegalStateException(datatype + " is no type of floats");
            };
        }
        return values;
    }

    private static int truth(byte value, int index, Supplier<String> who) {
        if (value != 0 && value != 1) {
            throw ProtocolException.badRequest(who.get() + " of BOOL needs bytes of 0 or 1, but element " + index
                    + " is " + Byte.toUnsignedInt(value));
        }
        return value;
    }

    private static TensorData texts(long count, ByteBuffer bytes, Supplier<String> who) {
        if (count > bytes.remaining() / LENGTH_BYTES) {
            throw ProtocolException.badRequest(who.get() + " of BYTES needs " + counted(count, "element")
                    + ", each with a length of 4 bytes before it, but got " + counted(bytes.remaining(), "byte"));
        }
        List<byte[]> values = new ArrayList<>((int) count);
        for (int i = 0; i < count; i++) {
            int rest = bytes.remaining() - LENGTH_BYTES;
            long length = rest < 0 ? 0 : Integer.toUnsignedLong(bytes.getInt());
            if (rest < length) {
                throw ProtocolException.badRequest(who.get() + " of BYTES ends within element " + i + ": it has "
                        + (rest < 0
                                ? "no room for its length"
                                : counted(length, "byte") + ", of which " + rest + " came"));
            }
            byte[] value = length == 0 ? NO_BYTES : new byte[(int) length];
            bytes.get(value);
            values.add(value);
        }
        if (bytes.hasRemaining()) {
            throw ProtocolException.badRequest(who.get() + " of BYTES needs " + counted(count, "element") + ", but got "
                    + counted(bytes.remaining(), "byte") + " more");
        }
        return new TensorData.Bytes(values);
    }

    /** The bytes of an output, if there are fewer than an array holds. */
    static byte[] write(OutputTensor output) {
        ByteBuffer bytes = ByteBuffer.allocate(size(output)).order(ByteOrder.LITTLE_ENDIAN);
        if (output.data() instanceof TensorData.Floats floats) {
            put(output.datatype(), floats.values(), bytes);
        } else if (output.data() instanceof TensorData.Doubles doubles) {
            bytes.asDoubleBuffer().put(doubles.values());
        } else if (output.data() instanceof TensorData.Longs longs) {
            put(output.datatype(), longs.values(), bytes);
        } else if (output.data() instanceof TensorData.Bytes texts) {
            texts.values().forEach(text -> bytes.putInt(text.length).put(text));
        }
        return bytes.array();
    }

    private static int size(OutputTensor output) {
        long size = (long) output.datatype().width() * output.data().size();
        if (output.data() instanceof TensorData.Bytes texts) {
            for (byte[] text : texts.values()) {
                size += LENGTH_BYTES + text.length;
            }
        }
        return ByteOutput.arraySize(size);
    }

    private static void put(Datatype datatype, long[] values, ByteBuffer bytes) {
        if (datatype.width() == Long.BYTES) {
            bytes.asLongBuffer().put(values);
            return;
        }
        for (long value : values) {
            bytes.putInt((int) value);
        }
    }

    private static void put(Datatype datatype, float[] values, ByteBuffer bytes) {
        if (datatype == Datatype.FP32) {
            bytes.asFloatBuffer().put(values);
            return;
        }
        for (float value : values) {
            switch (datatype) {
                case FP16 -> bytes.putShort(HalfPrecision.floatToBinary16(value));
                case BF16 -> bytes.putShort(HalfPrecision.floatToBfloat16(value));
                case INT16, UINT16 -> bytes.putShort((short) value);
                default -> bytes.put((byte) value);
            }
        }
    }
}
