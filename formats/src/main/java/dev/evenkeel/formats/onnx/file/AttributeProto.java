package dev.evenkeel.formats.onnx.file;

import java.util.List;

/** A setting of a node. */
public sealed interface AttributeProto {
    record Real(float value) implements AttributeProto {}

    record Whole(long value) implements AttributeProto {}

    record Text(String value) implements AttributeProto {}

    record OneTensor(TensorProto value) implements AttributeProto {}

    record Reals(List<Float> values) implements AttributeProto {
        public Reals {
            values = List.copyOf(values);
        }
    }

    record Wholes(List<Long> values) implements AttributeProto {
        public Wholes {
            values = List.copyOf(values);
        }
    }

    record Texts(List<String> values) implements AttributeProto {
        public Texts {
            values = List.copyOf(values);
        }
    }

    /** A graph, sparse tensor, type or anything else that no supported operator has. */
    record Other(String kind) implements AttributeProto {}
}
