package dev.evenkeel.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.EvenkeelException;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureFileTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp"})
    void coloursComeAsTheyAreChannelsLast(String format) throws IOException {
        BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_3BYTE_BGR);
        int[] colours = {0xFF0000, 0x00FF00, 0x0000FF, 0x010203, 0xFEFDFC, 0x808080};
        image.setRGB(0, 0, 3, 2, colours, 0, 3);

        Picture picture = read(image, format);

        assertThat(picture.size()).isEqualTo(new ImageSize(2, 3));
        assertThat(picture.channels()).isEqualTo(3);
        assertThat(picture.transparency()).isEqualTo(Picture.Transparency.NONE);
        for (int position = 0; position < 6; position++) {
            for (int channel = 0; channel < 3; channel++) {
                assertThat(picture.values()[position * 3 + channel])
                        .isEqualTo((byte) (colours[position] >> (16 - 8 * channel)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "bmp"})
    void greyStaysAsDarkAsItIs(String format) throws IOException {
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
        Arrays.fill(((java.awt.image.DataBufferByte) image.getRaster().getDataBuffer()).getData(), (byte) 100);

        Picture picture = read(image, format);

        assertThat(picture.channels()).isEqualTo(1);
        assertThat(picture.values()).hasSize(256).containsOnly((byte) 100);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 255, 255, 0, FE0000",
        "255, 0, 0, 0, 00FFFF",
        "0, 0, 0, 0, FFFFFF",
        "0, 0, 0, 255, 000000",
        "255, 255, 0, 0, 0000FE",
        "0, 0, 255, 128, 7F7F00"
    })
    void printingInksBecomeLight(int cyan, int magenta, int yellow, int black, String colour) throws IOException {
        int[] pixel = {255 - cyan, 255 - magenta, 255 - yellow, 255 - black};
        WritableRaster inks = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 8, 8, 4, null);
        for (int at = 0; at < 64; at++) {
            inks.setPixel(at % 8, at / 8, pixel);
        }
        Path file = folder.resolve("inks.jpg");
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
            writer.setOutput(out);
            writer.write(new IIOImage(inks, null, null));
        } finally {
            writer.dispose();
        }

        Picture picture = PictureFile.read(file);

        int wanted = Integer.parseInt(colour, 16);
        for (int at = 0; at < picture.values().length; at++) {
            int channel = picture.channels() == 1 ? 0 : at % 3;
            assertThat(picture.values()[at] & 0xFF).isCloseTo(wanted >> (16 - 8 * channel) & 0xFF, within(2));
        }
    }

    @Test
    @EnabledIfEnvironmentVariable(named = "EVENKEEL_FAILING", matches = ".+")
    void inksOfFilesThatOnceWentWrongBecomeLight() {
        Path photos = Path.of(System.getenv("EVENKEEL_FAILING")).resolve("tables/cmyk-photos/a");
        Map<String, Integer> colours =
                Map.of("0red", 0xFF0000, "1cyan", 0x00FFFF, "2white", 0xFFFFFF, "3black", 0, "4blue", 0x0000FF);
        colours.forEach((name, colour) -> {
            Picture picture = PictureFile.read(photos.resolve(name + ".jpg"));
            for (int channel = 0; channel < picture.channels(); channel++) {
                assertThat(picture.values()[channel] & 0xFF)
                        .as(name)
                        .isCloseTo(colour >> (16 - 8 * channel) & 0xFF, within(3));
            }
        });
    }

    @Test
    void greyInColoursIsGrey() throws IOException {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_3BYTE_BGR);
        image.setRGB(0, 0, 0x070707);
        image.setRGB(1, 0, 0xC8C8C8);

        assertThat(read(image, "png"))
                .extracting(Picture::channels, Picture::values)
                .containsExactly(1, new byte[] {7, (byte) 200});

        image.setRGB(1, 0, 0xC8C8C7);
        assertThat(read(image, "png").channels()).isEqualTo(3);
    }

    @Test
    void palettesAndGifsAreRead() throws IOException {
        byte[] parts = {0, 50, (byte) 250};
        IndexColorModel palette = new IndexColorModel(8, 3, parts, new byte[] {9, 60, 70}, new byte[] {1, 2, 3});
        BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_INDEXED, palette);
        image.getRaster().setSamples(0, 0, 3, 1, 0, new int[] {2, 0, 1});

        for (String format : new String[] {"png", "gif"}) {
            assertThat(read(image, format).values()).as(format).containsExactly((byte) 250, 70, 3, 0, 9, 1, 50, 60, 2);
        }
    }

    /** Programs that make animations small store of the first picture, too, only what is not the background. */
    @Test
    void aGifIsItsScreenWhereItsFrameIsSmaller() throws IOException {
        IndexColorModel palette =
                new IndexColorModel(8, 2, new byte[] {10, 40}, new byte[] {20, 50}, new byte[] {30, 60});
        BufferedImage frame = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_INDEXED, palette);
        frame.getRaster().setSamples(0, 0, 2, 1, 0, new int[] {0, 1});
        byte[] gif = bytes(frame, "gif");
        ByteBuffer stored = ByteBuffer.wrap(gif).order(ByteOrder.LITTLE_ENDIAN);
        int descriptor = new String(gif, StandardCharsets.ISO_8859_1).indexOf(",\0\0\0\0\2\0\1\0");
        assertThat(descriptor).isPositive();

        stored.putShort(6, (short) 3).putShort(8, (short) 2);
        stored.putShort(descriptor + 1, (short) 1).putShort(descriptor + 3, (short) 1);
        Picture picture = PictureFile.read(Files.write(folder.resolve("part.gif"), gif));
        assertThat(picture.size()).isEqualTo(new ImageSize(2, 3));
        assertThat(picture.transparency()).isEqualTo(Picture.Transparency.SOME);
        assertThat(picture.values()).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10, 20, 30, 40, 50, 60);

        // A screen that is too small for its frame grows.
        stored.putShort(6, (short) 0).putShort(8, (short) 0);
        stored.putShort(descriptor + 1, (short) 0).putShort(descriptor + 3, (short) 0);
        picture = PictureFile.read(Files.write(folder.resolve("none.gif"), gif));
        assertThat(picture.size()).isEqualTo(new ImageSize(1, 2));
        assertThat(picture.transparency()).isEqualTo(Picture.Transparency.NONE);

        stored.putShort(6, (short) 60_000).putShort(8, (short) 50_000);
        Path huge = Files.write(folder.resolve("huge.gif"), gif);
        assertThatThrownBy(() -> PictureFile.read(huge)).hasMessageContaining("50000 pixels high and 60000 wide");
    }

    @Test
    void transparencyIsPutOnBlackAndTold() throws IOException {
        BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 3, 1, new int[] {0xFF0A141E, 0x00FFFFFF, 0x80C86432}, 0, 3);

        Picture picture = read(image, "png");

        assertThat(picture.transparency()).isEqualTo(Picture.Transparency.SOME);
        // 200 * 128 / 255 = 100.4, 100 * 128 / 255 = 50.2, 50 * 128 / 255 = 25.1
        assertThat(picture.values()).containsExactly(10, 20, 30, 0, 0, 0, 100, 50, 25);
    }

    @Test
    void sixteenBitsAreRoundedToEight() throws IOException {
        BufferedImage image = new BufferedImage(4, 1, BufferedImage.TYPE_USHORT_GRAY);
        image.getRaster().setSamples(0, 0, 4, 1, 0, new int[] {0, 65535, 257 * 77 + 128, 257 * 77 + 129});

        assertThat(read(image, "png").values()).containsExactly(0, 255, 77, 78);
    }

    @Test
    void greyWithTransparencyIsRead() throws IOException {
        ComponentColorModel model = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_GRAY),
                true,
                false,
                Transparency.TRANSLUCENT,
                DataBuffer.TYPE_BYTE);
        BufferedImage image = new BufferedImage(
                model, Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 2, 1, 2, null), false, null);
        image.getRaster().setPixels(0, 0, 2, 1, new int[] {90, 255, 90, 51});

        Picture picture = read(image, "png");

        assertThat(picture.values()).containsExactly(90, 18);
        assertThat(picture.transparency()).isEqualTo(Picture.Transparency.SOME);
    }

    @Test
    void theFirstFrameAndTheContentCountNotTheName() throws IOException {
        BufferedImage image = new BufferedImage(5, 4, BufferedImage.TYPE_3BYTE_BGR);
        Path file = Files.write(folder.resolve("really-a-gif.png"), bytes(image, "gif"));

        assertThat(PictureFile.read(file).size()).isEqualTo(new ImageSize(4, 5));
        assertThat(PictureFile.isPicture(Path.of("a.b/c.JPeG"))).isTrue();
        assertThat(PictureFile.isPicture(Path.of("a.png/c"))).isFalse();
        assertThat(PictureFile.isPicture(Path.of("png"))).isFalse();
        assertThat(PictureFile.isPicture(Path.of("a.tiff"))).isFalse();
    }

    @Test
    void anotherFormatIsRefusedThoughItCouldBeDecoded() throws IOException {
        Path tiff = Files.write(
                folder.resolve("a.png"), bytes(new BufferedImage(5, 4, BufferedImage.TYPE_3BYTE_BGR), "tiff"));
        Path text = Files.writeString(folder.resolve("b.png"), "no image");

        for (Path file : new Path[] {tiff, text}) {
            assertThatThrownBy(() -> PictureFile.read(file))
                    .isInstanceOf(EvenkeelException.class)
                    .hasMessage(
                            file + " is no image in PNG, JPEG, BMP or GIF, though its name ends like one. Save it in"
                                    + " one of them, or take it away");
        }
    }

    @Test
    void anAbsurdSizeIsRefusedFromTheHeaderAlone() throws IOException {
        byte[] png = bytes(new BufferedImage(1, 1, BufferedImage.TYPE_3BYTE_BGR), "png");
        byte[] huge = png.clone();
        java.nio.ByteBuffer.wrap(huge).putInt(16, 2_000_000_000).putInt(20, 2_000_000_000);
        java.util.zip.CRC32 sum = new java.util.zip.CRC32();
        sum.update(huge, 12, 17);
        java.nio.ByteBuffer.wrap(huge).putInt(29, (int) sum.getValue());
        Path file = Files.write(folder.resolve("huge.png"), huge);

        assertThatThrownBy(() -> PictureFile.read(file))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage(file + " says that it is 2000000000 pixels high and 2000000000 wide, but from 1 to 8192 are"
                        + " decoded. Make it smaller, or take it away");
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "bmp", "gif"})
    void anImageThatIsCutShortIsRefused(String format) throws IOException {
        byte[] whole = bytes(noise(), format);
        for (int length : new int[] {0, 1, 20, whole.length / 2, whole.length - 60}) {
            Path file = Files.write(folder.resolve("cut." + format), Arrays.copyOf(whole, length));

            assertThatThrownBy(() -> PictureFile.read(file))
                    .as("%d of %d bytes", length, whole.length)
                    .isInstanceOf(EvenkeelException.class)
                    .hasMessageStartingWith(file.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "bmp", "gif"})
    void damagedBytesAreRefusedOrDecoded(String format) throws IOException {
        byte[] whole = bytes(noise(), format);
        Random random = new Random(format.hashCode());
        Path file = folder.resolve("damaged." + format);
        for (int trial = 0; trial < 300; trial++) {
            byte[] damaged = whole.clone();
            for (int change = 0; change < 1 + trial % 4; change++) {
                int among = trial % 2 == 0 ? 64 : damaged.length;
                damaged[random.nextInt(among)] = (byte) random.nextInt();
            }
            Files.write(file, damaged);
            try {
                Picture picture = PictureFile.read(file);
                assertThat(picture.values())
                        .hasSize(picture.size().height() * picture.size().width() * picture.channels());
            } catch (EvenkeelException refused) {
                assertThat(refused).hasMessageStartingWith(file.toString());
            }
        }
    }

    @Test
    void aFileThatIsMissingIsNamed() {
        Path none = folder.resolve("none.png");

        assertThatThrownBy(() -> PictureFile.read(none))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage(none + " does not exist");
    }

    @Test
    void sizesAreReadFromWords() {
        assertThat(ImageSize.of("32")).isEqualTo(new ImageSize(32, 32));
        assertThat(ImageSize.of("32x48")).isEqualTo(new ImageSize(32, 48)).hasToString("32x48");
        for (String wrong :
                new String[] {"", "x", "32x", "x32", "32*32", "-3", "3.5", "32X32", "1x2x3", "99999999999"}) {
            assertThatThrownBy(() -> ImageSize.of(wrong))
                    .isInstanceOf(EvenkeelException.class)
                    .hasMessage("An image size is written as 32, or 32x48 for height x width, but got '" + wrong + "'");
        }
        for (String wrong : new String[] {"0", "8193", "1x0", "9999x1"}) {
            assertThatThrownBy(() -> ImageSize.of(wrong))
                    .isInstanceOf(EvenkeelException.class)
                    .hasMessageStartingWith("An image size needs extents from 1 to 8192, but ");
        }
    }

    private Picture read(BufferedImage image, String format) throws IOException {
        return PictureFile.read(
                Files.write(folder.resolve("some." + format.toLowerCase(Locale.ROOT)), bytes(image, format)));
    }

    private static BufferedImage noise() {
        BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_3BYTE_BGR);
        Random random = new Random(4);
        for (int y = 0; y < 30; y++) {
            for (int x = 0; x < 40; x++) {
                image.setRGB(x, y, random.nextInt(1 << 24));
            }
        }
        return image;
    }

    private static byte[] bytes(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, bytes))
                .as("a writer of " + format)
                .isTrue();
        return bytes.toByteArray();
    }
}
