package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/sequences.md, run in their order on small data of the names that they have there, for one epoch. */
@DisabledOnJre(value = JRE.JAVA_17, disabledReason = "what it tests does not hang on the JDK, and it takes long")
class SequencesGuideTest {
    private static final Path GUIDE = Path.of("..", "docs", "sequences.md");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");
    private static final Pattern DESCRIPTION = Pattern.compile("```yaml\n# (\\S+[.]yaml)\n(.*?)```", Pattern.DOTALL);
    /** With a line's end 65, as the guide's text has. */
    private static final String CHARACTERS = " .:ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz012345678\n";

    private static final String LAB = "lab";
    private static final Map<String, String> MEASURED_ON =
            Map.of("sequences", "JapaneseVowels", "leak", "tinyshakespeare.txt");

    @TempDir
    private Path folder;

    @Test
    @Timeout(300)
    void everyCommandRuns() throws IOException {
        makeData();
        List<List<String>> commands = commands(words -> !words.get(0).equals(LAB)).stream()
                .map(this::here)
                .toList();

        assertThat(commands).hasSizeGreaterThan(7);
        for (List<String> words : commands) {
            CommandCall call = CommandCall.of(words.toArray());
            assertThat(call.code()).as("%s%n%s", words, call.err()).isZero();
        }
    }

    /** Each on the guide's data, which are small here, as those that the lab makes are not. */
    @Test
    @Timeout(300)
    void whatTheLabMeasuresRuns() throws IOException {
        makeData();
        List<String> experiments = commands(words -> words.get(0).equals(LAB)).stream()
                .flatMap(words -> words.stream().skip(1))
                .toList();

        assertThat(experiments).containsExactly("sequences", "leak");
        for (String name : experiments) {
            Path data = folder.resolve(MEASURED_ON.get(name));
            CommandCall call = CommandCall.of(LAB, name, "--quick", "--data", data, "--json");
            assertThat(call.code()).as("%s%n%s", name, call.err()).isZero();
            assertThat(call.json().array("experiments").toString()).contains("\"name\":\"" + name + "\"", "verdict");
        }
    }

    private List<List<String>> commands(Predicate<List<String>> wanted) throws IOException {
        try (Stream<String> lines = Files.lines(GUIDE)) {
            return lines.filter(line -> line.startsWith("    ./evenkeel "))
                    .map(line -> words(line.substring("    ./evenkeel ".length())))
                    .filter(wanted)
                    .toList();
        }
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find()) {
            words.add(Stream.of(1, 2, 3)
                    .map(matcher::group)
                    .filter(group -> group != null)
                    .findFirst()
                    .orElse(""));
        }
        return words;
    }

    /** Data and runs lie in the folder of the test, and an epoch is enough. */
    private List<String> here(List<String> words) {
        List<String> call = new ArrayList<>(words);
        int data = words.indexOf("--data");
        if (data > 0) {
            call.set(data + 1, folder.resolve(words.get(data + 1)).toString());
        }
        if (!words.get(0).equals("train")) {
            call.set(1, folder.resolve(words.get(1)).toString());
            return call;
        }
        int network = words.indexOf("--network") + 1;
        if (network > 0 && words.get(network).endsWith(".yaml")) {
            call.set(network, folder.resolve(words.get(network)).toString());
        }
        String stem = words.get(data + 1).replaceFirst("[.][a-z]+$", "").toLowerCase(Locale.ROOT);
        Path run = folder.resolve("run-" + stem + "-seed1");
        call.addAll(List.of("--epochs", "1", "--overwrite", "--out", run.toString()));
        return call;
    }

    private void makeData() throws IOException {
        String head = "@classLabel true a b\n@data\n";
        for (String part : List.of("TRAIN", "TEST")) {
            Files.writeString(folder.resolve("JapaneseVowels_" + part + ".ts"), head + "1,2,3:a\n4,5:b\n".repeat(4));
        }
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(folder.resolve("fsdd.zip")))) {
            for (int index = 0; index < 20; index++) {
                zip.putNextEntry(new ZipEntry("recordings/" + index % 2 + "_ann_" + index / 2 + ".wav"));
                zip.write(silence(400));
            }
        }
        Files.write(folder.resolve("some.wav"), silence(300));
        Matcher described = DESCRIPTION.matcher(Files.readString(GUIDE));
        while (described.find()) {
            Files.writeString(folder.resolve(described.group(1)), described.group(2));
        }
        StringBuilder table = new StringBuilder("id,time,speed,label\n");
        StringBuilder text = new StringBuilder(CHARACTERS);
        for (int row = 0; row < 60; row++) {
            table.append(String.format("%d,%d,%d,%s%n", row % 12, row, row % 7, row % 2 == 0 ? "up" : "down"));
            text.append("ROMEO: the cat sat on the mat.\n");
            Path review = folder.resolve("reviews").resolve(row % 2 == 0 ? "pos" : "neg");
            Files.createDirectories(review);
            Files.writeString(review.resolve(row + ".txt"), "quite good ".repeat(1 + row % 2));
        }
        Files.writeString(folder.resolve("runs.csv"), table);
        Files.writeString(folder.resolve("tinyshakespeare.txt"), text);
    }

    private static byte[] silence(int samples) {
        return ByteBuffer.allocate(44 + samples)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.ISO_8859_1))
                .putInt(36 + samples)
                .put("WAVEfmt ".getBytes(StandardCharsets.ISO_8859_1))
                .putInt(16)
                .putShort((short) 1)
                .putShort((short) 1)
                .putInt(8_000)
                .putInt(8_000)
                .putShort((short) 1)
                .putShort((short) 8)
                .put("data".getBytes(StandardCharsets.ISO_8859_1))
                .putInt(samples)
                .array();
    }
}
