package dev.evenkeel.data.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesSetTest {
    private static final String HEAD = "@problemName p\n@univariate false\n@classLabel true a b\n@data\n";

    @TempDir
    private Path folder;

    @Test
    void seriesOfAnyLengthArePaddedAtTheEnd() {
        SeriesDataset read = read("""
                # a comment
                @PROBLEMNAME vowels
                @timestamps FALSE
                @missing false
                @univariate false
                @dimensions 2
                @equalLength false
                @classLabel True b a
                @data

                1,2,3:-1,-2,-3:a
                # another
                4e1 , 5.5:6,7:b
                """).training();

        assertThat(read.inputShape()).isEqualTo(Shape.of(3, 2));
        assertThat(read.target()).isEqualTo(Target.classes(List.of("b", "a")));
        Batch batch = filled(read);
        assertThat(batch.inputs()).containsExactly(1, -1, 2, -2, 3, -3, 40, 6, 5.5f, 7, 0, 0);
        assertThat(batch.targets()).containsExactly(1, 0);
        assertThat(batch.mask().realRows(0, 3)).isEqualTo(3);
        assertThat(batch.mask().realRows(3, 6)).isEqualTo(2);
        assertThat(batch.mask().isReal(5)).isFalse();
        assertThat(read.exampleName(1)).isEqualTo("line 13");
        assertThat(read.inputName(3)).isEqualTo("position 2 of dimension 2");
        assertThat(read.paddingShare()).isCloseTo(1 / 6.0, within(1e-12));
    }

    @Test
    void whatABufferHeldBeforeIsNoPadding() {
        SeriesDataset read = read(HEAD + "1,2:a\n3:b\n").training();
        Batch batch = new Batch(1, read.inputShape(), read.target());

        batch.fill(read, new int[] {0}, 0, 1);
        batch.fill(read, new int[] {1}, 0, 1);

        assertThat(batch.inputs()).containsExactly(3, 0);
    }

    @Test
    void numbersToPredictAndWindowsLinesAreRead() {
        SeriesDataset read = read("\uFEFF@univariate true\r\n@targetLabel true\r\n@data\r\n1,2:0.5\r\n3,4:-2\r\n")
                .training();

        assertThat(read.target()).isEqualTo(Target.values(1));
        assertThat(filled(read).targets()).containsExactly(0.5f, -2);
        assertThat(filled(read).inputs()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void theLengthsAreInTheFingerprint() {
        Dataset padded = read(HEAD + "1,2:a\n3,0:b\n").training();
        Dataset shorter = read(HEAD + "1,2:a\n3:b\n").training();

        assertThat(shorter.fingerprint()).isNotEqualTo(padded.fingerprint());
        assertThat(shorter.fingerprint())
                .isEqualTo(read(HEAD + "1,2:a\n3:b\n").training().fingerprint());
    }

    @Test
    void missingValuesAreRefusedOrInterpolatedInTime() {
        String text = HEAD + "?,2,NaN,?,8,?:1,1,1,1,1,1:a\n";

        assertThatThrownBy(() -> read(text))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("p.ts line 5 lacks 4 values, the first at position 1 of dimension 1")
                .hasMessageContaining("--missing impute");
        SeriesSet read = read(text, SeriesRules.defaults().missing(MissingValues.INTERPOLATE));
        assertThat(filled(read.training()).inputs()).containsExactly(2, 1, 2, 1, 4, 1, 6, 1, 8, 1, 8, 1);
        assertThat(read.notes()).anyMatch(note -> note.contains("4 missing values were interpolated"));
        assertThatThrownBy(
                        () -> read(HEAD + "1,2:?,?:a\n", SeriesRules.defaults().missing(MissingValues.INTERPOLATE)))
                .hasMessageContaining("line 5 has no known value in dimension 2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "1,2:3:a | line 5 has 2 values in dimension 1, but 1 in dimension 2",
                "1,2 | line 5 ends without the class of its series",
                "1,2:c | line 5 ends with the class 'c', which '@classLabel' does not name",
                "1,x:a | line 5: 'x' at position 2 is no finite number",
                "1,,2:a | line 5: '' at position 2 is no finite number: write ? for a value that is missing",
                "1,1e39:a | '1e39' at position 2 is no finite number",
                "1,0x1p3:a | '0x1p3' at position 2 is no finite number",
                "1,2f:a | '2f' at position 2",
                "(0,1),(1,2):a | line 5 gives time stamps",
                "1,2:? | line 5 lacks the class of its series",
            })
    void aBadSeriesIsNamedByItsLine(String line, String message) {
        assertThatThrownBy(() -> read(HEAD + line + "\n"))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("p.ts")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "@timeStamps true;@data;1:a | line 1 says that values have time stamps, which are not read",
                "@timeStamps perhaps | line 1: @timeStamps needs true or false, but got 'perhaps'",
                "@dimensions 0 | line 1: @dimensions needs a whole number from 1 to 999999999, but got '0'",
                "@seriesLength 2000000000 | line 1: @seriesLength needs a whole number from 1 to 999999999, but got '2000000000'",
                "@dimensions 2;@classLabel true a;@data;1:a | line 4 has 1 dimension, but 2 are needed, as the header says",
                "@classLabel true a;@data;1:2:a;1:a | line 4 has 1 dimension, but 2 are needed, as the first series has",
                "@equalLength true;@classLabel true a;@data;1,2:a;1:a | line 5 has 1 position, but 2 are needed",
                "@equalLength true;@seriesLength 3;@classLabel true a;@data;1,2:a | '@seriesLength' says",
                "@univariate true;@dimensions 2;@data;1:2 | says '@univariate true', but '@dimensions 2'",
                "@classLabel true;@data | line 1 names no class",
                "@classLabel true a;@targetLabel true | line 2: a series ends with a class",
                "@classLabel true a;@classLabel true b | line 2 says @classLabel a second time",
                "@classLabel false;@data;1,2 | says neither '@classLabel true ...' nor '@targetLabel true'",
                "@classLabel true a;1,2:a | line 2 is neither a header line nor a comment",
                "@classLabel true a | has no line '@data'",
                "@classLabel true a;@data | holds no series",
                "export const x = 1 | is no file of time series in sktime's form",
                "@data 1,2 | line 1 goes on behind '@data'",
            })
    void aBadHeaderIsNamed(String lines, String message) {
        assertThatThrownBy(() -> read(lines.replace(";", "\n") + "\n"))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("p.ts")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "set", "set_TRAIN.ts", "set_TEST.ts"})
    void twoPartsAreOneSet(String word) throws IOException {
        Files.writeString(folder.resolve("set_TRAIN.ts"), HEAD + "1,2:a\n3:b\n");
        Files.writeString(folder.resolve("set_TEST.ts"), HEAD.replace("a b", "b a") + "1,2,3:a\n");

        SeriesSet read = SeriesSet.read(folder.resolve(word).toString(), SeriesRules.defaults());

        assertThat(read.name()).isEqualTo("set");
        assertThat(read.training().inputShape()).isEqualTo(Shape.of(3, 1));
        assertThat(read.test().orElseThrow().inputShape()).isEqualTo(Shape.of(3, 1));
        assertThat(filled(read.test().orElseThrow()).targets()).containsExactly(0);
        assertThat(read.notes())
                .containsExactly(
                        "2 sequences to learn from and 1 to test of 1 dimension and 1 to 3 positions, 50.0 % of the"
                                + " positions to learn from being padding if all were as long as the longest");
    }

    @Test
    void onePartAloneIsRemarked() throws IOException {
        Files.writeString(folder.resolve("set_TEST.ts"), HEAD + "1,2:a\n");

        SeriesSet read = SeriesSet.read(folder.resolve("set_TEST.ts").toString(), SeriesRules.defaults());

        assertThat(read.test()).isEmpty();
        assertThat(read.notes()).contains("set_TEST.ts is read alone: there is no set_TRAIN.ts beside it");
        assertThat(SeriesSet.isNamed(folder.resolve("set").toString())).isFalse();
    }

    @Test
    void aFolderOfSeveralSetsAsksForOne() throws IOException {
        Files.writeString(folder.resolve("one_TRAIN.ts"), HEAD + "1,2:a\n");
        Files.writeString(folder.resolve("two.ts"), HEAD + "1,2:a\n");

        assertThatThrownBy(() -> SeriesSet.isNamed(folder.toString()))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("holds 2 sets of time series: give one of them");
    }

    @Test
    void aModelPadsToItsPositionsAndRefusesLongerSeries() {
        SeriesRules rules = SeriesRules.defaults().forModel(Shape.of(3, 1), List.of("b", "x", "a"));

        SeriesDataset read = read(HEAD + "1,2:a\n3:b\n", rules).training();

        assertThat(read.inputShape()).isEqualTo(Shape.of(3, 1));
        assertThat(filled(read).targets()).containsExactly(2, 0);
        assertThatThrownBy(() -> read(HEAD + "1,2,3,4:a\n", rules))
                .hasMessageContaining("p.ts line 5 has 4 positions, but the model reads at most 3");
        assertThatThrownBy(() -> read(HEAD + "1,2:3,4:a\n", rules))
                .hasMessageContaining("has series of 2 dimensions, but the model reads 1");
        assertThatThrownBy(() -> read(HEAD.replace("a b", "a q") + "1:q\n", rules))
                .hasMessageContaining("p.ts line 5 has the class 'q', which the model does not know");
    }

    @Test
    void whatIsPredictedNeedsNoTarget() {
        SeriesRules rules = SeriesRules.defaults().targets(SeriesRules.Targets.OPTIONAL);

        assertThat(filled(read("@classLabel false\n@data\n1,2:3,4\n", rules).training())
                        .inputs())
                .containsExactly(1, 3, 2, 4);
        assertThat(read(HEAD + "1,2:?\n", rules).training().target()).isEqualTo(Target.values(0));
    }

    @Test
    void packedFilesAreReadAndOtherTextIsNamed() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write((HEAD + "1,2:a\n").getBytes(StandardCharsets.UTF_8));
        }
        Path file = Files.write(folder.resolve("p.ts.gz"), packed.toByteArray());
        assertThat(SeriesSet.read(file.toString(), SeriesRules.defaults())
                        .training()
                        .size())
                .isEqualTo(1);

        Path latin = folder.resolve("l.ts");
        Files.write(latin, ("# caf\u00e9\n" + HEAD + "1:\u00e4\n").getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> SeriesSet.read(latin.toString(), SeriesRules.defaults()))
                .hasMessageContaining("l.ts line 6 is not text in UTF-8");
    }

    @Test
    void thePublicSetsAreRead() {
        Optional<String> data = Optional.ofNullable(System.getenv("EVENKEEL_DATA"));
        assumeTrue(data.isPresent(), "EVENKEEL_DATA is not set");

        SeriesSet vowels = SeriesSet.read(data.get() + "/sequences/JapaneseVowels", SeriesRules.defaults());
        SeriesSet power = SeriesSet.read(data.get() + "/sequences/ItalyPowerDemand_TEST.ts", SeriesRules.defaults());

        assertThat(vowels.training().size()).isEqualTo(270);
        assertThat(vowels.test().orElseThrow().size()).isEqualTo(370);
        assertThat(vowels.training().inputShape()).isEqualTo(Shape.of(29, 12));
        assertThat(vowels.notes().get(0)).contains("7 to 29 positions");
        assertThat(power.training().size()).isEqualTo(67);
        assertThat(power.training().inputShape()).isEqualTo(Shape.of(24, 1));
    }

    private SeriesSet read(String text) {
        return read(text, SeriesRules.defaults());
    }

    private SeriesSet read(String text, SeriesRules rules) {
        try {
            return SeriesSet.read(
                    Files.writeString(folder.resolve("p.ts"), text).toString(), rules);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static Batch filled(Dataset dataset) {
        Batch batch = new Batch(dataset.size(), dataset.inputShape(), dataset.target());
        int[] all = new int[dataset.size()];
        for (int index = 0; index < all.length; index++) {
            all[index] = index;
        }
        batch.fill(dataset, all, 0, all.length);
        return batch;
    }
}
