package dev.evenkeel.formats.onnx.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Files that others wrote, from the folders that the environment variables {@code EVENKEEL_CONFORMANCE} and
 * {@code EVENKEEL_PRETRAINED} name.
 */
class ConformanceFilesTest {
    /** The files in a variable's folder whose names end so, none if it is not set. */
    static List<Path> files(String variable, String ending) throws IOException {
        Map<String, String> environment = System.getenv();
        if (!environment.containsKey(variable)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(Path.of(environment.get(variable)))) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void conformanceModelsAreReadAndWrittenAgain() throws IOException {
        List<Path> models = files("EVENKEEL_CONFORMANCE", ".onnx");
        assumeTrue(!models.isEmpty(), "set EVENKEEL_CONFORMANCE to a folder with ONNX's conformance cases");
        assertThat(models).allSatisfy(ConformanceFilesTest::requireReadAgain);
    }

    @Test
    void conformanceTensorsAreRead() throws IOException {
        List<Path> tensors = files("EVENKEEL_CONFORMANCE", ".pb");
        assumeTrue(!tensors.isEmpty(), "set EVENKEEL_CONFORMANCE to a folder with ONNX's conformance cases");
        assertThat(tensors).allSatisfy(file -> {
            TensorProto tensor = TensorFile.read(file);
            assertThat(tensor.floats()).hasSize(tensor.size());
        });
    }

    @Test
    void pretrainedModelsAreReadAndWrittenAgain() throws IOException {
        List<Path> models = files("EVENKEEL_PRETRAINED", ".onnx");
        assumeTrue(!models.isEmpty(), "set EVENKEEL_PRETRAINED to a folder with burn-mnist");
        assertThat(models).allSatisfy(ConformanceFilesTest::requireReadAgain);
    }

    private static void requireReadAgain(Path file) {
        ModelProto model = OnnxFile.read(file);
        assertThat(OnnxFile.parse("copy", OnnxFile.bytes(model))).isEqualTo(model);
    }
}
