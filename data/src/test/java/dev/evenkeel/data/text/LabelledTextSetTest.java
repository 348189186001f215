package dev.evenkeel.data.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.DataKind;
import dev.evenkeel.data.DataSource;
import dev.evenkeel.data.Division;
import dev.evenkeel.data.LoadedData;
import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.tensor.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelledTextSetTest {
    @TempDir
    private Path folder;

    @Test
    void charactersAreNumbersAndRareOnesShareZero() throws IOException {
        write("a/1.txt", "abca");
        write("a/2.txt", "b");
        write("b/1.txt", "ac\uD83D\uDE00x");
        write("README.txt", "about");

        LoadedData data = DataSource.of(folder.toString()).testShare(0).open();

        assertThat(data.kind()).isEqualTo(DataKind.TEXTS);
        assertThat(data.training().inputShape()).isEqualTo(Shape.of(4, 1));
        assertThat(data.training().target()).isEqualTo(Target.classes(List.of("a", "b")));
        assertThat(((LabelledTexts) data.training()).vocabulary().tokens()).containsExactly("a", "b", "c");
        assertThat(((LabelledTexts) data.training()).tokens()).isEqualTo(4);
        Batch batch = filled(data.training());
        assertThat(batch.inputs()).containsExactly(1, 2, 3, 1, 2, 0, 0, 0, 1, 3, 0, 0);
        assertThat(batch.mask().realRows(4, 8)).isEqualTo(1);
        assertThat(batch.targets()).containsExactly(0, 0, 1);
        assertThat(data.training().exampleName(2)).isEqualTo("b/1.txt");
        assertThat(data.notes())
                .contains("3 texts of 1 to 4 characters, 3 different ones")
                .contains(folder.resolve("README.txt") + " is passed over: it lies in no folder of a class");
    }

    @Test
    void partsOfAFolderAreReadAsReviewsComeAndLongTextsAreCut() throws IOException {
        write("train/pos/1.txt", "good good");
        write("train/neg/1.txt", "bad");
        write("train/urls_pos.txt", "http");
        write("test/neg/1.txt", "quite bad");
        write("test/pos/1.txt", "good");

        LoadedData data = DataSource.of(folder.toString())
                .texts(rules -> rules.longest(5))
                .open();

        assertThat(data.division()).isEqualTo(Division.GIVEN);
        assertThat(data.training().inputShape()).isEqualTo(Shape.of(5, 1));
        assertThat(data.test().orElseThrow().size()).isEqualTo(2);
        assertThat(data.notes())
                .contains("2 texts to learn from and 2 to test of 3 to 5 characters, 1 different ones")
                .contains("2 texts are longer, and read up to character 5: --max-characters N reads more");
        LabelledRules kept = LabelledRules.fromJson(data.kept().get("texts"));
        assertThat(kept.longest()).isEqualTo(5);
        assertThat(kept.vocabulary().orElseThrow().tokens()).containsExactly("d");
    }

    @Test
    void theVocabularyIsThatOfTheTrainingPartAlone() throws IOException {
        for (int index = 0; index < 20; index++) {
            write("a/" + index + ".txt", "x" + Character.toString('A' + index).repeat(2));
            write("b/" + index + ".txt", "y" + Character.toString('A' + index));
        }

        LoadedData data = DataSource.of(folder.toString()).seed(1).open();

        Dataset training = data.training();
        assertThat(training.size()).isEqualTo(32);
        LabelledTexts texts = (LabelledTexts) training;
        long seenTwice = IntStream.range(0, 20)
                .filter(index -> IntStream.range(0, training.size())
                                .filter(row -> training.exampleName(row).matches("./" + index + "[.]txt"))
                                .count()
                        == 2)
                .count();
        assertThat(texts.vocabulary().tokens()).hasSize(2 + (int) seenTwice);
        assertThat(((LabelledTexts) data.test().orElseThrow()).vocabulary()).isEqualTo(texts.vocabulary());
    }

    @Test
    void aModelReadsOtherTextsWithCharactersItNeverSaw() throws IOException {
        write("in/new.txt", "abz\u00fc");
        LabelledRules kept = LabelledRules.defaults().longest(3).vocabulary(new Vocabulary(List.of("a", "b")));

        LoadedData data = DataSource.of(folder.toString())
                .testShare(0)
                .targetOptional()
                .texts(usual -> kept.forModel(List.of("x", "y")))
                .open();

        assertThat(filled(data.training()).inputs()).containsExactly(1, 2, 0);
        assertThat(data.training().target()).isEqualTo(Target.values(0));
        assertThat(data.notes())
                .contains("1 text of 3 characters, 2 different ones")
                .contains("The model does not know the character U+007A, in 1 place: it reads what is rare there")
                .contains("1 text is longer, and read up to character 3, as in the training");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "a/1.txt=x;b/1.txt= | b/1.txt is empty: a text needs characters",
                "a/1.txt=x;b/1.txt=\u00ff | line 1 is not text in UTF-8",
                "a/1.txt=x | has one class, a: from 2 to 1000 are needed",
            })
    void whatIsNoTextIsNamed(String files, String message) throws IOException {
        for (String file : files.split(";")) {
            String[] parts = file.split("=", -1);
            Path path = folder.resolve(parts[0]);
            Files.createDirectories(path.getParent());
            Files.write(path, parts[1].strip().getBytes(StandardCharsets.ISO_8859_1));
        }

        assertThatThrownBy(() -> DataSource.of(folder.toString()).open())
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining(message);
    }

    @Test
    void oneCharacterIsOne() throws IOException {
        write("a/1.txt", "x");
        write("b/1.txt", "y");

        assertThat(DataSource.of(folder.toString()).testShare(0).open().notes())
                .contains("2 texts of 1 character, 0 different ones");
    }

    private static Batch filled(Dataset data) {
        Batch batch = new Batch(data.size(), data.inputShape(), data.target());
        for (int index = 0; index < data.size(); index++) {
            data.read(index, batch, index);
        }
        return batch;
    }

    private void write(String path, String text) throws IOException {
        Files.createDirectories(folder.resolve(path).getParent());
        Files.writeString(folder.resolve(path), text);
    }
}
