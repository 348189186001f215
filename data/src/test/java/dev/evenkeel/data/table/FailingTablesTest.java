package dev.evenkeel.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.table.encoding.EncodingRules;
import dev.evenkeel.data.table.encoding.TableEncoding;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables that were once misread, from the folder that EVENKEEL_FAILING names. */
@EnabledIfEnvironmentVariable(named = "EVENKEEL_FAILING", matches = ".+")
class FailingTablesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "decimal-comma-and-one-odd-cell.csv|199 of 200 values of column 'power' are numbers with a decimal comma, but "
                        + "line 11 is 'k.A.'",
                "one-nan-in-numbers.csv|line 57: column 'power' is missing ('nan')",
                "one-nan-in-numeric-target.csv|line 11: target 'price' is missing ('nan')",
                "no-header-text-label.csv|4 of its values are numbers"
            })
    void whatCannotBeReadIsNamed(String file, String message) {
        assertThatThrownBy(() -> encoding(file))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith(file)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "pipe-separated.csv|a|0.5",
                "sep-line.csv|a|0.5",
                "line-of-blanks.csv|a|0.5",
                "thousands-comma.csv|power|581408",
                "thousands-point.csv|power|2380408",
                "thousands-point-below-million.csv|power|580.508",
                "quoted-NA.csv|x|0.299",
                "one-nan-clean-reference.csv|power|23.8"
            })
    void whatCanBeReadHasItsValues(String file, String column, String value) {
        Table table = TableReader.read(path(file));

        assertThat(table.column(column).text(0)).isEqualTo(value);
        assertThat(encoding(file).columns()).contains(column);
    }

    @Test
    void whatWasReadOtherwiseIsTold() {
        assertThat(encoding("thousands-comma.csv").notes())
                .contains("Column 'power' writes numbers with commas between thousands: '581,408' is read as 581408");
        assertThat(encoding("thousands-point-below-million.csv").notes())
                .anyMatch(note -> note.startsWith("Column 'power' has three digits behind each point"));
        assertThat(encoding("row-numbers-leak.csv").notes())
                .anyMatch(note -> note.startsWith("Column 'column 1' is left out: it numbers the rows"));
        assertThat(encoding("row-numbers-leak.csv").columns()).containsExactly("n1", "n2");
        assertThat(encoding("quoted-NA.csv").featureNames()).contains("country=NA");
    }

    private static TableEncoding encoding(String file) {
        return TableEncoding.fit(TableReader.read(path(file)), EncodingRules.defaults());
    }

    private static Path path(String file) {
        return Path.of(System.getenv("EVENKEEL_FAILING"), "tables", file);
    }
}
