package dev.evenkeel.serve.protocol;

import static dev.evenkeel.serve.protocol.Shapes.counted;

import java.nio.ByteBuffer;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** What follows the JSON of a request: the bytes of its inputs in binary form, one after the other. */
final class BinaryPart {
    private final byte[] body;
    private final OptionalInt jsonLength;
    private int position;

    BinaryPart(byte[] body, OptionalInt jsonLength) {
        this.body = body;
        this.jsonLength = jsonLength;
        this.position = jsonLength.orElse(body.length);
    }

    ByteBuffer next(long size, Supplier<String> who) {
        if (jsonLength.isEmpty()) {
            throw ProtocolException.badRequest(who.get() + " is in binary form, which needs the header "
                    + RequestReader.JSON_LENGTH_HEADER + " to say where the JSON ends");
        }
        if (size > body.length - position) {
            throw ProtocolException.badRequest(who.get() + " needs " + counted(size, "byte")
                    + " behind the JSON, but got " + (body.length - position));
        }
        ByteBuffer bytes = ByteBuffer.wrap(body, position, (int) size);
        position += (int) size;
        return bytes;
    }

    void needEnd() {
        if (position != body.length) {
            throw ProtocolException.badRequest("The request has " + counted(body.length - position, "byte")
                    + " behind its JSON that belong to no input");
        }
    }
}
