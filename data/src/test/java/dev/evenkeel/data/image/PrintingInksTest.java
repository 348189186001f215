package dev.evenkeel.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * JPEGs with printing inks as Photoshop and others write them: inks inverted (255 is none), with the marker of Adobe, either as
 * they are (transform 0) or turned into YCCK (transform 2): red, green and blue of YCC are 255 less what is stored of cyan, magenta and
 * yellow, so here the inks themselves; black stays as it is. So libjpeg reads them, and with it Pillow and browsers. The files are made by a baseline encoder of one colour (ITU-T T.81; Adobe Technical Note 5116), so no decoder's habits are in them.
 */
class PrintingInksTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "0, 255, 255, 0, FF0000",
        "255, 0, 0, 0, 00FFFF",
        "255, 0, 255, 0, 00FF00",
        "0, 0, 0, 0, FFFFFF",
        "0, 0, 0, 255, 000000",
        "255, 255, 0, 0, 0000FF",
        "0, 0, 255, 128, 7F7F00",
        "60, 120, 200, 30, AC7731"
    })
    void theColoursOfEveryTransformAreRight(int cyan, int magenta, int yellow, int black, String colour)
            throws IOException {
        int c = 255 - cyan;
        int m = 255 - magenta;
        int y = 255 - yellow;
        int k = 255 - black;
        int luma = clamped(0.299 * cyan + 0.587 * magenta + 0.114 * yellow);
        int blue = clamped(128 - 0.168736 * cyan - 0.331264 * magenta + 0.5 * yellow);
        int red = clamped(128 + 0.5 * cyan - 0.418688 * magenta - 0.081312 * yellow);

        check("no marker", jpeg(-1, 1, c, m, y, k), colour);
        check("transform 0", jpeg(0, 1, c, m, y, k), colour);
        check("transform 2", jpeg(2, 1, luma, blue, red, k), colour);
        check("transform 2, chroma at half the resolution", jpeg(2, 2, luma, blue, red, k), colour);
    }

    private void check(String kind, byte[] jpeg, String colour) throws IOException {
        Picture picture = PictureFile.read(Files.write(folder.resolve("a.jpg"), jpeg));

        int wanted = Integer.parseInt(colour, 16);
        for (int at = 0; at < picture.values().length; at++) {
            int channel = picture.channels() == 1 ? 0 : at % 3;
            assertThat(picture.values()[at] & 0xFF)
                    .as("%s, value %d", kind, at)
                    .isCloseTo(wanted >> (16 - 8 * channel) & 0xFF, within(3));
        }
    }

    private static int clamped(double value) {
        return (int) Math.max(0, Math.min(255, Math.round(value)));
    }

    /**
     * A picture of one colour, 8 times {@code sampling} pixels high and wide. With a step of 8 in the quantization, the
     * constant coefficient of a block is its value less 128, and no other is needed.
     */
    private static byte[] jpeg(int transform, int sampling, int... samples) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(new byte[] {(byte) 0xFF, (byte) 0xD8});
        if (transform >= 0) {
            ByteBuffer adobe = ByteBuffer.allocate(12).put("Adobe".getBytes(StandardCharsets.US_ASCII));
            segment(
                    bytes,
                    0xEE,
                    adobe.putShort((short) 100).putInt(0).put((byte) transform).array());
        }
        byte[] steps = new byte[65];
        java.util.Arrays.fill(steps, 1, 65, (byte) 8);
        segment(bytes, 0xDB, steps);
        int extent = 8 * sampling;
        ByteBuffer frame =
                ByteBuffer.allocate(18).put((byte) 8).putShort((short) extent).putShort((short) extent);
        frame.put((byte) 4);
        ByteBuffer scan = ByteBuffer.allocate(12).put((byte) 4);
        for (int component = 0; component < 4; component++) {
            boolean full = component == 0 || component == 3;
            int factor = full ? sampling : 1;
            frame.put((byte) (component + 1)).put((byte) (factor << 4 | factor)).put((byte) 0);
            scan.put((byte) (component + 1)).put((byte) 0);
        }
        segment(bytes, 0xC0, frame.array());
        // Differences: twelve sizes, each with a code of 4 bits that is its number. The rest: only the end, code 0.
        ByteBuffer differences = ByteBuffer.allocate(17 + 12)
                .put((byte) 0)
                .put(new byte[] {0, 0, 0, 12})
                .position(17);
        for (int size = 0; size < 12; size++) {
            differences.put((byte) size);
        }
        segment(bytes, 0xC4, differences.array());
        segment(
                bytes,
                0xC4,
                ByteBuffer.allocate(18).put((byte) 0x10).put((byte) 1).array());
        segment(bytes, 0xDA, scan.put((byte) 0).put((byte) 63).put((byte) 0).array());
        bytes.write(blocks(sampling, samples));
        bytes.write(new byte[] {(byte) 0xFF, (byte) 0xD9});
        return bytes.toByteArray();
    }

    private static byte[] blocks(int sampling, int... samples) {
        StringBuilder bits = new StringBuilder();
        for (int component = 0; component < 4; component++) {
            int value = samples[component] - 128;
            int size = 32 - Integer.numberOfLeadingZeros(Math.abs(value));
            int code = value < 0 ? value + (1 << size) - 1 : value;
            bits.append(binary(size, 4)).append(binary(code, size)).append('0');
            int blocks = component == 0 || component == 3 ? sampling * sampling : 1;
            bits.append("00000".repeat(blocks - 1));
        }
        bits.append("1".repeat((8 - bits.length() % 8) % 8));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int at = 0; at < bits.length(); at += 8) {
            int next = Integer.parseInt(bits.substring(at, at + 8), 2);
            bytes.write(next);
            if (next == 0xFF) {
                bytes.write(0);
            }
        }
        return bytes.toByteArray();
    }

    private static String binary(int value, int digits) {
        return digits == 0 ? "" : Integer.toBinaryString(1 << digits | value).substring(1);
    }

    private static void segment(ByteArrayOutputStream to, int marker, byte[] data) throws IOException {
        to.write(ByteBuffer.allocate(4)
                .putShort((short) (0xFF00 | marker))
                .putShort((short) (data.length + 2))
                .array());
        to.write(data);
    }
}
