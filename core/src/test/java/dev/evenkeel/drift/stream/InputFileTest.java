package dev.evenkeel.drift.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.drift.InputReservoir;
import dev.evenkeel.safetensors.SafetensorsWriter;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Shape;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputFileTest {
    private static final Shape SEQUENCE = Shape.of(3, 2);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void examplesAndTheirPaddingComeBack() {
        InputReservoir inputs = new InputReservoir(SEQUENCE, 200, 1);
        Mask mask = new Mask(150, 3);
        float[] values = new float[150 * 6];
        for (int example = 0; example < 150; example++) {
            mask.truncate(example, 1 + example % 3);
            values[example * 6] = example + 0.1f;
        }
        inputs.offer(values, 0, 150, mask);
        Path file = folder.resolve("a.safetensors");
        InputFile.write(inputs.dataset(), file);
        assertThat(InputFile.isOne(file)).isTrue();
        Dataset read = InputFile.read(file, SEQUENCE);
        assertThat(read.size()).isEqualTo(150);
        Batch batch = new Batch(2, SEQUENCE, read.target());
        read.read(148, batch, 1);
        assertThat(batch.inputs()[batch.inputOffset(1)]).isEqualTo(148.1f);
        assertThat(batch.mask().length(1)).isEqualTo(2);
        assertThatThrownBy(() -> InputFile.read(file, Shape.of(6)))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("holds inputs [150, 3, 2], but the model reads examples");
    }

    @Test
    void whatIsDamagedIsNamed() {
        Path file = folder.resolve("b.safetensors");
        new SafetensorsWriter()
                .metadata("evenkeel.inputs", "1")
                .floats("inputs", new float[12], 2, 3, 2)
                .floats("padding", new float[6], 2, 3)
                .write(file);
        assertThatThrownBy(() -> InputFile.read(file, SEQUENCE))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("needs padding [2, 3] of U8");
        Path other = folder.resolve("c.safetensors");
        new SafetensorsWriter().floats("inputs", new float[12], 2, 3, 2).write(other);
        assertThat(InputFile.isOne(other)).isFalse();
        assertThat(InputFile.isOne(folder)).isFalse();
    }
}
