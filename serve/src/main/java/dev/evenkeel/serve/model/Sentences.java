package dev.evenkeel.serve.model;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.serve.protocol.ProtocolException;

/** Sentences of errors, of a length to be read whatever a client sent. */
final class Sentences {
    private static final int MAX_LENGTH = 600;

    private Sentences() {}

    static ProtocolException badRequest(String sentence) {
        return ProtocolException.badRequest(
                sentence.length() <= MAX_LENGTH
                        ? sentence
                        : sentence.substring(0, sentence.offsetByCodePoints(0, MAX_LENGTH / 2)) + "...");
    }

    static String quoted(String name) {
        return EvenkeelException.quoted(name);
    }
}
