package dev.evenkeel.formats.weights;

import dev.evenkeel.safetensors.DataType;
import dev.evenkeel.safetensors.SafetensorsFile;
import dev.evenkeel.safetensors.TensorEntry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A count of batches as files hold it: one number of any type. */
final class BatchCounter {
    private BatchCounter() {}

    /** The count; empty if the tensor is not one whole number from 0 on. */
    static OptionalLong read(SafetensorsFile file, TensorEntry entry) {
        if (entry.elements() != 1) {
            return OptionalLong.empty();
        }
        ByteBuffer bytes = ByteBuffer.wrap(file.bytes(entry.name())).order(ByteOrder.LITTLE_ENDIAN);
        OptionalLong whole = whole(entry, bytes);
        if (whole.isEmpty() && entry.type().isFloatingPoint()) {
            whole = whole(file.doubles(entry.name())[0]);
        }
        return whole.isPresent() && whole.getAsLong() < 0 ? OptionalLong.empty() : whole;
    }

    /** What the tensor holds, in words. */
    static String shown(SafetensorsFile file, TensorEntry entry) {
        if (entry.elements() == 1) {
            OptionalLong whole =
                    whole(entry, ByteBuffer.wrap(file.bytes(entry.name())).order(ByteOrder.LITTLE_ENDIAN));
            OptionalDouble real = entry.type().isFloatingPoint()
                    ? OptionalDouble.of(file.doubles(entry.name())[0])
                    : OptionalDouble.empty();
            if (whole.isPresent()) {
                return entry.type() == DataType.U64
                        ? Long.toUnsignedString(whole.getAsLong())
                        : Long.toString(whole.getAsLong());
            }
            if (real.isPresent()) {
                return Double.toString(real.getAsDouble());
            }
        }
        return entry.type() + " " + java.util.Arrays.toString(entry.shape());
    }

    private static OptionalLong whole(TensorEntry entry, ByteBuffer bytes) {
        return switch (entry.type()) {
            case I64, U64 -> OptionalLong.of(bytes.getLong());
            case I32 -> OptionalLong.of(bytes.getInt());
            case U32 -> OptionalLong.of(Integer.toUnsignedLong(bytes.getInt()));
            case I16 -> OptionalLong.of(bytes.getShort());
            case U16 -> OptionalLong.of(Short.toUnsignedLong(bytes.getShort()));
            case I8 -> OptionalLong.of(bytes.get());
            case U8, BOOL -> OptionalLong.of(Byte.toUnsignedLong(bytes.get()));
            case F64, F32, F16, BF16, F8_E4M3, F8_E5M2 -> OptionalLong.empty();
        };
    }

    private static OptionalLong whole(double value) {
        return value == Math.rint(value) && Math.abs(value) < 0x1p63
                ? OptionalLong.of((long) value)
                : OptionalLong.empty();
    }
}
