package dev.evenkeel.serve.protocol;

import java.nio.ByteBuffer;
import java.util.OptionalInt;

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

    ByteBuffer next(long size, String who) {
        if (jsonLength.isEmpty()) {
            throw ProtocolException.badRequest(who + " is in binary form, which needs the header "
                    + RequestReader.JSON_LENGTH_HEADER + " to say where the JSON ends");
        }
        if (size > body.length - position) {
            throw ProtocolException.badRequest(
                    who + " needs " + size + " bytes behind the JSON, but " + (body.length - position) + " are left");
        }
        ByteBuffer bytes = ByteBuffer.wrap(body, position, (int) size);
        position += (int) size;
        return bytes;
    }

    void needEnd() {
        if (position != body.length) {
            throw ProtocolException.badRequest(
                    "The request has " + (body.length - position) + " bytes behind its JSON that belong to no input");
        }
    }
}
