package dev.evenkeel.formats.weights;

import dev.evenkeel.formats.ForeignFile;
import dev.evenkeel.safetensors.SafetensorsFile;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Where weights come from: a file, or the bytes of one.
 *
 * @param name for messages
 * @param file its name alone, for provenance
 * @param content opens it, refusing what other programs wrote in other formats
 * @param sha256 of all of it, in hexadecimal
 */
record WeightsSource(String name, String file, Supplier<SafetensorsFile> content, Supplier<String> sha256) {
    static WeightsSource of(Path path) {
        return new WeightsSource(
                path.toString(),
                String.valueOf(path.getFileName()),
                () -> {
                    ForeignFile.refuse(path);
                    return StackedBias.apart(path.toString(), SafetensorsFile.read(path));
                },
                () -> FileFingerprint.of(path));
    }

    static WeightsSource of(String name, byte[] bytes) {
        return new WeightsSource(
                name,
                name,
                () -> StackedBias.apart(name, SafetensorsFile.parse(name, bytes)),
                () -> FileFingerprint.of(bytes));
    }

    @Override
    public String toString() {
        return name;
    }
}
