package dev.evenkeel.formats.onnx.file;

import static dev.evenkeel.EvenkeelException.quoted;

import dev.evenkeel.formats.onnx.problem.OnnxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a TensorProto twice: first what it is, then its elements, from whichever field the type allows, into one array of
 * the size that type and extents make.
 */
final class TensorDecoder {
    private static final int MAX_AXES = 64;
    private static final int FLOAT_DATA = 4;
    private static final int INT32_DATA = 5;
    private static final int INT64_DATA = 7;
    private static final int RAW_DATA = 9;
    private static final int DOUBLE_DATA = 10;
    private static final int UINT64_DATA = 11;

    private final List<Long> extents = new ArrayList<>();
    private final Map<String, String> place = new LinkedHashMap<>();
    private String name = "";
    private ElementType type = ElementType.UNDEFINED;
    private long location;
    private int source;
    private long size;
    private long came;
    private ByteBuffer elements = ByteBuffer.allocate(0);

    private TensorDecoder() {}

    static TensorProto decode(WireReader reader, ExternalData external) {
        TensorDecoder decoder = new TensorDecoder();
        WireReader again = reader.again();
        while (reader.next()) {
            decoder.readDescription(reader);
        }
        return decoder.location == 1 && external.isLeftOut()
                ? TensorProto.described(decoder.name, decoder.type, decoder.extents)
                : TensorProto.of(decoder.name, decoder.type, decoder.extents, decoder.elements(again, external));
    }

    private void readDescription(WireReader reader) {
        switch (reader.field()) {
            case 1 -> reader.eachWhole(this::addExtent);
            case 2 -> type = ElementType.of(reader.whole());
            case 8 -> name = reader.text();
            case 13 -> EntryDecoder.decode(reader.message("StringStringEntryProto"), place);
            case 14 -> location = reader.whole();
            default -> reader.skip();
        }
    }

    private void addExtent(long extent) {
        if (extents.size() == MAX_AXES) {
            throw new OnnxException(
                    "tensor " + quoted(name) + " has more than " + MAX_AXES + " axes. Export it with fewer");
        }
        extents.add(extent);
    }

    private byte[] elements(WireReader reader, ExternalData external) {
        size = TensorProto.size(name, extents);
        if (type.bytes() == 0) {
            return new byte[0];
        }
        if (location == 1) {
            return external.read(name, place, size * type.bytes());
        }
        if (location != 0) {
            throw new OnnxException("tensor " + quoted(name) + " has its elements at the unknown location " + location
                    + ", but 0 and 1 are known. Export it with the elements inside the file");
        }
        if (size <= reader.remaining() && size * type.bytes() <= Integer.MAX_VALUE - 8) {
            elements = ByteBuffer.allocate((int) size * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        }
        while (reader.next()) {
            readElements(reader);
        }
        if (came != size) {
            throw new OnnxException("tensor " + quoted(name) + " of " + type + " " + extents + " needs " + size
                    + " elements, but got " + came + ". The file is damaged: fetch or export it again");
        }
        return elements.array();
    }

    private void readElements(WireReader reader) {
        switch (reader.field()) {
            case FLOAT_DATA -> {
                from(reader, ElementType.FLOAT);
                reader.eachFourBytes(this::add);
            }
            case INT32_DATA -> {
                from(
                        reader,
                        ElementType.INT32,
                        ElementType.INT16,
                        ElementType.INT8,
                        ElementType.UINT16,
                        ElementType.UINT8,
                        ElementType.BOOL,
                        ElementType.FLOAT16,
                        ElementType.BFLOAT16);
                reader.eachWhole(this::add);
            }
            case INT64_DATA -> {
                from(reader, ElementType.INT64);
                reader.eachWhole(this::add);
            }
            case DOUBLE_DATA -> {
                from(reader, ElementType.DOUBLE);
                reader.eachEightBytes(this::add);
            }
            case UINT64_DATA -> {
                from(reader, ElementType.UINT32, ElementType.UINT64);
                reader.eachWhole(this::add);
            }
            case RAW_DATA -> {
                from(reader, type);
                addRaw(reader.bytes());
            }
            default -> reader.skip();
        }
    }

    private void from(WireReader reader, ElementType... allowed) {
        if (!List.of(allowed).contains(type)) {
            throw new OnnxException("tensor " + quoted(name) + " of " + type + " has elements in field "
                    + reader.field() + ", which holds " + List.of(allowed) + ". Export the file again");
        }
        if (source != 0 && (source != reader.field() || source == RAW_DATA)) {
            throw new OnnxException("tensor " + quoted(name) + " has its elements twice, in fields " + source + " and "
                    + reader.field() + ". Export the file again");
        }
        source = reader.field();
    }

    /** Keeps as many low bits as an element has. */
    private void add(long bits) {
        came++;
        if (elements.remaining() >= type.bytes()) {
            switch (type.bytes()) {
                case 1 -> elements.put((byte) bits);
                case 2 -> elements.putShort((short) bits);
                case 4 -> elements.putInt((int) bits);
                default -> elements.putLong(bits);
            }
        }
    }

    private void addRaw(ByteBuffer raw) {
        if (raw.remaining() % type.bytes() != 0) {
            throw new OnnxException("tensor " + quoted(name) + " of " + type + " " + extents + " needs "
                    + size * type.bytes() + " bytes, but got " + raw.remaining()
                    + ". The file is damaged: fetch or export it again");
        }
        came = raw.remaining() / type.bytes();
        if (came == size) {
            elements.put(raw);
        }
    }
}
