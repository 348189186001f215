package dev.evenkeel.data.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.DataKind;
import dev.evenkeel.data.DataSource;
import dev.evenkeel.data.Division;
import dev.evenkeel.data.LoadedData;
import dev.evenkeel.data.series.SeriesDataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.json.Json;
import dev.evenkeel.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SoundSetTest {
    @TempDir
    private Path folder;

    @Test
    void recordingsInFoldersOfClassesAreSpectrograms() throws IOException {
        sound("yes/1.wav", 800);
        sound("yes/2.wav", 280);
        sound("no/1.wav", 200);
        Files.writeString(folder.resolve("README.md"), "about");
        Files.writeString(folder.resolve("no/.hidden"), "");

        LoadedData data = DataSource.of(folder.toString()).testShare(0).open();

        assertThat(data.kind()).isEqualTo(DataKind.SERIES);
        assertThat(data.division()).isEqualTo(Division.BY_SEED);
        assertThat(data.training().inputShape()).isEqualTo(Shape.of(8, 40));
        assertThat(data.training().target()).isEqualTo(Target.classes(List.of("no", "yes")));
        assertThat(((SeriesDataset) data.training()).strata()).containsExactly(0, 1, 1);
        assertThat(((SeriesDataset) data.training()).length(2)).isEqualTo(2);
        assertThat(data.training().exampleName(1)).isEqualTo("yes/1.wav");
        assertThat(data.notes())
                .contains(folder.resolve("README.md") + " is passed over: it is no .wav file")
                .contains("A position is a frame of 25 ms, every 10 ms, of recordings at 8000 samples a second")
                .anyMatch(note -> note.startsWith("3 sequences of 40 dimensions and 1 to 8 positions"));
        assertThat(data.kept()).containsOnlyKeys("sound");
    }

    @Test
    void whatAModelKeepsReadsTheSame() {
        SoundRules rules = SoundRules.defaults()
                .window(32)
                .hop(12.5)
                .mels(20)
                .rate(8_000)
                .files(files -> files.labelFrom("^(\\d)_").testWhere("_0[.]"));

        SoundRules read =
                SoundRules.fromJson(Json.parse(rules.toJson().toString()).asObject());

        assertThat(read.toJson()).isEqualTo(rules.toJson());
        assertThat(read.hop()).isEqualTo(12.5);
        assertThat(read.files().labelFrom().orElseThrow().pattern()).isEqualTo("^(\\d)_");
        assertThat(SoundRules.fromJson(SoundRules.defaults()
                                .form(SoundRules.Form.WAVEFORM)
                                .toJson())
                        .form())
                .isEqualTo(SoundRules.Form.WAVEFORM);
    }

    @Test
    void namesTellClassesAndTheTestPartAlsoWithinAZip() throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        for (int index = 0; index < 3; index++) {
            files.put("recordings/7_ann_" + index + ".wav", WaveBytes.mono(8_000, new double[300]));
            files.put("recordings/2_bob_" + index + ".wav", WaveBytes.mono(8_000, new double[250]));
        }
        files.put("recordings/noise.wav", WaveBytes.mono(8_000, new double[99]));
        files.put("__MACOSX/._noise.wav", new byte[3]);
        Path zip = zip(files);

        LoadedData data = DataSource.of(zip.toString())
                .sounds(rules -> rules.form(SoundRules.Form.WAVEFORM)
                        .files(names -> names.labelFrom("^(\\d)_").testWhere("_0[.]wav$")))
                .open();

        assertThat(data.division()).isEqualTo(Division.GIVEN);
        assertThat(data.training().size()).isEqualTo(4);
        assertThat(data.test().orElseThrow().size()).isEqualTo(2);
        assertThat(data.training().inputShape()).isEqualTo(Shape.of(300, 1));
        assertThat(data.training().target()).isEqualTo(Target.classes(List.of("2", "7")));
        assertThat(data.test().orElseThrow().exampleName(1)).isEqualTo("7_ann_0.wav");
        assertThat(data.notes())
                .contains(zip + " file 'recordings/noise.wav' is passed over: it has no class by --label-from");
    }

    @Test
    void foldersOfPartsAreParts() throws IOException {
        for (String path : List.of("Train/a/1.wav", "Train/b/1.wav", "val/a/2.wav", "test/b/3.wav")) {
            sound(path, 300);
        }

        LoadedData data = DataSource.of(folder.toString()).open();

        assertThat(data.training().size()).isEqualTo(2);
        assertThat(data.test().orElseThrow().size()).isEqualTo(1);
        assertThat(data.notes()).anyMatch(note -> note.startsWith("The folder of the validation part is not read"));
    }

    @Test
    void otherRatesAreRefusedOrResampled() throws IOException {
        sound("a/1.wav", 800);
        write("b/1.wav", WaveBytes.mono(16_000, new double[1_600]));
        DataSource source = DataSource.of(folder.toString()).testShare(0);

        assertThatThrownBy(source::open)
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining(folder.resolve("b/1.wav") + " has 16000 samples a second, but")
                .hasMessageContaining("has 8000: --sample-rate 8000 resamples all to the same");
        LoadedData resampled = source.sounds(rules -> rules.rate(16_000)).open();
        assertThat(resampled.training().inputShape()).isEqualTo(Shape.of(8, 40));
        assertThat(resampled.notes())
                .contains("1 recording was resampled to 16000 samples a second, 1 of them from fewer: their high"
                        + " frequencies are empty");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "x.wav,y.wav | lies in no folder of a class: put each class in a folder of its own, or say --label-from",
                "a/1.wav | has one class, a: from 2 to 1000 are needed",
                "train/a/1.wav,train/b/1.wav,test/c/1.wav | has the class 'c', which the training part does not have",
            })
    void whatHasNoClassIsNamed(String files, String message) throws IOException {
        for (String file : files.split(",")) {
            sound(file, 300);
        }

        assertThatThrownBy(() -> DataSource.of(folder.toString()).open())
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "[ | _ | '[' is no regular expression",
                "^z | _ | has a class by --label-from '^z'",
                "^(.) | ^q | --test-where '^q' finds none of the 2 files",
                "^(.) | wav | --test-where 'wav' finds all 2 files",
            })
    void patternsThatFindNothingAreNamed(String label, String test, String message) throws IOException {
        sound("a1.wav", 300);
        sound("b1.wav", 300);

        assertThatThrownBy(() -> DataSource.of(folder.toString())
                        .sounds(rules ->
                                rules.files(files -> files.labelFrom(label).testWhere(test)))
                        .open())
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining(message);
    }

    @Test
    void archivesThatLieAreRefused() throws IOException {
        byte[] wave = WaveBytes.mono(8_000, WaveBytes.sine(8_000, 300, 440, 0.5));
        byte[] bytes = Files.readAllBytes(zip(Map.of("a/1.wav", wave, "b/1.wav", wave)));
        Path damaged = folder.resolve("damaged.zip");
        int refused = 0;
        for (int at = 0; at < bytes.length; at += 3) {
            byte[] changed = bytes.clone();
            changed[at] ^= 0x41;
            Files.write(damaged, changed);
            try {
                assertThat(DataSource.of(damaged.toString())
                                .testShare(0)
                                .open()
                                .training()
                                .size())
                        .isEqualTo(2);
            } catch (EvenkeelException said) {
                refused++;
                assertThat(said).hasMessageContaining("damaged.zip");
            }
        }
        assertThat(refused).isGreaterThan(bytes.length / 6);
        for (int length = 0; length < bytes.length; length += 41) {
            Files.write(damaged, java.util.Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> DataSource.of(damaged.toString()).open()).isInstanceOf(EvenkeelException.class);
        }
    }

    @Test
    @DisabledOnJre(value = JRE.JAVA_25, disabledReason = "what it tests does not hang on the JDK, and it takes long")
    void aRecordingThatUnpacksWithoutEndIsRefusedByItsSize() throws IOException {
        Path zip = folder.resolve("bomb.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            out.putNextEntry(new ZipEntry("a/1.wav"));
            out.write(WaveBytes.mono(8_000, 0.5));
            byte[] silence = new byte[1 << 20];
            long limit = Math.min(1 << 29, Runtime.getRuntime().maxMemory() / 4);
            for (long written = 0; written < limit; written += silence.length) {
                out.write(silence);
            }
            out.putNextEntry(new ZipEntry("b/1.wav"));
        }

        assertThatThrownBy(() -> DataSource.of(zip.toString()).open())
                .isInstanceOf(EvenkeelException.class)
                .hasMessageMatching("(?s).*bomb.zip.*(MB or more, which is too large for one example|memory).*");
    }

    private void sound(String path, int samples) throws IOException {
        write(path, WaveBytes.mono(8_000, WaveBytes.sine(8_000, samples, 440, 0.5)));
    }

    private void write(String path, byte[] bytes) throws IOException {
        Files.createDirectories(folder.resolve(path).getParent());
        Files.write(folder.resolve(path), bytes);
    }

    private Path zip(Map<String, byte[]> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
            for (Map.Entry<String, byte[]> file : new TreeMap<>(files).entrySet()) {
                out.putNextEntry(new ZipEntry(file.getKey()));
                out.write(file.getValue());
            }
        }
        return Files.write(folder.resolve("sounds.zip"), bytes.toByteArray());
    }
}
