package dev.evenkeel.formats.onnx.file;

import static dev.evenkeel.EvenkeelException.quoted;

import dev.evenkeel.formats.onnx.problem.OnnxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads a ValueInfoProto and, of its type, what says a tensor's elements and extents. */
final class ValueDecoder {
    private String name = "";
    private ElementType type = ElementType.UNDEFINED;
    private Optional<List<ValueProto.Extent>> extents = Optional.empty();

    private ValueDecoder() {}

    static ValueProto decode(WireReader reader) {
        ValueDecoder decoder = new ValueDecoder();
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> decoder.name = reader.text();
                case 2 -> decoder.readType(reader.message("TypeProto"));
                default -> reader.skip();
            }
        }
        return new ValueProto(decoder.name, decoder.type, decoder.extents);
    }

    private void readType(WireReader reader) {
        while (reader.next()) {
            if (reader.field() == 1) {
                readTensorType(reader.message("TypeProto.Tensor"));
            } else {
                reader.skip();
            }
        }
    }

    private void readTensorType(WireReader reader) {
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> type = ElementType.of(reader.whole());
                case 2 -> readShape(reader.message("TensorShapeProto"));
                default -> reader.skip();
            }
        }
    }

    private void readShape(WireReader reader) {
        List<ValueProto.Extent> read = new ArrayList<>();
        while (reader.next()) {
            if (reader.field() == 1) {
                read.add(extent(reader.message("TensorShapeProto.Dimension")));
            } else {
                reader.skip();
            }
        }
        extents = Optional.of(read);
    }

    private ValueProto.Extent extent(WireReader reader) {
        OptionalLong size = OptionalLong.empty();
        String symbol = "";
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> size = OptionalLong.of(atLeastZero(reader.whole()));
                case 2 -> symbol = reader.text();
                default -> reader.skip();
            }
        }
        return size.isPresent() ? new ValueProto.Extent(size, "") : ValueProto.Extent.named(symbol);
    }

    private long atLeastZero(long extent) {
        if (extent < 0) {
            throw new OnnxException("value " + quoted(name) + " needs extents of 0 or more, but one is " + extent
                    + ". Export the file with a symbol for the axis");
        }
        return extent;
    }
}
