package dev.evenkeel.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureOrientationTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "1, 123456",
        "2, 321654",
        "3, 654321",
        "4, 456123",
        "5, 142536",
        "6, 415263",
        "7, 635241",
        "8, 362514",
        "0, 123456",
        "9, 123456"
    })
    void picturesStandAsTheirCameraWasHeld(int orientation, String seen) throws IOException {
        BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY);
        for (int at = 0; at < 6; at++) {
            image.getRaster().setSample(at % 3, at / 3, 0, 40 * (at + 1));
        }
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            Path file = folder.resolve(orientation + "-" + order + ".png");
            Files.write(file, withExif(encoded(image, "png"), tiff(orientation, order)));

            Picture picture = PictureFile.read(file);

            StringBuilder values = new StringBuilder();
            for (byte value : picture.values()) {
                values.append((value & 0xFF) / 40);
            }
            assertThat(values).hasToString(seen);
            assertThat(picture.size())
                    .isEqualTo(orientation >= 5 && orientation <= 8 ? new ImageSize(3, 2) : new ImageSize(2, 3));
        }
    }

    @Test
    void theOrientationOfAJpegIsObeyedAndDamagedTagsAreNot() throws IOException {
        BufferedImage image = new BufferedImage(16, 8, BufferedImage.TYPE_BYTE_GRAY);
        byte[] jpeg = encoded(image, "jpg");
        Path turned = folder.resolve("turned.jpg");
        Files.write(turned, withSegment(jpeg, tiff(6, ByteOrder.LITTLE_ENDIAN)));
        assertThat(PictureFile.read(turned).size()).isEqualTo(new ImageSize(16, 8));

        byte[] tag = tiff(6, ByteOrder.BIG_ENDIAN);
        for (int length = 0; length < tag.length - 4; length++) {
            Path damaged = folder.resolve("damaged" + length + ".jpg");
            Files.write(damaged, withSegment(jpeg, Arrays.copyOf(tag, length)));
            assertThat(PictureFile.read(damaged).size().width()).isIn(8, 16);
        }
    }

    /** A TIFF structure with a directory of one entry. */
    private static byte[] tiff(int orientation, ByteOrder order) {
        ByteBuffer bytes = ByteBuffer.allocate(26).order(order);
        bytes.putShort((short) (order == ByteOrder.LITTLE_ENDIAN ? 0x4949 : 0x4D4D));
        bytes.putShort((short) 42).putInt(8).putShort((short) 1);
        bytes.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation);
        return bytes.array();
    }

    /** With the chunk eXIf behind the first one. */
    private static byte[] withExif(byte[] png, byte[] tiff) {
        CRC32 sum = new CRC32();
        ByteBuffer chunk = ByteBuffer.allocate(tiff.length + 12).putInt(tiff.length);
        chunk.put("eXIf".getBytes(StandardCharsets.US_ASCII)).put(tiff);
        sum.update(chunk.array(), 4, tiff.length + 4);
        chunk.putInt((int) sum.getValue());
        int header = 8 + 25;
        return ByteBuffer.allocate(png.length + chunk.capacity())
                .put(png, 0, header)
                .put(chunk.array())
                .put(png, header, png.length - header)
                .array();
    }

    /** With the segment APP1 behind the start. */
    private static byte[] withSegment(byte[] jpeg, byte[] tiff) {
        return ByteBuffer.allocate(jpeg.length + tiff.length + 10)
                .put(jpeg, 0, 2)
                .putShort((short) 0xFFE1)
                .putShort((short) (tiff.length + 8))
                .put("Exif\0\0".getBytes(StandardCharsets.US_ASCII))
                .put(tiff)
                .put(jpeg, 2, jpeg.length - 2)
                .array();
    }

    private static byte[] encoded(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, format, bytes);
        return bytes.toByteArray();
    }
}
