package dev.evenkeel.kernels.vector.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TileSourcesTest {
    private static final Path FOLDER = Path.of("src/main/java/dev/evenkeel/kernels/vector/product");

    static List<TileSources.TileClass> classes() {
        return TileSources.CLASSES;
    }

    @ParameterizedTest
    @MethodSource("classes")
    void filesAreWhatTheGeneratorWrites(TileSources.TileClass tiles) throws IOException {
        assertThat(Files.readString(FOLDER.resolve(tiles.name() + ".java")))
                .withFailMessage(
                        "%s.java is not what TileSources writes. Change that instead, and run at the root: %s",
                        tiles.name(), TileSources.COMMAND)
                .isEqualToIgnoringWhitespace(tiles.source());
    }
}
