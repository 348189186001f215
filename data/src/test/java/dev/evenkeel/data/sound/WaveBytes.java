package dev.evenkeel.data.sound;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** WAV files made byte by byte. */
final class WaveBytes {
    private WaveBytes() {}

    /** A chunk with its pad byte. */
    static byte[] chunk(String name, byte[] content) {
        ByteBuffer bytes =
                ByteBuffer.allocate(8 + content.length + content.length % 2).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(name.getBytes(StandardCharsets.ISO_8859_1))
                .putInt(content.length)
                .put(content);
        return bytes.array();
    }

    static byte[] format(int tag, int channels, int rate, int bits) {
        int frame = channels * ((bits + 7) / 8);
        return ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) tag)
                .putShort((short) channels)
                .putInt(rate)
                .putInt(rate * frame)
                .putShort((short) frame)
                .putShort((short) bits)
                .array();
    }

    static byte[] extensible(int tag, int channels, int rate, int bits) {
        return ByteBuffer.allocate(40)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(format(0xFFFE, channels, rate, bits))
                .putShort((short) 22)
                .putShort((short) bits)
                .putInt(0)
                .putShort((short) tag)
                .put(new byte[] {0, 0, 0, 0, 0x10, 0, (byte) 0x80, 0, 0, (byte) 0xAA, 0, 0x38, (byte) 0x9B, 0x71})
                .array();
    }

    static byte[] riff(byte[]... chunks) {
        int size = 4 + Arrays.stream(chunks).mapToInt(chunk -> chunk.length).sum();
        ByteBuffer bytes = ByteBuffer.allocate(8 + size).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put("RIFF".getBytes(StandardCharsets.ISO_8859_1)).putInt(size);
        bytes.put("WAVE".getBytes(StandardCharsets.ISO_8859_1));
        Arrays.stream(chunks).forEach(bytes::put);
        return bytes.array();
    }

    /** One channel of 16 bits. */
    static byte[] mono(int rate, double... samples) {
        ByteBuffer data = ByteBuffer.allocate(2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
        for (double sample : samples) {
            data.putShort((short) Math.round(Math.max(-1, Math.min(32767.0 / 32768, sample)) * 32768));
        }
        return riff(chunk("fmt ", format(1, 1, rate, 16)), chunk("data", data.array()));
    }

    /** A sine of so many cycles a second. */
    static double[] sine(int rate, int length, double frequency, double amplitude) {
        double[] samples = new double[length];
        for (int index = 0; index < length; index++) {
            samples[index] = amplitude * Math.sin(2 * Math.PI * frequency * index / rate);
        }
        return samples;
    }
}
