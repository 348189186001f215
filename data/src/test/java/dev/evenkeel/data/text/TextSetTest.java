package dev.evenkeel.data.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.tensor.Shape;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextSetTest {
    @TempDir
    private Path folder;

    @Test
    void charactersAreTokensInTheOrderOfTheirCodePoints() throws IOException {
        TextSet read = read("\uFEFFb\r\na\uD83D\uDE00b", TextRules.of(3), 0);

        assertThat(read.vocabulary().tokens()).containsExactly("\n", "a", "b", "\uD83D\uDE00");
        assertThat(read.training().inputShape()).isEqualTo(Shape.of(3, 1));
        assertThat(read.training().target()).isEqualTo(Target.values(3));
        Batch batch = filled(read.training());
        assertThat(batch.inputs()).containsExactly(2, 0, 1, 0, 1, 3);
        assertThat(batch.targets()).containsExactly(0, 1, 3, 1, 3, 2);
        assertThat(read.vocabulary().decode(1, 3)).isEqualTo("a\uD83D\uDE00");
        assertThat(read.vocabulary().encode("p", "ba")).containsExactly(2, 1);
    }

    @Test
    void windowsToLearnOverlapAndThoseOfTheHeldOutEndPredictEachCharacterOnce() throws IOException {
        String letters = "abcdefghijklmnopqrstuvwxyz";
        TextSet read = read(letters, TextRules.of(4), 0.25);

        Batch learnt = filled(read.training());
        assertThat(read.training().tokens()).isEqualTo(19);
        assertThat(read.training().size()).isEqualTo(8);
        assertThat(learnt.inputs()).startsWith(0, 1, 2, 3, 2, 3, 4, 5).endsWith(14, 15, 16, 17);
        assertThat(learnt.targets()).endsWith(15, 16, 17, 18);
        assertThat(learnt.mask().isComplete()).isTrue();
        TextDataset test = read.test().orElseThrow();
        Batch held = filled(test);
        assertThat(held.inputs()).containsExactly(19, 20, 21, 22, 23, 24, 0, 0);
        assertThat(held.targets()).containsExactly(20, 21, 22, 23, 24, 25, 0, 0);
        assertThat(held.mask().realRows(0, 8)).isEqualTo(6);
        assertThat(test.exampleName(1)).isEqualTo("the window from character 24");
        assertThat(read.notes())
                .containsExactly(
                        "19 characters to learn from and the last 7 to test, 26 different ones, in windows of 4");
    }

    @Test
    void aTextInMemoryIsReadAsOneInAFile() throws IOException {
        TextSet read = read("abcabcbbca", TextRules.of(3), 0.3);
        TextSet made = TextSet.of("letters", "abcabcbbca", TextRules.of(3), 0.3);

        assertThat(filled(made.training()).inputs())
                .isEqualTo(filled(read.training()).inputs());
        assertThat(filled(made.test().orElseThrow()).targets())
                .isEqualTo(filled(read.test().orElseThrow()).targets());
        assertThat(made.training().name()).isEqualTo("letters (training)");
        assertThatThrownBy(() -> TextSet.of("letters", "", TextRules.of(3), 0))
                .hasMessage("letters is empty: a text to learn needs characters");
    }

    @Test
    void aTextOfMoreThanTwoGigabytesIsTooLongAndNoMatterOfMemory() throws IOException {
        Path file = folder.resolve("long.txt");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(3L << 30);
        }
        assertThatThrownBy(() -> TextSet.read(file, TextRules.of(4), 0.1))
                .hasMessageEndingWith(
                        "is too long: a text to learn has at most 2,147,483,639 bytes. Take a part of it");
    }

    @Test
    void whatIsNoTextIsNamedByItsPlace() throws IOException {
        Path file = Files.write(folder.resolve("l.txt"), "one\ncaf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> TextSet.read(file, TextRules.of(2), 0))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage(file + " line 2 is not text in UTF-8: its byte 4 begins no character. Save the file in that"
                        + " encoding");
        assertThatThrownBy(() -> read("", TextRules.of(2), 0)).hasMessageContaining("is empty");
        assertThatThrownBy(() -> read("aaaaaaa", TextRules.of(2), 0)).hasMessageContaining("nothing to learn");
        assertThatThrownBy(() -> read("abcd", TextRules.of(8), 0))
                .hasMessageContaining("it needs 9 characters, but has 4");
        assertThatThrownBy(() -> TextSet.read(folder, TextRules.of(2), 0)).hasMessageContaining("is a folder");
        assertThatThrownBy(() -> TextRules.of(1)).hasMessageContaining("a context of 2 to 65536 tokens, but got 1");
    }

    @Test
    void aModelKnowsItsCharactersAlone() throws IOException {
        TextRules rules = TextRules.of(4).vocabulary(new Vocabulary(List.of("b", "a")));

        assertThat(filled(read("ab", rules, 0).training()).inputs()).containsExactly(1, 0, 0, 0);
        assertThatThrownBy(() -> read("ab\n", rules, 0))
                .hasMessageContaining("p.txt line 1 has the character '")
                .hasMessageContaining("(U+000A), which is none of the 2 that the model knows");
        assertThatThrownBy(() -> new Vocabulary(List.of("a", ""))).hasMessageContaining("needs each once");
    }

    private TextSet read(String text, TextRules rules, double share) throws IOException {
        return TextSet.read(Files.writeString(folder.resolve("p.txt"), text), rules, share);
    }

    private static Batch filled(TextDataset dataset) {
        Batch batch = new Batch(dataset.size(), dataset.inputShape(), dataset.target());
        batch.fill(dataset, IntStream.range(0, dataset.size()).toArray(), 0, dataset.size());
        return batch;
    }
}
