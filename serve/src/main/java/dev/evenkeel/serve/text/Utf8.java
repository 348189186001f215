package dev.evenkeel.serve.text;

/** UTF-8 as RFC 3629 defines it: no overlong forms, no surrogates, nothing beyond U+10FFFF. */
public final class Utf8 {
    private Utf8() {}

    /** The first position between {@code from} and {@code to} where bytes are not UTF-8, or {@code to} if they all are. */
    public static int validUntil(byte[] bytes, int from, int to) {
        int next = from;
        while (next < to) {
            int length = length(bytes, next, to);
            if (length == 0) {
                return next;
            }
            next += length;
        }
        return to;
    }

    private static int length(byte[] bytes, int position, int to) {
        int lead = bytes[position] & 0xff;
        if (lead < 0x80) {
            return 1;
        }
        int length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
        if (lead < 0xc2 || lead > 0xf4 || position + length > to) {
            return 0;
        }
        int second = bytes[position + 1] & 0xff;
        int least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        int greatest = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        if (second < least || second > greatest) {
            return 0;
        }
        for (int i = 2; i < length; i++) {
            if ((bytes[position + i] & 0xc0) != 0x80) {
                return 0;
            }
        }
        return length;
    }

    /** Writes the bytes of a code point that is no surrogate; the position behind them. */
    public static int write(int codePoint, byte[] target, int position) {
        int next = position;
        if (codePoint < 0x80) {
            target[next++] = (byte) codePoint;
        } else if (codePoint < 0x800) {
            target[next++] = (byte) (0xc0 | codePoint >> 6);
            target[next++] = continuation(codePoint);
        } else if (codePoint < 0x10000) {
            target[next++] = (byte) (0xe0 | codePoint >> 12);
            target[next++] = continuation(codePoint >> 6);
            target[next++] = continuation(codePoint);
        } else {
            target[next++] = (byte) (0xf0 | codePoint >> 18);
            target[next++] = continuation(codePoint >> 12);
            target[next++] = continuation(codePoint >> 6);
            target[next++] = continuation(codePoint);
        }
        return next;
    }

    private static byte continuation(int bits) {
        return (byte) (0x80 | bits & 0x3f);
    }
}
