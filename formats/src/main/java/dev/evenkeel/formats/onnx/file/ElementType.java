package dev.evenkeel.formats.onnx.file;

import java.util.Arrays;

/** The types of a tensor's elements, by the numbers of the format. */
public enum ElementType {
    UNDEFINED(0, 0),
    FLOAT(1, 4),
    UINT8(2, 1),
    INT8(3, 1),
    UINT16(4, 2),
    INT16(5, 2),
    INT32(6, 4),
    INT64(7, 8),
    STRING(8, 0),
    BOOL(9, 1),
    FLOAT16(10, 2),
    DOUBLE(11, 8),
    UINT32(12, 4),
    UINT64(13, 8),
    BFLOAT16(16, 2),
    /** Complex, 8-bit floating point, 4-bit and later types, which are not read. */
    OTHER(-1, 0);

    private final int code;
    private final int bytes;

    ElementType(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    /** The number that stands for this type in files. */
    public int code() {
        return code;
    }

    /** The size of one element in raw data; 0 for a type that is not read. */
    public int bytes() {
        return bytes;
    }

    /** The type of a file's number; {@link #OTHER} for one that is not read. */
    public static ElementType of(long code) {
        return Arrays.stream(values())
                .filter(type -> type.code == code)
                .findFirst()
                .orElse(OTHER);
    }

    /** Whether elements are floating-point numbers. */
    public boolean isFloatingPoint() {
        return this == FLOAT || this == DOUBLE || this == FLOAT16 || this == BFLOAT16;
    }

    /** Whether a float holds every value of the type exactly. */
    public boolean fitsFloat() {
        return switch (this) {
            case FLOAT, FLOAT16, BFLOAT16, UINT8, INT8, UINT16, INT16, BOOL -> true;
            default -> false;
        };
    }
}
