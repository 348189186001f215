package dev.evenkeel.data.csv;

import dev.evenkeel.EvenkeelException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Text as bytes of UTF-8 without a byte order mark, whatever Unicode encoding it came in. */
public final class ByteText {
    private static final int PEEKED = 64;

    private ByteText() {}

    /**
     * The text of {@code in}: UTF-8, with or without a mark, or UTF-16 with one.
     *
     * @param name for messages
     * @throws EvenkeelException if it is no text, as its first bytes say
     * @throws IOException if it cannot be read
     */
    public static InputStream of(String name, InputStream in) throws IOException {
        in.mark(PEEKED);
        byte[] first = in.readNBytes(PEEKED);
        in.reset();
        if (begins(first, 0xEF, 0xBB, 0xBF)) {
            in.skipNBytes(3);
            return in;
        }
        if (begins(first, 0xFF, 0xFE) || isEvery(first, 0, 1)) {
            return utf16(name, in, StandardCharsets.UTF_16LE);
        }
        if (begins(first, 0xFE, 0xFF) || isEvery(first, 1, 0)) {
            return utf16(name, in, StandardCharsets.UTF_16BE);
        }
        refuse(name, first);
        return in;
    }

    private static void refuse(String name, byte[] first) {
        Optional<String> other = OtherFormat.of(first);
        if (other.isPresent()) {
            throw new EvenkeelException(name + " is " + other.get());
        }
        for (int index = 0; index < Math.min(4, first.length); index++) {
            if (first[index] == 0) {
                throw new EvenkeelException(name + " is not text: it begins with bytes that no text holds");
            }
        }
    }

    private static InputStream utf16(String name, InputStream in, Charset charset) throws IOException {
        byte[] bytes = in.readAllBytes();
        try {
            String text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return new ByteArrayInputStream(
                    (text.startsWith("\uFEFF") ? text.substring(1) : text).getBytes(StandardCharsets.UTF_8));
        } catch (CharacterCodingException damaged) {
            throw new EvenkeelException(name + " begins as text in UTF-16, but is damaged: get it again", damaged);
        }
    }

    /** Whether characters of ASCII fill every second byte, beginning with {@code text}. */
    private static boolean isEvery(byte[] first, int text, int zero) {
        return first.length >= 4 && first[text] > 0 && first[text + 2] > 0 && first[zero] == 0 && first[zero + 2] == 0;
    }

    static boolean begins(byte[] bytes, int... wanted) {
        if (bytes.length < wanted.length) {
            return false;
        }
        for (int index = 0; index < wanted.length; index++) {
            if ((bytes[index] & 0xFF) != wanted[index]) {
                return false;
            }
        }
        return true;
    }
}
