package dev.evenkeel.data.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Regular expressions, which a model's file may hold. */
class CorpusRulesTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @CsvSource({"labelFrom,^(([a-z]+)*)+_", "testWhere,^(([a-z]+)*)+_", "labelFrom,(.*.*.*.*.*.*.*)*_"})
    void anExpressionThatNeverEndsIsRefusedSoon(String key, String expression) throws IOException {
        Files.writeString(folder.resolve("a".repeat(200) + ".txt"), "text");
        Files.writeString(folder.resolve("b_1.txt"), "text");
        CorpusRules rules = CorpusRules.fromJson(JsonObject.of().with(key, expression));

        assertThatThrownBy(() -> read(rules))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining(
                        "The regular expression '" + expression + "' takes too many steps on the path 'aaaaaaaa")
                .hasMessageContaining("write it without a repetition within a repetition");
    }

    @Test
    void anExpressionThatIsNestedTooDeeplyIsRefused() {
        String deep = "(".repeat(200_000) + ")".repeat(200_000);

        assertThatThrownBy(() -> CorpusRules.fromJson(JsonObject.of().with("labelFrom", deep)))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("(((((...' is no regular expression: ")
                .hasMessageMatching("(?s).{0,300}");
    }

    @Test
    void longPathsAreSearchedByPlainExpressions() throws IOException {
        Files.writeString(folder.resolve("a".repeat(200) + "_x.txt"), "text");
        Files.writeString(folder.resolve("b".repeat(200) + "_y.txt"), "text");

        assertThat(read(CorpusRules.defaults().labelFrom(".*_(.*)[.]txt")).labels())
                .containsExactly("x", "y");
    }

    @Test
    void aKeptRuleForTheTestPartGivesWayToFoldersOfParts() throws IOException {
        for (String path : new String[] {"train/a_1.txt", "train/b_9.txt", "test/a_3.txt", "test/b_4.txt"}) {
            Path file = folder.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "text");
        }
        CorpusRules said = CorpusRules.defaults().labelFrom("/(.)_").testWhere("_9");

        assertThatThrownBy(() -> read(said)).hasMessageContaining("comes in parts, by its folders");
        Corpus<String> kept = read(CorpusRules.fromJson(said.toJson()));
        assertThat(kept.training()).containsExactly("train/a_1.txt", "train/b_9.txt");
        assertThat(kept.test()).hasValue(List.of("test/a_3.txt", "test/b_4.txt"));
    }

    @Test
    void aPartOfWhichNoFileCanBeReadIsRefused() throws IOException {
        for (String path : new String[] {"train/a/1.txt", "train/b/2.txt", "test/a/3.txt"}) {
            Path file = folder.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "text");
        }

        for (String part : List.of("test", "train")) {
            assertThatThrownBy(() -> Corpus.read(
                            folder,
                            CorpusKind.TEXTS,
                            CorpusRules.defaults(),
                            (problem, reason) -> {},
                            example -> readable(example, part)))
                    .hasMessageMatching(part + "/a/[13][.]txt is damaged");
        }
    }

    private static String readable(Corpus.Example example, String damaged) {
        if (example.path().startsWith(damaged)) {
            throw new EvenkeelException(example.path() + " is damaged");
        }
        return example.path();
    }

    private Corpus<String> read(CorpusRules rules) {
        return Corpus.read(folder, CorpusKind.TEXTS, rules, UnreadableFiles.REFUSED, Corpus.Example::path);
    }
}
