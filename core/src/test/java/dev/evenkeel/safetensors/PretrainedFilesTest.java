package dev.evenkeel.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Files that others wrote, from the folder that the environment variable {@code EVENKEEL_PRETRAINED} names. */
class PretrainedFilesTest {
    static List<Path> files() throws IOException {
        Map<String, String> environment = System.getenv();
        if (!environment.containsKey("EVENKEEL_PRETRAINED")) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(Path.of(environment.get("EVENKEEL_PRETRAINED")))) {
            return files.filter(file -> file.toString().endsWith(".safetensors"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void filesThatOthersWroteAreReadAndWrittenAgain() throws IOException {
        List<Path> paths = files();
        assumeTrue(!paths.isEmpty(), "set EVENKEEL_PRETRAINED to a folder of safetensors files");
        for (Path path : paths) {
            try (SafetensorsFile file = SafetensorsFile.read(path)) {
                SafetensorsWriter writer = new SafetensorsWriter().metadata(file.metadata());
                file.tensors()
                        .forEach((name, entry) -> writer.bytes(name, entry.type(), file.bytes(name), entry.shape()));
                SafetensorsFile copy = SafetensorsFile.parse("copy", writer.toBytes());
                assertThat(copy.metadata()).isEqualTo(file.metadata());
                assertThat(copy.tensors().keySet())
                        .containsExactlyElementsOf(file.tensors().keySet());
                file.tensors().values().forEach(entry -> requireSame(entry, file, copy));
            }
        }
    }

    private static void requireSame(TensorEntry entry, SafetensorsFile file, SafetensorsFile copy) {
        assertThat(copy.bytes(entry.name())).isEqualTo(file.bytes(entry.name()));
        if (entry.type().isFloatingPoint()) {
            assertThat(file.floats(entry.name()))
                    .hasSize((int) entry.elements())
                    .doesNotContain(Float.NaN);
        }
    }
}
