package dev.evenkeel.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamContentTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 200_000})
    void theWholeStreamIsReadHoweverFewBytesItGivesAtOnce(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        InputStream slow = new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, 1000));
            }
        };
        assertThat(StreamContent.read("m", slow, size)).isEqualTo(bytes);
    }

    @Test
    void anEndlessStreamIsRefusedAtTheLimit() {
        long[] given = {0};
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                given[0]++;
                return 7;
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                given[0] += length;
                return length;
            }
        };
        assertThatThrownBy(() -> StreamContent.read("zeros.onnx", endless, 100_000))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith("zeros.onnx: the model needs at most 100000 bytes as a stream, but got more");
        assertThat(given[0]).isLessThan(200_000);
    }

    @Test
    void theStreamStaysOpen() {
        boolean[] closed = {false};
        InputStream stream = new ByteArrayInputStream(new byte[3]) {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        assertThat(StreamContent.read("m", stream)).hasSize(3);
        assertThat(closed[0]).isFalse();
    }

    @Test
    void errorsNameTheStream() throws IOException {
        InputStream broken = InputStream.nullInputStream();
        broken.close();
        assertThatThrownBy(() -> StreamContent.read("digits", broken))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("digits: the model cannot be read: Stream closed. Check where the stream comes from");
        assertThatThrownBy(() -> StreamContent.read("digits", getClass().getResourceAsStream("absent")))
                .isInstanceOf(NullPointerException.class)
                .hasMessageStartingWith("digits: the model needs a stream, but got null");
    }
}
