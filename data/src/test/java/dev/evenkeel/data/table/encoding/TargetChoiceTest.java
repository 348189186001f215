package dev.evenkeel.data.table.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.DataSource;
import dev.evenkeel.data.LoadedData;
import dev.evenkeel.data.table.Table;
import dev.evenkeel.data.table.TableReader;
import dev.evenkeel.dataset.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetChoiceTest {
    private static final EncodingRules DEFAULTS = EncodingRules.defaults();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "t|0 1 1 0|CLASSIFICATION|holds only 0 and 1, which are taken for two classes (classification). "
                        + "If they are amounts, ask for regression: --task regression (Task.REGRESSION)",
                "t|0 1 1 1|CLASSIFICATION|holds only 0 and 1, which are taken for two classes",
                "t|1 2 2 1|CLASSIFICATION|holds only 1 and 2, which are taken for two classes",
                "t|-1 1 1 -1|CLASSIFICATION|holds only -1 and 1, which are taken for two classes",
                "t|1 2 2 2|REGRESSION|holds 2 different whole numbers, from 1 to 2",
                "t|0.5 1 1 0.5|REGRESSION|",
                "t|1 2 3 4 5|REGRESSION|holds 5 different whole numbers, from 1 to 5, and is predicted as a number "
                        + "(regression). If they are classes, ask for classification: --task classification "
                        + "(Task.CLASSIFICATION)",
                "Class|1 2 3 2|CLASSIFICATION|holds the whole numbers 1 to 3, which are taken for 3 classes "
                        + "(classification), as the column's name says. If they are amounts, ask for regression",
                "class|1 2 5 2|REGRESSION|holds 3 different whole numbers, from 1 to 5",
                "class|1.5 2 3 2|REGRESSION|",
                "t|7 7 7|REGRESSION|is 7 in every row to learn from, so there is nothing to learn: name another target",
            })
    void numbersAreClassesWhereTheyNearlyAlwaysAreAndANoteSaysWhy(String name, String values, Task task, String note) {
        TableEncoding encoding = TableEncoding.fit(table(name, values), DEFAULTS.target(name));

        assertThat(encoding.task()).isEqualTo(task);
        if (note == null) {
            assertThat(encoding.notes()).isEmpty();
        } else {
            assertThat(encoding.notes()).singleElement().asString().startsWith("Target '" + name + "' " + note);
        }
    }

    @ParameterizedTest
    @CsvSource({"CLASSIFICATION,0 1 1 0", "REGRESSION,0 1 1 0", "CLASSIFICATION,1 2 3 3", "REGRESSION,1 2 3 3"})
    void aTaskThatIsAskedForIsTakenWithoutANote(Task task, String values) {
        TableEncoding encoding =
                TableEncoding.fit(table("t", values), DEFAULTS.target("t").task(task));

        assertThat(encoding.task()).isEqualTo(task);
        assertThat(encoding.notes()).isEmpty();
    }

    /** As 32-bit floats they are the same, or too small for their deviation to be one. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1700000001 1700000090.5 1700000040.5|between 1700000001 and 1.7000000905E9, which 32-bit floats "
                        + "hardly tell apart: subtract 1700000001 from each first",
                "1e-40 -2e-40 3e-41|between -2.0E-40 and 1.0E-40, which 32-bit floats hardly tell apart: multiply each by a "
                        + "large number first",
                "9007199254740993 9007199254740992 9007199254740992|9.007199254740992E15 in every row as far as 64-bit "
                        + "floats tell, which lose the last digits of whole numbers above 9007199254740992: subtract a "
                        + "number close to them from each first",
                "1e-60 -2e-60 3e-61|between -2.0E-60 and 1.0E-60, which 32-bit floats hardly tell apart: multiply",
            })
    void numbersThatFloatsCannotTellApartAreRefused(String values, String problem) {
        assertThatThrownBy(() -> TableEncoding.fit(table("t", values), DEFAULTS.target("t")))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith("Target 't' is " + problem);
    }

    /** Whatever the rows that are held out say. */
    @Test
    void aTargetThatIsConstantWhereItIsLearntIsTold(@TempDir Path folder) throws IOException {
        StringBuilder text = new StringBuilder("a,t\n");
        for (int row = 0; row < 20; row++) {
            text.append(row).append(row == 7 ? ",6.5\n" : ",5\n");
        }
        Path file = Files.writeString(folder.resolve("t.csv"), text);
        int told = 0;
        for (long seed = 0; seed < 20; seed++) {
            LoadedData loaded = DataSource.of(file.toString()).seed(seed).open();
            told += loaded.notes().stream().anyMatch(note -> note.contains("is 5 in every row to learn from")) ? 1 : 0;
        }

        assertThat(told).isBetween(1, 10);
    }

    @Test
    void moreDifferentNumbersThanClassesCouldHaveNeedNoNote() {
        String values = Stream.iterate(1, value -> value + 1)
                .limit(21)
                .map(String::valueOf)
                .collect(Collectors.joining(" "));

        assertThat(TableEncoding.fit(table("class", values), DEFAULTS.target("class"))
                        .notes())
                .isEmpty();
    }

    /** The training part alone has two classes' numbers only. */
    @Test
    void theTaskIsChosenByAllRowsBeforeSomeAreHeldOut(@TempDir Path folder) throws IOException {
        StringBuilder text = new StringBuilder("a,t\n");
        for (int row = 0; row < 20; row++) {
            text.append(row).append(',').append(row == 7 ? 2 : row % 2).append('\n');
        }
        Path file = Files.writeString(folder.resolve("t.csv"), text);

        for (long seed = 0; seed < 20; seed++) {
            LoadedData loaded = DataSource.of(file.toString()).seed(seed).open();

            assertThat(loaded.training().target()).isEqualTo(Target.values(1));
            assertThat(loaded.notes())
                    .filteredOn(note -> note.contains("3 different whole numbers"))
                    .hasSize(1);
        }
    }

    @Test
    void zeroAndOneKeepTheirProportionsInBothParts(@TempDir Path folder) throws IOException {
        StringBuilder text = new StringBuilder("a,t\n");
        for (int row = 0; row < 50; row++) {
            text.append(row).append(',').append(row % 5 == 0 ? 1 : 0).append('\n');
        }
        Path file = Files.writeString(folder.resolve("t.csv"), text);

        LoadedData loaded = DataSource.of(file.toString()).open();

        assertThat(loaded.training().target()).isEqualTo(Target.classes(List.of("0", "1")));
        assertThat(loaded.encoding().orElseThrow().strata(TableReader.read(file)))
                .contains(1, 0);
    }

    private static Table table(String name, String values) {
        StringBuilder text = new StringBuilder("a," + name + "\n");
        int row = 0;
        for (String value : values.split(" ")) {
            text.append(row++).append(',').append(value).append('\n');
        }
        return TableReader.csv("a.csv", text.toString());
    }
}
