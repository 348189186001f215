package dev.evenkeel.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Palettes of 3 colours: (10, 20, 30), (40, 50, 60), (70, 80, 90). */
class PaletteTest {
    private static final byte[] RGB = {10, 20, 30, 40, 50, 60, 70, 80, 90};

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "png, 8, 7",
        "png, 8, 3",
        "png, 8, 255",
        "png, 4, 7",
        "png, 2, 3",
        "bmp, 8, 7",
        "bmp, 8, 255",
        "bmp, 4, 3"
    })
    void anIndexOutsideThePaletteIsRefused(String format, int bits, int index) throws IOException {
        Path file = Files.write(folder.resolve("a." + format), encoded(format, bits, 2, index));

        assertThatThrownBy(() -> PictureFile.read(file))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage(file + " cannot be decoded: the pixel in row 1, column 2 has colour " + index
                        + " of its palette, which has 3, counted from 0. Save it again, or take it away");
    }

    @ParameterizedTest
    @CsvSource({"png, 8", "png, 4", "png, 2", "bmp, 8", "bmp, 4"})
    void aPaletteMayBeSmallerThanItsBitsAllow(String format, int bits) throws IOException {
        Path file = Files.write(folder.resolve("a." + format), encoded(format, bits, 2, 1));

        assertThat(PictureFile.read(file).values()).containsExactly(70, 80, 90, 40, 50, 60);
    }

    /** A program that writes BMP may say 0 and mean as many as the bits allow; or say fewer than it stores. */
    @Test
    void aBitmapThatCountsNoColoursHasAllThatItsBitsAllow() throws IOException {
        byte[] bmp = encoded("bmp", 8, 2, 1);
        ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).putInt(46, 0);

        assertThat(PictureFile.read(Files.write(folder.resolve("a.bmp"), bmp)).values())
                .containsExactly(70, 80, 90, 40, 50, 60);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void aGifsPaletteIsAPowerOfTwo(int index) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write("GIF89a".getBytes(StandardCharsets.US_ASCII));
        // 2 x 1, a palette of 2 colours
        bytes.write(new byte[] {2, 0, 1, 0, (byte) 0x80, 0, 0, 10, 20, 30, 40, 50, 60});
        // the frame, minimum code size 2: clear (4), index, 1, end (5), each of 3 bits
        int codes = 4 | index << 3 | 1 << 6 | 5 << 9;
        bytes.write(new byte[] {',', 0, 0, 0, 0, 2, 0, 1, 0, 0, 2, 2, (byte) codes, (byte) (codes >> 8), 0, ';'});
        Path file = Files.write(folder.resolve("a.gif"), bytes.toByteArray());

        assertThatThrownBy(() -> PictureFile.read(file))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining(
                        "the pixel in row 1, column 1 has colour " + index + " of its palette, which has 2");
    }

    /** Some programs call 255 transparent, whatever the palette: the last colour is not. */
    @Test
    void aTransparentColourOutsideAGifsPaletteIsNotItsLast() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write("GIF89a".getBytes(StandardCharsets.US_ASCII));
        bytes.write(new byte[] {3, 0, 1, 0, (byte) 0x80, 0, 0, 10, 20, 30, 40, 50, 60});
        bytes.write(new byte[] {'!', (byte) 0xF9, 4, 1, 0, 0, 3, 0});
        // clear (4), 0, 1, 3, end (5): of 3 bits, and of 4 from the fifth on
        int codes = 4 | 0 << 3 | 1 << 6 | 3 << 9 | 5 << 12;
        bytes.write(new byte[] {',', 0, 0, 0, 0, 3, 0, 1, 0, 0, 2, 2, (byte) codes, (byte) (codes >> 8), 0, ';'});

        Picture picture = PictureFile.read(Files.write(folder.resolve("a.gif"), bytes.toByteArray()));

        assertThat(picture.values()).containsExactly(10, 20, 30, 40, 50, 60, 0, 0, 0);
        assertThat(picture.transparency()).isEqualTo(Picture.Transparency.SOME);
    }

    private static byte[] encoded(String format, int bits, int first, int second) throws IOException {
        int packed = bits == 8 ? first << 8 | second : (first << bits | second) << (8 - 2 * bits) << 8;
        byte[] row = {(byte) (packed >> 8), (byte) packed};
        return format.equals("png") ? png(bits, row) : bmp(bits, row);
    }

    private static byte[] png(int bits, byte[] row) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(ByteBuffer.allocate(8).putLong(0x89504E470D0A1A0AL).array());
        ByteBuffer header =
                ByteBuffer.allocate(13).putInt(2).putInt(1).put((byte) bits).put((byte) 3);
        chunk(bytes, "IHDR", header.array());
        chunk(bytes, "PLTE", RGB);
        ByteArrayOutputStream pixels = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflated = new DeflaterOutputStream(pixels)) {
            deflated.write(0);
            deflated.write(row, 0, bits == 8 ? 2 : 1);
        }
        chunk(bytes, "IDAT", pixels.toByteArray());
        chunk(bytes, "IEND", new byte[0]);
        return bytes.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream to, String type, byte[] data) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(type.getBytes(StandardCharsets.US_ASCII));
        sum.update(data);
        to.write(ByteBuffer.allocate(4).putInt(data.length).array());
        to.write(type.getBytes(StandardCharsets.US_ASCII));
        to.write(data);
        to.write(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
    }

    private static byte[] bmp(int bits, byte[] row) {
        ByteBuffer bytes = ByteBuffer.allocate(14 + 40 + 12 + 4).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 'B').put((byte) 'M').putInt(70).putInt(0).putInt(66);
        bytes.putInt(40).putInt(2).putInt(1).putShort((short) 1).putShort((short) bits);
        bytes.putInt(0).putInt(4).putInt(2835).putInt(2835).putInt(3).putInt(3);
        for (int at = 0; at < RGB.length; at += 3) {
            bytes.put(RGB[at + 2]).put(RGB[at + 1]).put(RGB[at]).put((byte) 0);
        }
        return bytes.put(row).array();
    }
}
