package dev.evenkeel.data.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainOrGzipTest {
    @Test
    void membersOneAfterAnotherAreOneText() {
        assertThat(read(joined(gzip("a,b\n"), gzip(""), gzip("1,2\n")))).isEqualTo("a,b\n1,2\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 40, 512, 200_000})
    void zerosBehindTheEndFillABlock(int zeros) {
        assertThat(read(joined(gzip("1,2\n"), new byte[zeros]))).isEqualTo("1,2\n");
    }

    /** What java.util.zip takes for the end. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 9, 10, 12, 19})
    void aMemberThatIsCutShortIsNoEnd(int length) {
        byte[] second = gzip("3,4\n");

        assertDamaged(joined(gzip("1,2\n"), Arrays.copyOf(second, length)));
    }

    @Test
    void aMemberWithADamagedHeaderIsNoEnd() {
        for (int index = 0; index < 4; index++) {
            byte[] second = gzip("3,4\n");
            second[index] = (byte) 0xFF;

            assertDamaged(joined(gzip("1,2\n".repeat(50_000)), second));
        }
    }

    private static void assertDamaged(byte[] bytes) {
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith("a.gz is a damaged gzip file (");
    }

    private static String read(byte[] bytes) {
        return PlainOrGzip.read(
                "a.gz",
                () -> new ByteArrayInputStream(bytes),
                in -> new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return bytes.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }
}
