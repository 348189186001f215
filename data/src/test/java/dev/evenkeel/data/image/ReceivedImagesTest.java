package dev.evenkeel.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.data.DataSource;
import dev.evenkeel.dataset.Batch;
import dev.evenkeel.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReceivedImagesTest {
    private static final Shape LARGE = Shape.of(9, 12, 3);

    @TempDir
    private Path folder;

    private static byte[] png(Shape shape) {
        float[] values = new float[shape.size()];
        for (int index = 0; index < values.length; index++) {
            values[index] = (index * 53 % 256) / 255f;
        }
        return Thumbnail.png(values, 0, shape, 100);
    }

    @Test
    void bytesAreReadAsAFileOfTheSameBytes() throws IOException {
        Path file = folder.resolve("a.png");
        Files.write(file, png(LARGE));
        Shape input = Shape.of(4, 5, 3);
        ImageSize size = new ImageSize(4, 5);
        ImageDataset files = DataSource.of(file.toString())
                .images(rules -> rules.forModel(input, List.of()).size(size))
                .imageFiles()
                .dataset();
        Batch batch = new Batch(1, input, files.target());
        files.read(0, batch, 0);

        float[] received = new float[1 + input.size()];
        new ReceivedImages(input, Optional.of(size), 1000).read("Image 0", png(LARGE), received, 1);

        assertThat(received).startsWith(0f).endsWith(batch.inputs());
    }

    @Test
    void largeImagesAreNotDecoded() {
        ReceivedImages images = new ReceivedImages(LARGE, Optional.empty(), 107);

        assertThatThrownBy(() -> images.read("Image 0", png(LARGE), new float[LARGE.size()], 0))
                .hasMessage("Image 0 has 108 pixels, but at most 107 are decoded. Make it smaller");
    }

    @Test
    void whatIsNoImageIsRefused() {
        ReceivedImages images = new ReceivedImages(LARGE, Optional.empty(), 1000);

        assertThatThrownBy(() -> images.read("Image 0", new byte[20], new float[LARGE.size()], 0))
                .hasMessage("Image 0 is no image in PNG, JPEG, BMP or GIF");
    }
}
