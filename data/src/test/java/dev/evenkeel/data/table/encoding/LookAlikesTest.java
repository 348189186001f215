package dev.evenkeel.data.table.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.table.Table;
import dev.evenkeel.data.table.TableFormat;
import dev.evenkeel.data.table.TableReader;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Categories that people hardly tell apart stay apart, and are told; so are words for missing values that may be values. */
class LookAlikesTest {
    @Test
    void textsThatLookAlikeAreTold() {
        assertThat(LookAlikes.note("Column 'c'", List.of("NO", "Yes", "YES", "yes")))
                .contains(
                        "Column 'c' has texts that look alike but count as different: 'Yes', 'YES', 'yes'. If they mean "
                                + "the same, write them alike");
        assertThat(shown("caf\u00E9", "cafe\u0301")).contains("'caf\u00E9', 'cafe\\u0301'");
        assertThat(shown("New York", "New\u00A0York", "New  York")).contains("'New York', 'New\\u00A0York'");
        assertThat(shown("a\uFEFFb", "a\u200Bb", "ab")).contains("'a\\uFEFFb', 'a\\u200Bb', 'ab'");
        assertThat(shown(" a", "a", "B", "b")).contains("' a', 'a', and 1 other group of such texts");
        assertThat(LookAlikes.note("Column 'c'", List.of("a", "b", "\u00E9", "e")))
                .isEmpty();
    }

    private static String shown(String... texts) {
        return LookAlikes.note("Column 'c'", List.of(texts)).orElseThrow();
    }

    @Test
    void columnsAndTargetsAreLookedThrough() {
        StringBuilder text = new StringBuilder("x,c,class\n");
        for (int row = 0; row < 40; row++) {
            text.append(row % 7)
                    .append(',')
                    .append(List.of("Yes", "yes", "no").get(row % 3))
                    .append(',')
                    .append(List.of("p", "q", "P").get(row % 3))
                    .append('\n');
        }
        TableEncoding encoding = TableEncoding.fit(TableReader.csv("a.csv", text.toString()), EncodingRules.defaults());

        assertThat(encoding.notes())
                .anyMatch(note ->
                        note.startsWith("Column 'c' has texts that look alike") && note.contains("'Yes', 'yes'"))
                .anyMatch(note ->
                        note.startsWith("Target 'class' has texts that look alike") && note.contains("'P', 'p'"));
        assertThat(encoding.featureNames()).contains("c=Yes", "c=yes");

        EncodedRows rows = encoding.encode(TableReader.csv("b.csv", "x,c\n1,YES\n"));
        assertThat(rows.warnings())
                .containsExactly("b.csv: column 'c' has 1 value that was not learnt, 'YES', which looks like 'Yes'; "
                        + "it counts as none of its categories");
        assertThatThrownBy(() -> encoding.dataset(TableReader.csv("b.csv", "x,c,class\n1,no,Q\n")))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("target 'class' is 'Q', which looks like 'q', but the classes learnt are");
    }

    @Test
    void aWordThatMayBeAValueIsToldWhereItIsMissing() {
        StringBuilder text = new StringBuilder("country,y\n");
        for (int row = 0; row < 40; row++) {
            text.append(List.of("DE", "NA", "FR", "DE").get(row % 4))
                    .append(',')
                    .append(row % 5)
                    .append(".5\n");
        }
        Table table = TableReader.csv("a.csv", text.toString());

        assertThatThrownBy(() -> TableEncoding.fit(table, EncodingRules.defaults()))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("a.csv line 3: column 'country' is missing ('NA')")
                .hasMessageEndingWith(
                        "; if 'NA' is a value, write it in double quotes, or say --missing-words with the words "
                                + "that are missing values (TableFormat.missingWords)");
        assertThat(TableEncoding.fit(table, EncodingRules.defaults().missing(Missing.IMPUTE))
                        .notes())
                .anyMatch(note ->
                        note.startsWith("Column 'country': 10 missing values become 'DE', the most frequent; if "
                                + "'NA' is a value, write it in double quotes"));
        assertThat(TableEncoding.fit(
                                TableReader.csv(
                                        "a.csv",
                                        text.toString(),
                                        TableFormat.automatic().missingWords("n/a")),
                                EncodingRules.defaults())
                        .featureNames())
                .contains("country=NA");
    }
}
