package dev.evenkeel.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsWritingTest {
    private static final int LENGTH = 300_000;

    @TempDir
    Path folder;

    /** Writes one file again and again until it is killed: every value of a version is the version's number. */
    static final class EndlessWriter {
        private EndlessWriter() {}

        public static void main(String... arguments) {
            for (int version = 0; true; version++) {
                version(version).write(Path.of(arguments[0]));
            }
        }
    }

    private static SafetensorsWriter version(int version) {
        float[] values = new float[LENGTH];
        Arrays.fill(values, version);
        return new SafetensorsWriter()
                .metadata("version", String.valueOf(version))
                .floats("w", values, LENGTH);
    }

    @Test
    void aWriteKilledAtAnyInstantLeavesAWholeFile() throws IOException, InterruptedException {
        Path path = folder.resolve("checkpoint.safetensors");
        Random random = new Random(5);
        for (int kill = 0; kill < 4; kill++) {
            Process writer = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xshare:auto",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            EndlessWriter.class.getName(),
                            path.toString())
                    .redirectErrorStream(true)
                    .start();
            while (!Files.exists(path) && writer.isAlive()) {
                Thread.sleep(5);
            }
            Thread.sleep(100 + random.nextInt(200));
            assertThat(writer.isAlive()).isTrue();
            writer.destroyForcibly();
            assertThat(writer.waitFor(10, TimeUnit.SECONDS)).isTrue();
            try (SafetensorsFile file = SafetensorsFile.read(path)) {
                assertThat(file.floats("w"))
                        .containsOnly(Float.parseFloat(file.metadata().get("version")));
            }
            assertThat(names())
                    .hasSizeLessThanOrEqualTo(2)
                    .allMatch(name -> name.matches("checkpoint.safetensors(.*\\.tmp)?"));
        }
        version(-1).write(path);
        assertThat(names()).containsExactly("checkpoint.safetensors");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void whatAKilledWriteLeftIsDeletedAndNothingElse() throws IOException {
        Path path = folder.resolve("model.safetensors");
        Files.writeString(folder.resolve("model.safetensors.0123456789abcdef.tmp"), "stray");
        Files.writeString(folder.resolve("model.safetensors.tmp"), "not ours");
        Files.writeString(folder.resolve("other.safetensors.0123456789abcdef.tmp"), "not ours");
        version(1).write(path);
        assertThat(names())
                .containsExactly(
                        "model.safetensors", "model.safetensors.tmp", "other.safetensors.0123456789abcdef.tmp");
    }

    @Test
    void aFailedWriteLeavesTheOldFileAndNoTrace() throws IOException {
        Path path = folder.resolve("model.safetensors");
        version(1).write(path);
        byte[] before = Files.readAllBytes(path);
        assertThatExceptionOfType(SafetensorsException.class)
                .isThrownBy(() -> AtomicFile.write(path, target -> {
                    target.write(1);
                    throw new IOException("No space left on device");
                }))
                .withMessageStartingWith(
                        path + ": the file cannot be written: java.io.IOException: No space left on device");
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> AtomicFile.write(path, target -> {
                    throw new IllegalStateException();
                }));
        assertThat(Files.readAllBytes(path)).isEqualTo(before);
        assertThat(names()).containsExactly("model.safetensors");
    }

    @Test
    void anOpenFileStaysTheOneThatWasChecked() {
        Path path = folder.resolve("model.safetensors");
        version(1).write(path);
        try (SafetensorsFile file = SafetensorsFile.read(path)) {
            version(2).write(path);
            assertThat(file.floats("w")).containsOnly(1);
        }
        try (SafetensorsFile file = SafetensorsFile.read(path)) {
            assertThat(file.floats("w")).containsOnly(2);
        }
    }

    @Test
    void missingFoldersAreCreated() {
        Path path = folder.resolve("runs/1/model.safetensors");
        version(1).write(path);
        assertThat(path).exists();
    }

    @Test
    void theFileHoldsTheBytesFromMemory() throws IOException {
        Path path = folder.resolve("model.safetensors");
        version(3).write(path);
        assertThat(Files.readAllBytes(path)).isEqualTo(version(3).toBytes());
    }

    @Test
    void placesThatCannotHoldAFileAreRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThatExceptionOfType(SafetensorsException.class)
                .isThrownBy(() -> version(1).write(file.resolve("model.safetensors")))
                .withMessageContaining("its folder cannot be created");
        assertThatExceptionOfType(SafetensorsException.class)
                .isThrownBy(() -> version(1).write(folder))
                .withMessage(folder + ": this is a folder. Give the name of a file to write");
        assertThat(names()).containsExactly("file");
    }

    @Test
    void anInterruptedThreadStillSaves() {
        Path path = folder.resolve("model.safetensors");
        Thread.currentThread().interrupt();
        try {
            version(4).write(path);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        try (SafetensorsFile file = SafetensorsFile.read(path)) {
            assertThat(file.floats("w")).containsOnly(4);
        }
    }

    @Test
    void manyThreadsReadOneFile() {
        Path path = folder.resolve("model.safetensors");
        SafetensorsWriter writer = new SafetensorsWriter();
        for (int i = 0; i < 16; i++) {
            float[] values = new float[20_000];
            Arrays.fill(values, i);
            writer.floats("w" + i, values, values.length);
        }
        writer.write(path);
        try (SafetensorsFile file = SafetensorsFile.read(path)) {
            Stream.iterate(0, i -> i + 1)
                    .limit(64)
                    .parallel()
                    .forEach(i -> assertThat(file.floats("w" + i % 16)).containsOnly(i % 16));
        }
    }
}
