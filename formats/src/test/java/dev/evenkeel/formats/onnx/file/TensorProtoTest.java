package dev.evenkeel.formats.onnx.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.evenkeel.formats.onnx.problem.OnnxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TensorProtoTest {
    @Test
    void textsAreRefusedBeforeMemoryIsTakenForNumbers() {
        TensorProto texts = TensorProto.of("words", ElementType.STRING, List.of((long) Integer.MAX_VALUE), new byte[0]);
        assertThatExceptionOfType(OnnxException.class)
                .isThrownBy(texts::floats)
                .withMessage("tensor 'words' needs numbers, but it holds STRING");
        assertThatExceptionOfType(OnnxException.class)
                .isThrownBy(texts::longs)
                .withMessage("tensor 'words' needs whole numbers, but it holds STRING");
    }

    @Test
    void wholeNumbersBecomeTheNearestFloat() {
        long justAboveAMidpoint = (1L << 62) + (1L << 38) + 1;
        assertThat(TensorProto.ofLongs("n", justAboveAMidpoint).floats())
                .containsExactly((float) justAboveAMidpoint)
                .containsExactly(0x1p62f + 0x1p39f);
        assertThat(unsigned(-1).floats()).containsExactly(0x1p64f);
        assertThat(unsigned((1L << 63) + (1L << 39) + 1).floats()).containsExactly(0x1p63f + 0x1p40f);
    }

    private static TensorProto unsigned(long bits) {
        ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(bits);
        return TensorProto.of("n", ElementType.UINT64, List.of(1L), bytes.array());
    }

    @Test
    void metadataKeepTheirOrder() {
        Map<String, String> metadata = new LinkedHashMap<>();
        for (int index = 20; index > 0; index--) {
            metadata.put("key" + index, "value");
        }
        GraphProto graph = new GraphProto("", List.of(), List.of(), List.of(), List.of());
        assertThat(new ModelProto(8, "", List.of(), graph, metadata).metadata().keySet())
                .containsExactlyElementsOf(metadata.keySet());
    }
}
