package dev.evenkeel.serve.protocol;

/** The types of a tensor's elements, by the protocol's names. */
public enum Datatype {
    BOOL(1),
    UINT8(1),
    UINT16(2),
    UINT32(4),
    UINT64(8),
    INT8(1),
    INT16(2),
    INT32(4),
    INT64(8),
    /** In binary form only. */
    FP16(2),
    /** In binary form only. */
    BF16(2),
    FP32(4),
    FP64(8),
    /** Text or bytes; in binary form each with its length before it. */
    BYTES(0);

    private final int width;

    Datatype(int width) {
        this.width = width;
    }

    /** The bytes of one element in binary form; 0 for {@link #BYTES}, whose elements differ. */
    public int width() {
        return width;
    }
}
