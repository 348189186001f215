package dev.evenkeel.formats.onnx.file;

import static dev.evenkeel.EvenkeelException.quoted;

import dev.evenkeel.formats.onnx.problem.OnnxException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads an AttributeProto: a name, the kind of its value, and the value in the field of that kind. */
final class AttributeDecoder {
    private final ExternalData external;
    private final Set<AttributeKind> present = EnumSet.noneOf(AttributeKind.class);
    private final List<Float> reals = new ArrayList<>();
    private final List<Long> wholes = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private String name = "";
    private long code;
    private float real;
    private long whole;
    private String text = "";
    private Optional<TensorProto> tensor = Optional.empty();

    private AttributeDecoder(ExternalData external) {
        this.external = external;
    }

    static Map.Entry<String, AttributeProto> decode(WireReader reader, ExternalData external) {
        AttributeDecoder decoder = new AttributeDecoder(external);
        while (reader.next()) {
            decoder.read(reader);
        }
        if (decoder.name.isEmpty()) {
            throw new OnnxException("one of its attributes needs a name, but has none. Export the file again");
        }
        return Map.entry(decoder.name, decoder.value());
    }

    private void read(WireReader reader) {
        AttributeKind.ofField(reader.field()).ifPresent(present::add);
        switch (reader.field()) {
            case 1 -> name = reader.text();
            case 2 -> real = reader.real();
            case 3 -> whole = reader.whole();
            case 4 -> text = reader.text();
            case 5 -> readTensor(reader);
            case 7 -> reader.addRealsTo(reals);
            case 8 -> reader.addWholesTo(wholes);
            case 9 -> texts.add(reader.text());
            case 20 -> code = reader.whole();
            case 21 -> throw wrong("stands for an attribute of a function, but it is in none");
            default -> reader.skip();
        }
    }

    private void readTensor(WireReader reader) {
        if (tensor.isPresent()) {
            throw wrong("needs one tensor, but it holds two");
        }
        tensor = Optional.of(TensorDecoder.decode(reader.message("TensorProto"), external));
    }

    private AttributeProto value() {
        if (code != 0 && AttributeKind.ofCode(code).isEmpty()) {
            return new AttributeProto.Other("of the unknown type " + code);
        }
        AttributeKind kind = kind();
        return switch (kind) {
            case REAL -> new AttributeProto.Real(real);
            case WHOLE -> new AttributeProto.Whole(whole);
            case TEXT -> new AttributeProto.Text(text);
            case TENSOR ->
                new AttributeProto.OneTensor(tensor.orElseThrow(() -> wrong("needs a tensor, but got none")));
            case REALS -> new AttributeProto.Reals(reals);
            case WHOLES -> new AttributeProto.Wholes(wholes);
            case TEXTS -> new AttributeProto.Texts(texts);
            default -> new AttributeProto.Other(kind.words());
        };
    }

    /** The first version of the format did not say the kind: there it follows from the value. */
    private AttributeKind kind() {
        AttributeKind kind = AttributeKind.ofCode(code)
                .or(() -> present.stream().findFirst())
                .orElseThrow(() -> wrong("needs a type or a value, but has neither"));
        for (AttributeKind other : present) {
            if (other != kind) {
                throw wrong("needs " + kind.words() + " only, but it holds " + other.words());
            }
        }
        return kind;
    }

    private OnnxException wrong(String what) {
        return new OnnxException("attribute " + quoted(name) + " " + what + ". Export the file again");
    }
}
