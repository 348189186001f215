package dev.evenkeel.serve.protocol;

import static dev.evenkeel.EvenkeelException.quoted;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.serve.text.JsonNumberReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads one input of a request. Its data are read as they come if their type and shape are known by then, else at the end. */
final class InputReader {
    private static final int ABSENT = -1;

    private final JsonCursor json;
    private final BinaryPart binary;
    private final int index;

    private @Nullable String name;
    private @Nullable Datatype datatype;
    private @Nullable List<Long> shape;
    private @Nullable TensorData data;
    private JsonObject parameters = Parameters.NONE;
    private int dataPosition = ABSENT;

    private InputReader(JsonCursor json, BinaryPart binary, int index) {
        this.json = json;
        this.binary = binary;
        this.index = index;
    }

    static InputTensor read(JsonCursor json, BinaryPart binary, int index) {
        return new InputReader(json, binary, index).input();
    }

    private InputTensor input() {
        json.object(this::who, "must be an object", this::readMember);
        String inputName = require(name, "a string as 'name'");
        Datatype type = require(datatype, "a 'datatype'");
        List<Long> extents = require(shape, "a 'shape'");
        Parameters.requireSupported(parameters, this::who);
        OptionalLong size = Parameters.binarySize(parameters, this::who);
        if (size.isPresent() && dataPosition != ABSENT) {
            throw ProtocolException.badRequest(who() + " has both 'data' and the parameter '" + Parameters.BINARY_SIZE
                    + "', but data come either as JSON or in binary form");
        }
        if (size.isPresent()) {
            data = BinaryTensors.read(
                    type, Shapes.elements(extents), binary.next(size.getAsLong(), this::who), this::who);
        } else if (dataPosition != ABSENT && data == null) {
            int end = json.position();
            json.moveTo(dataPosition);
            data = JsonTensor.read(json, this::who, type, extents);
            json.moveTo(end);
        }
        TensorData elements = require(data, "'data', or the parameter '" + Parameters.BINARY_SIZE + "'");
        return new InputTensor(inputName, type, extents, parameters, elements);
    }

    private void readMember(String key) {
        switch (key) {
            case "name" -> name = json.string(this::who, "needs a string as 'name'");
            case "datatype" -> datatype = readDatatype();
            case "shape" -> shape = readShape();
            case "parameters" -> parameters = Parameters.read(json, this::who);
            case "data" -> readData();
            default -> json.skipValue();
        }
    }

    private Datatype readDatatype() {
        String type = json.string(this::who, "needs a string as 'datatype'");
        return Arrays.stream(Datatype.values())
                .filter(known -> known.name().equals(type))
                .findFirst()
                .orElseThrow(() -> ProtocolException.badRequest(who() + " has the datatype " + quoted(type)
                        + ", but known are "
                        + Arrays.stream(Datatype.values()).map(Datatype::name).collect(Collectors.joining(", "))));
    }

    private List<Long> readShape() {
        List<Long> extents = new ArrayList<>();
        json.array(this::who, "needs an array as 'shape'", () -> {
            if (extents.size() == Shapes.MAX_AXES) {
                throw ProtocolException.badRequest(
                        who() + " has a shape of more than " + Shapes.MAX_AXES + " axes, the most that are read");
            }
            extents.add(readExtent());
        });
        try {
            Shapes.elements(extents);
        } catch (ArithmeticException overflow) {
            throw ProtocolException.badRequest(
                    who() + " has the shape " + extents + " of more elements than any memory holds");
        }
        return List.copyOf(extents);
    }

    private long readExtent() {
        int next = json.peek();
        if (next != '-' && (next < '0' || next > '9')) {
            throw wrongExtent();
        }
        int start = json.position();
        JsonNumberReader number = json.number();
        if (!number.isWholeBetween(0, Long.MAX_VALUE)) {
            json.moveTo(start);
            throw wrongExtent();
        }
        return number.whole();
    }

    private ProtocolException wrongExtent() {
        return ProtocolException.badRequest(who() + " needs whole numbers from 0 to " + Long.MAX_VALUE
                + " as 'shape', but got " + json.described());
    }

    private void readData() {
        if (json.takeNull()) {
            return;
        }
        json.peek();
        dataPosition = json.position();
        if (name != null && datatype != null && shape != null) {
            data = JsonTensor.read(json, this::who, datatype, shape);
        } else {
            json.skipValue();
        }
    }

    private <T> T require(@Nullable T value, String what) {
        if (value == null) {
            throw ProtocolException.badRequest(who() + " needs " + what + ", but has none");
        }
        return value;
    }

    private String who() {
        return name == null ? "inputs[" + index + "]" : "Input " + quoted(name);
    }
}
