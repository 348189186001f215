package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.evenkeel.model.Model;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recordings, from training to predictions. */
class SoundCommandsTest {
    private static final String[] PATTERNS = {"--label-from", "^([a-z]+)_", "--test-where", "_[0-4][.]wav$"};

    @TempDir
    private Path folder;

    @Test
    void tonesAreLearntMeasuredAndPredictedAsTheModelKeepsIt() throws IOException {
        Path run = folder.resolve("run");
        Path zip = zip();

        CommandCall trained = train(zip, run, "--mels", "16", "--hop", "20", "--epochs", "8", "--json");

        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.err())
                .contains("30 sequences to learn from and 10 to test of 16 dimensions and 4 to 8 positions")
                .contains("A position is a frame of 25 ms, every 20 ms, of recordings at 8000 samples a second");
        assertThat(trained.json().number("testAccuracy")).isEqualTo(1);
        assertThat(Model.read(run.resolve("model.safetensors")).attachments().get("sound"))
                .contains("\"rate\":8000")
                .contains("\"mels\":16")
                .contains("\"hop\":20");

        CommandCall evaluated = CommandCall.of("evaluate", run, "--data", zip, "--json");
        assertThat(evaluated.json().string("split")).isEqualTo("test");
        assertThat(evaluated.json().number("logLoss")).isEqualTo(trained.json().number("testLogLoss"));
        CommandCall all = CommandCall.of("predict", run, "--data", zip);
        assertThat(all.code()).as(all.err()).isZero();
        assertThat(all.out().strip().split("\n")).hasSize(41);
        assertThat(all.out()).startsWith("row,file,label,probability,p(high),p(low)\n1,high_0.wav,high,");
        assertThat(CommandCall.of("predict", run, "--data", zip, "--split", "test")
                        .out()
                        .lines()
                        .skip(1)
                        .map(line -> line.split(",")[1]))
                .hasSize(10)
                .startsWith("high_0.wav", "high_1.wav")
                .allMatch(name -> name.matches("(high|low)_[0-4][.]wav"));
        assertThat(CommandCall.of("inspect", run).out()).contains("sound: {");
        assertThat(CommandCall.of("audit", run, "--data", zip).code()).isZero();
    }

    @Test
    void oneFileOfAnotherRateIsHeardAtTheModelsRate() throws IOException {
        Path run = folder.resolve("run");
        train(zip(), run, "--epochs", "8");
        Path alone = Files.write(folder.resolve("some.wav"), tone(16_000, 1_200, 0.15, new Random(3)));

        CommandCall call = CommandCall.of("predict", run, "--data", alone);

        assertThat(call.code()).as(call.err()).isZero();
        assertThat(call.out()).contains("\n1,some.wav,high,");
        assertThat(call.err()).contains("1 recording was resampled to 8000 samples a second");
        Path longer = Files.write(folder.resolve("longer.wav"), tone(8_000, 1_200, 2, new Random(3)));
        assertThat(CommandCall.of("predict", run, "--data", longer).err())
                .contains("longer.wav has 198 frames, but the model reads at most ")
                .contains("cut it, or train on recordings as long");
        Path cut = Files.write(folder.resolve("cut.wav"), Arrays.copyOf(Files.readAllBytes(longer), 1_000));
        assertThat(CommandCall.of("predict", run, "--data", cut).err())
                .contains(
                        "cut.wav is a damaged WAV file: it is cut short: 32000 bytes of sound are announced, but 956");
    }

    @Test
    void recordingsThatCannotBeReadAreLeftOutByTheRule() throws IOException {
        Path run = folder.resolve("run");
        train(zip(), run, "--epochs", "8");
        Path some = Files.createDirectories(folder.resolve("some"));
        byte[] low = tone(8_000, 300, 0.15, new Random(3));
        Files.write(some.resolve("high_0.wav"), tone(8_000, 1_200, 0.15, new Random(2)));
        Files.write(some.resolve("low_1.wav"), Arrays.copyOf(low, 1_000));
        Files.write(some.resolve("low_2.wav"), low);
        Files.write(some.resolve("low_3.wav"), tone(8_000, 300, 2, new Random(3)));

        CommandCall plain = CommandCall.of("predict", run, "--data", some);
        CommandCall skipped = CommandCall.of("predict", run, "--data", some, "--missing", "skip", "--json");

        assertThat(plain.code()).isEqualTo(1);
        assertThat(plain.out())
                .contains("\n1,high_0.wav,high,", "\n2,low_2.wav,low,")
                .doesNotContain("low_1", "low_3");
        assertThat(plain.err())
                .contains("low_1.wav: it is a damaged WAV file: it is cut short")
                .doesNotContain("to learn from")
                .contains("low_3.wav: it has 198 frames, but the model reads at most")
                .contains("; the file is left out", "To take this as done, say --missing skip")
                .doesNotContain("impute");
        assertThat(skipped.code()).as(skipped.err()).isZero();
        assertThat(skipped.json().integer("skipped")).isEqualTo(2);
        assertThat(skipped.json().integer("answered")).isEqualTo(2);
        CommandCall measured = CommandCall.of("evaluate", run, "--data", some, "--missing", "skip", "--json");
        assertThat(measured.code()).as(measured.err()).isZero();
        assertThat(measured.json().integer("examples")).isEqualTo(2);
        assertThat(measured.json().number("accuracy")).isEqualTo(1);
        assertThat(CommandCall.of("predict", run, "--data", some, "--missing", "refuse")
                        .err())
                .contains("low_1.wav: it is a damaged WAV file")
                .contains(", and --missing refuse uses no file then. --missing skip leaves such files out")
                .doesNotContain("impute");
        assertThat(CommandCall.of("predict", run, "--data", some, "--missing", "impute")
                        .err())
                .contains("a file that cannot be read has none: --missing skip leaves it out");
        CommandCall further = CommandCall.of("train", "--from", run, "--data", some);
        assertThat(further.err()).contains("low_1.wav is a damaged WAV file");
        Files.delete(some.resolve("low_1.wav"));
        Files.delete(some.resolve("low_3.wav"));
        CommandCall shared = CommandCall.of(
                "train",
                "--from",
                run,
                "--data",
                some,
                "--test-share",
                0,
                "--epochs",
                1,
                "--out",
                folder.resolve("on"));
        assertThat(shared.code()).as(shared.err()).isZero();
        assertThat(shared.err())
                .contains("The model's --test-where '_[0-4][.]wav$' finds all of the files, so they are one part");
    }

    @Test
    void otherDataThanRecordingsAreNamed() throws IOException {
        Path run = folder.resolve("run");
        Path zip = zip();
        train(zip, run, "--epochs", "1");
        Path series =
                Files.writeString(folder.resolve("s.ts"), "@classLabel true high low\n@data\n1,2:high\n3,4:low\n");
        Path other = folder.resolve("other");
        CommandCall.of("train", "--data", series, "--test-share", 0, "--epochs", 1, "--out", other);

        assertThat(CommandCall.of("evaluate", run, "--data", series).err())
                .contains("The model reads recordings (.wav), alone, in a folder or in a zip archive, but")
                .contains("is a set of time series");
        assertThat(CommandCall.of("evaluate", other, "--data", zip).err())
                .contains("holds recordings, but the model was not trained on any");
        assertThat(CommandCall.of("train", "--from", run, "--data", zip, "--mels", 3)
                        .err())
                .contains("--sound, --sample-rate, --window, --hop and --mels are those of the model's training");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--mels,0 | The number of mel bands of sounds needs 1 to 1024, but got 0",
                "--hop,-1 | The hop of sounds needs milliseconds above 0 and up to 10000, but got -1.0",
                "--sample-rate,0 | needs 1 to 1000000 samples a second, but got 0",
                "--sound,mfcc | is unknown",
                "--sound,waveform,--hop,3 | but --sound waveform has none: leave them out",
            })
    void whatCannotBeSaidIsRefused(String options, String message) throws IOException {
        assertThat(train(zip(), folder.resolve("run"), options.split(",")).err())
                .contains(message);
    }

    @Test
    void whatIsSaidOfRecordingsIsOfNothingElse() {
        assertThat(CommandCall.of("train", "--data", "digits", "--mels", 3).err())
                .contains("--hop and --mels are about folders and zip archives of recordings, but 'digits' is a set of"
                        + " images");
    }

    /** Spoken digits: recordings 0 to 4 of each speaker and digit are the test. */
    @Test
    void spokenDigitsAreReadByTheirNames() {
        Optional<Path> digits = Optional.ofNullable(System.getenv("EVENKEEL_DATA"))
                .map(shared -> Path.of(shared, "sequences", "fsdd-speakers-george-jackson-lucas.zip"))
                .filter(Files::exists);
        assumeTrue(digits.isPresent(), "EVENKEEL_DATA has no spoken digits");

        CommandCall call = CommandCall.of(
                "train",
                "--data",
                digits.get(),
                "--label-from",
                "^(\\d)_",
                "--test-where",
                "_[0-4][.]wav$",
                "--network",
                "mlp",
                "--epochs",
                1,
                "--out",
                folder.resolve("run"),
                "--json");

        assertThat(call.code()).as(call.err()).isZero();
        assertThat(call.json().integer("trainingExamples")).isEqualTo(1_350);
        assertThat(call.json().integer("testExamples")).isEqualTo(150);
    }

    private static CommandCall train(Path data, Path run, String... options) {
        Object[] call = Stream.of(
                        Stream.of("train", "--data", data, "--out", run), Stream.of(PATTERNS), Stream.of(options))
                .flatMap(words -> words)
                .toArray();
        return CommandCall.of(call);
    }

    private Path zip() throws IOException {
        Path zip = folder.resolve("tones.zip");
        Random random = new Random(1);
        try (OutputStream file = Files.newOutputStream(zip);
                ZipOutputStream out = new ZipOutputStream(file)) {
            for (int index = 0; index < 20; index++) {
                for (String label : new String[] {"high", "low"}) {
                    out.putNextEntry(new ZipEntry("tones/" + label + "_" + index + ".wav"));
                    double frequency = label.equals("high") ? 1_200 : 300;
                    out.write(tone(8_000, frequency, 0.1 + index % 5 * 0.02, random));
                }
            }
        }
        return zip;
    }

    private static byte[] tone(int rate, double frequency, double seconds, Random random) {
        int samples = (int) (rate * seconds);
        ByteBuffer bytes = ByteBuffer.allocate(44 + 2 * samples).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put("RIFF".getBytes(StandardCharsets.ISO_8859_1)).putInt(36 + 2 * samples);
        bytes.put("WAVEfmt ".getBytes(StandardCharsets.ISO_8859_1)).putInt(16);
        bytes.putShort((short) 1).putShort((short) 1).putInt(rate).putInt(2 * rate);
        bytes.putShort((short) 2).putShort((short) 16);
        bytes.put("data".getBytes(StandardCharsets.ISO_8859_1)).putInt(2 * samples);
        for (int index = 0; index < samples; index++) {
            double value = 0.4 * Math.sin(2 * Math.PI * frequency * index / rate) + 0.02 * random.nextGaussian();
            bytes.putShort((short) Math.round(32_767 * value));
        }
        return bytes.array();
    }
}
