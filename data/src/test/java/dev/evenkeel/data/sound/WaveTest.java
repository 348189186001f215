package dev.evenkeel.data.sound;

import static dev.evenkeel.data.sound.WaveBytes.chunk;
import static dev.evenkeel.data.sound.WaveBytes.extensible;
import static dev.evenkeel.data.sound.WaveBytes.format;
import static dev.evenkeel.data.sound.WaveBytes.mono;
import static dev.evenkeel.data.sound.WaveBytes.riff;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WaveTest {
    private static final byte[] QUARTERS_16 = {0, (byte) 0x80, 0, 0, 0, 0x40, 0, (byte) 0xC0};

    @Test
    void integersOfAllWidthsAreReadOneScale() {
        float[] quarters = {-1, 0, 0.5f, -0.5f};

        assertThat(samples(1, 8, new byte[] {0, (byte) 128, (byte) 192, 64})).containsExactly(quarters);
        assertThat(samples(1, 16, QUARTERS_16)).containsExactly(quarters);
        assertThat(samples(1, 24, new byte[] {0, 0, (byte) 0x80, 0, 0, 0, 0, 0, 0x40, 0, 0, (byte) 0xC0}))
                .containsExactly(quarters);
        assertThat(samples(
                        1,
                        32,
                        little(16)
                                .putInt(Integer.MIN_VALUE)
                                .putInt(0)
                                .putInt(1 << 30)
                                .putInt(-1 << 30)
                                .array()))
                .containsExactly(quarters);
        assertThat(samples(1, 24, new byte[] {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF}))
                .containsExactly((float) -0x1p-23);
    }

    @Test
    void floatsMayGoBeyondOne() {
        assertThat(samples(3, 32, little(8).putFloat(-1.5f).putFloat(0.25f).array()))
                .containsExactly(-1.5f, 0.25f);
        assertThat(samples(3, 64, little(16).putDouble(-1.5).putDouble(0.25).array()))
                .containsExactly(-1.5f, 0.25f);
        assertThatThrownBy(() ->
                        samples(3, 32, little(8).putFloat(1).putFloat(Float.NaN).array()))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("x.wav is a damaged WAV file: its sample 2 is no finite number");
    }

    @Test
    void channelsBecomeTheirMean() {
        Wave wave = Wave.read("x.wav", riff(chunk("fmt ", format(1, 2, 44_100, 16)), chunk("data", QUARTERS_16)));

        assertThat(wave.rate()).isEqualTo(44_100);
        assertThat(wave.samples()).containsExactly(-0.5f, 0);
    }

    @Test
    void theExtensibleFormIsReadAndOtherChunksArePassedOver() {
        byte[] file = riff(
                chunk("LIST", new byte[7]),
                chunk("fmt ", extensible(1, 1, 8_000, 16)),
                chunk("fact", new byte[4]),
                chunk("data", QUARTERS_16),
                chunk("id3 ", new byte[3]));

        assertThat(Wave.read("x.wav", file).samples()).hasSize(4);
        byte[] other = extensible(1, 1, 8_000, 16);
        other[30] = 9;
        assertThatThrownBy(() -> Wave.read("x.wav", riff(chunk("fmt ", other), chunk("data", QUARTERS_16))))
                .hasMessageContaining("a format of number -1, which is not read");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0x7FFFF000, Integer.MAX_VALUE})
    void aLengthThatWasNeverWrittenEndsWithTheFile(int length) {
        byte[] file = Arrays.copyOf(mono(8_000, 0.5, 0.25), 49);
        little(file).putInt(40, length);

        assertThat(Wave.read("x.wav", file).samples()).containsExactly(0.5f, 0.25f);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "40 | 5 | it is cut short: 5 bytes of sound are announced, but 4 follow",
                "40 | 3 | its sound has 3 bytes, which are no whole samples of 2 bytes",
                "40 | 0 | it holds no sound: its chunk 'data' is empty",
                "40 | 1073741824 | 1073741824 bytes of sound are announced, but 4 follow",
                "16 | 15 | its chunk 'fmt ' has 15 bytes, but at least 16 are needed",
                "16 | -16 | its chunk 'fmt ' announces 4294967280 bytes, but 28 follow",
                "24 | 0 | 0 samples a second, but 1 to 1000000 can be",
                "24 | -1 | 4294967295 samples a second",
                "12 | 0 | its sound comes before the chunk 'fmt '",
            })
    void whatTheHeadSaysWronglyIsNamed(int at, int value, String message) {
        byte[] file = mono(8_000, 0.5, 0.25);
        little(file).putInt(at, value);

        assertThatThrownBy(() -> Wave.read("x.wav", file))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("x.wav is a damaged WAV file: ")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "7,1,8,holds mu-law",
        "17,1,4,holds ADPCM",
        "1,1,0,holds integers of 0 bits",
        "3,1,16,holds floats of 16 bits",
        "1,0,16,it has 0 channels",
        "1,257,16,it has 257 channels",
    })
    void otherFormatsAreNamed(int tag, int channels, int bits, String message) {
        assertThatThrownBy(() -> Wave.read(
                        "x.wav", riff(chunk("fmt ", format(tag, channels, 8_000, bits)), chunk("data", QUARTERS_16))))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "RIFF", "RIFX0000WAVE", "fLaC00000000", "RIFF0000AVI "})
    void whatIsNoWavFileIsToldSo(String head) {
        assertThatThrownBy(() -> Wave.read("x.wav", head.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("x.wav is no WAV file")
                .hasMessageContaining("Save it as");
    }

    @Test
    void noPrefixAndNoChangedByteIsMoreThanRefused() {
        byte[] whole = riff(chunk("fmt ", extensible(3, 2, 8_000, 32)), chunk("data", new byte[16]));
        for (int length = 0; length < whole.length; length++) {
            byte[] prefix = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Wave.read("x.wav", prefix)).isInstanceOf(EvenkeelException.class);
        }
        for (int at = 0; at < whole.length; at++) {
            for (int value : new int[] {0, 1, 0x7F, 0x80, 0xFF}) {
                byte[] changed = whole.clone();
                changed[at] = (byte) value;
                try {
                    assertThat(Wave.read("x.wav", changed).samples()).isNotEmpty();
                } catch (EvenkeelException refused) {
                    assertThat(refused).hasMessageContaining("x.wav");
                }
            }
        }
    }

    private static float[] samples(int tag, int bits, byte[] data) {
        return Wave.read("x.wav", riff(chunk("fmt ", format(tag, 1, 8_000, bits)), chunk("data", data)))
                .samples();
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
