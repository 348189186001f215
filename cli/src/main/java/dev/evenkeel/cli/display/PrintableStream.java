package dev.evenkeel.cli.display;

import dev.evenkeel.text.Printable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Takes text in UTF-8 and lets through what people may see: characters that command a terminal or reorder text, and those
 * that its encoding lacks, leave as escapes. So no message needs to look after names that come from files.
 */
public final class PrintableStream extends OutputStream {
    private final OutputStream target;
    private final CharsetEncoder encoder;
    private final boolean unicode;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private byte[] begun = {};

    /** @param charset of the terminal */
    public PrintableStream(OutputStream target, Charset charset) {
        this.target = target;
        this.encoder = charset.newEncoder();
        this.unicode = charset.equals(StandardCharsets.UTF_8);
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (begun.length == 0 && isPlain(bytes, offset, length)) {
            target.write(bytes, offset, length);
            return;
        }
        ByteBuffer given = ByteBuffer.allocate(begun.length + length);
        given.put(begun).put(bytes, offset, length).flip();
        CharBuffer text = CharBuffer.allocate(given.remaining());
        decoder.reset().decode(given, text, false);
        begun = new byte[given.remaining()];
        given.get(begun);
        target.write(encoded(Printable.of(text.flip().toString())));
    }

    @Override
    public void flush() throws IOException {
        target.flush();
    }

    private byte[] encoded(String text) throws IOException {
        if (unicode || encoder.canEncode(text)) {
            return text.getBytes(encoder.charset());
        }
        StringBuilder shown = new StringBuilder();
        for (int index = 0; index < text.length(); index++) {
            char character = text.charAt(index);
            if (encoder.canEncode(character)) {
                shown.append(character);
            } else {
                Printable.escape(character, shown);
            }
        }
        return shown.toString().getBytes(encoder.charset());
    }

    private static boolean isPlain(byte[] bytes, int offset, int length) {
        for (int index = offset; index < offset + length; index++) {
            byte value = bytes[index];
            if (value < ' ' && value != '\n' && value != '\t' || value == 0x7f) {
                return false;
            }
        }
        return true;
    }
}
