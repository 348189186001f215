package dev.evenkeel.data.text;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.file.HeapLimit;
import dev.evenkeel.data.file.PlainOrGzip;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The characters of a file: UTF-8, without a byte order mark; CR LF becomes LF.
 *
 * @param name of the file
 * @param codePoints the characters as Unicode numbers them
 */
record CharacterText(String name, int[] codePoints) {
    private static final int MARK = 0xFEFF;

    /** What one array holds on any Java virtual machine. */
    private static final int MAX_BYTES = Integer.MAX_VALUE - 8;

    static CharacterText read(Path file) {
        if (size(file) > MAX_BYTES && !file.toString().endsWith(".gz")) {
            throw tooLong(file);
        }
        HeapLimit limit = new HeapLimit(file.toString(), size(file));
        limit.require();
        return limit.within(() ->
                of(String.valueOf(file.getFileName()), file.toString(), PlainOrGzip.read(file, in -> bytes(file, in))));
    }

    private static byte[] bytes(Path file, InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(MAX_BYTES);
        if (bytes.length == MAX_BYTES && in.read() >= 0) {
            throw tooLong(file);
        }
        return bytes;
    }

    private static EvenkeelException tooLong(Path file) {
        return new EvenkeelException(file
                + String.format(
                        Locale.ROOT,
                        " is too long: a text to learn has at most %,d bytes. Take a part of it",
                        MAX_BYTES));
    }

    /** @param place of the file, for messages */
    static CharacterText of(String name, String place, byte[] bytes) {
        String text = decoded(place, bytes).replace("\r\n", "\n");
        int[] points = text.codePoints()
                .skip(text.startsWith(Character.toString(MARK)) ? 1 : 0)
                .toArray();
        if (points.length == 0) {
            throw new EvenkeelException(place + " is empty: a text needs characters");
        }
        return new CharacterText(name, points);
    }

    private static String decoded(String place, byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            int line = 1;
            int lineStart = 0;
            for (int at = 0; at < in.position(); at++) {
                if (bytes[at] == '\n') {
                    line++;
                    lineStart = at + 1;
                }
            }
            throw new EvenkeelException(place + " line " + line + " is not text in UTF-8: its byte "
                    + (in.position() - lineStart + 1) + " begins no character. Save the file in that encoding");
        }
        return out.flip().toString();
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException unknown) {
            return 0;
        }
    }
}
