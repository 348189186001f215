package dev.evenkeel.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableReaderTest {
    @TempDir
    private Path folder;

    @Test
    void csvColumnsAreNumericIfEveryValueIsANumber() {
        Table table = TableReader.csv("a.csv", "age,weight,name\n1,-.5e3,x\n 22 , +7. ,b\n");

        assertThat(table.columnNames()).containsExactly("age", "weight", "name");
        assertThat(numbers(table, "age")).containsExactly(1, 22);
        assertThat(numbers(table, "weight")).containsExactly(-500, 7);
        assertThat(categories(table, "name").categories()).containsExactly("b", "x");
        assertThat(categories(table, "name").codes()).containsExactly(1, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?", "NA", "NaN", "null", "  "})
    void csvMissingValuesHaveSeveralForms(String missing) {
        Table table = TableReader.csv("a.csv", "n,c,d\n1,x,1\n" + missing + "," + missing + ",2\n");

        assertThat(table.column("n").isMissing(1)).isTrue();
        assertThat(table.column("c").isMissing(1)).isTrue();
        assertThat(table.column("n")).isInstanceOf(Column.Numbers.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x1p3", "1d", "Infinity", "1e400", "1e39", "--1", "1.2.3", "e5"})
    void csvValuesThatAreNoFiniteDecimalsAreCategories(String value) {
        Table table = TableReader.csv("a.csv", "n,m\n1,1\n" + value + ",1\n");

        assertThat(table.column("n")).isInstanceOf(Column.Categories.class);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {"`,`", "`;`", "`\t`"})
    void csvSeparatorsAreFound(String separator) {
        String text =
                String.join(separator, "a", "b", "c") + "\n" + String.join(separator, "1", "\"x,;\ty\"", "3") + "\n";

        Table table = TableReader.csv("a.csv", text);

        assertThat(table.columnNames()).containsExactly("a", "b", "c");
        assertThat(table.column("b").text(0)).isEqualTo("x,;\ty");
    }

    @Test
    void csvQuotesMayHoldLinesAndQuotes() {
        Table table = TableReader.csv("a.csv", "\uFEFF\"a, b\",c\r\n\"x\ny\"\"z\",1\r\n\r\nq,2\r\n");

        assertThat(table.column("a, b").text(0)).isEqualTo("x\ny\"z");
        assertThat(table.rows()).isEqualTo(2);
        assertThat(table.place(1)).isEqualTo("a.csv line 5");
    }

    @Test
    void csvColumnsWithoutANameAreNumbered() {
        assertThat(TableReader.csv("a.csv", ",b\n1,2\n").columnNames()).containsExactly("column 1", "b");
    }

    @Test
    void csvColumnsOfKnownTypeAreNotInferred() {
        Table table = TableReader.csv("a.csv", "zip,n\n01,2\n", Map.of("zip", new ColumnType.Text()));

        assertThat(table.column("zip").text(0)).isEqualTo("01");
        assertRefusedCsv(
                "zip,n\n01,x\n",
                Map.of("n", new ColumnType.Numeric()),
                "a.csv line 2: column 'n' has 'x', but it needs a finite decimal number");
    }

    @Test
    void csvErrorsSayWhatIsWrong() {
        assertRefusedCsv("", Map.of(), "a.csv is empty: a header with the names of the columns is needed");
        assertRefusedCsv("a,b\n", Map.of(), "a.csv has 2 columns and 0 rows of data: at least one of each is needed");
        assertRefusedCsv("a,a\n1,2\n", Map.of(), "a.csv has two columns 'a': rename one of them");
        assertRefusedCsv(
                "a,b\n1,2\n1,2,3\n",
                Map.of(),
                "a.csv line 3 has 3 values, but the header names 2 columns. Correct the line; a value that holds ',' is "
                        + "written in double quotes");
        assertThatThrownBy(() -> TableReader.csv("a.csv", "a,b\n\"x,2\n"))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("a.csv line 2 has a quote that is never closed");
    }

    @Test
    void arffIsRead() {
        Table table = TableReader.arff("a.arff", """
                % a comment
                @RELATION 'some thing'
                @Attribute 'the age' INTEGER [1,10]
                @attribute colour {red, 'light blue' , "it's"}
                @attribute\tfree string % why
                @attribute size real

                @DATA
                1,red,'x, \\'y\\'',.5
                % between
                ?, 'light blue', ?, ?
                3,"it's",'?',7\t% behind
                4\tred z 1
                """);

        assertThat(table.columnNames()).containsExactly("the age", "colour", "free", "size");
        assertThat(numbers(table, "the age")).containsExactly(1, Double.NaN, 3, 4);
        assertThat(numbers(table, "size")).containsExactly(.5, Double.NaN, 7, 1);
        assertThat(categories(table, "colour").categories()).containsExactly("red", "light blue", "it's");
        assertThat(categories(table, "colour").codes()).containsExactly(0, 1, 2, 0);
        assertThat(categories(table, "colour").origin()).isEqualTo(Column.Origin.DECLARED);
        assertThat(table.column("free").text(0)).isEqualTo("x, 'y'");
        assertThat(table.column("free").isMissing(1)).isTrue();
        assertThat(table.column("free").isMissing(2)).isFalse();
        assertThat(categories(table, "free").origin()).isEqualTo(Column.Origin.OBSERVED);
        assertThat(table.place(1)).isEqualTo("a.arff line 11");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{0 1, 1 b|a.arff line 4 has no } after its values",
                "{0 1, 2 b}|a.arff line 4 gives attribute 2, but there are 2, counted from 0",
                "{0 1, 0 2}|a.arff line 4 gives attribute 0 twice",
                "{0 1, b}|a.arff line 4 has 'b' where a sparse row needs the number of an attribute, from 0, and its "
                        + "value, as {0 1, 3 x}",
                "{0 1}, {5}|a.arff line 4 goes on behind its values, as with a weight in {}, which cannot be read: remove "
                        + "that",
                "1,b,{5}|a.arff line 4 gives a weight in {}, which cannot be read: remove the weights",
                "1|a.arff line 4 has 1 value, but 2 attributes are declared",
                "1,b,2|a.arff line 4 has 3 values, but 2 attributes are declared",
                "1,,b|a.arff line 4: value 2 is empty; write ? for a missing value",
                ",1,b|a.arff line 4: value 1 is empty; write ? for a missing value",
                "x,b|a.arff line 4: column 'n' has 'x', but it needs a finite decimal number",
                "1,c|a.arff line 4: column 'c' has 'c', but it is declared as {a, b}",
                "1,B|a.arff line 4: column 'c' has 'B', but it is declared as {a, b}",
                "1,'b|a.arff line 4 has no closing '",
                "1,b}|a.arff line 4 has '}' where a value is needed"
            })
    void arffRowsThatDoNotFitAreRefused(String row, String message) {
        assertRefusedArff("@attribute n numeric\n@attribute c {a,b}\n@data\n" + row + "\n", message);
    }

    @Test
    void arffDeclarationsThatCannotBeReadAreRefused() {
        assertRefusedArff("", "a.arff has no line @data: it is no ARFF file, or cut short");
        assertRefusedArff(
                "a,b\n1,2\n",
                "a.arff line 1 begins with 'a', but @relation, @attribute or @data is needed before the data");
        assertRefusedArff(
                "@attribute d relational\n@data\n",
                "a.arff line 1: attribute 'd' is of type 'relational', but only numeric, real, integer, string, date "
                        + "and {nominal} can be read");
        assertRefusedArff(
                "@attribute c {a,b,a}\n@data\n",
                "a.arff line 1: attribute 'c' lists {a, b, a}, but it needs categories, each once");
        assertRefusedArff(
                "@attribute c {}\n@data\n",
                "a.arff line 1: attribute 'c' lists {}, but it needs categories, each once");
        assertRefusedArff("@attribute c {a,b\n@data\n", "a.arff line 1 has no } after its categories");
        assertRefusedArff("@attribute c\n@data\n", "a.arff line 1 ends where a name or type is needed");
        assertRefusedArff(
                "@attribute c real\n@attribute c real\n@data\n1,2\n", "a.arff has two columns 'c': rename one of them");
        assertRefusedArff(
                "@attribute c real\n@data\n",
                "a.arff has 1 columns and 0 rows of data: at least one of each is needed");
    }

    @Test
    void filesAreReadByTheirEndingAlsoPacked() throws IOException {
        Path csv = Files.writeString(folder.resolve("a.CSV"), "a,b\n1,2\n");
        Path arff = folder.resolve("b.arff.gz");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(arff))) {
            out.write("@attribute n real\n@data\n4\n".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(numbers(TableReader.read(csv), "b")).containsExactly(2);
        assertThat(numbers(TableReader.read(arff), "n")).containsExactly(4);
    }

    @Test
    void aFileThatIsNotThereIsNamedBeforeItsEnding() throws IOException {
        Path near = Files.writeString(folder.resolve("iris.csv"), "a,b\n1,2\n");

        assertThatThrownBy(() -> TableReader.read(near.resolveSibling("iris.cvs")))
                .hasMessageStartingWith("There is no file ")
                .hasMessageContaining("did you mean")
                .hasMessageContaining("iris.csv");
    }

    @Test
    void filesThatAreNoTablesAreRefused() throws IOException {
        Path latin = Files.write(folder.resolve("latin.csv"), new byte[] {'a', '\n', (byte) 0xE4, '\n'});
        Path image = Files.createFile(folder.resolve("a.png"));

        assertThatThrownBy(() -> TableReader.read(latin))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("latin.csv: column 'a' holds text that is not UTF-8, as 'ä' if it is Latin-1 (ISO 8859-1, "
                        + "Windows-1252): save the file in UTF-8");
        assertThatThrownBy(() -> TableReader.read(image))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage(image + " has no ending of a table: .csv, .tsv, .txt or .arff is needed, each also with "
                        + ".gz");
        assertThatThrownBy(() -> TableReader.read(folder))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith(folder + " is a folder, but a table is needed");
        assertThatThrownBy(() -> TableReader.read(folder.resolve("none.csv")))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage(folder.resolve("none.csv") + " does not exist");
    }

    @Test
    void aMissingColumnIsNamedWithThoseThereAre() {
        Table table = TableReader.csv("a.csv", "Age,b\n1,2\n");

        assertThatThrownBy(() -> table.column("age"))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("a.csv has no column 'age'; did you mean 'Age'? Columns: Age, b");
    }

    private static double[] numbers(Table table, String column) {
        return ((Column.Numbers) table.column(column)).values();
    }

    private static Column.Categories categories(Table table, String column) {
        return (Column.Categories) table.column(column);
    }

    private static void assertRefusedCsv(String text, Map<String, ColumnType> types, String message) {
        assertThatThrownBy(() -> TableReader.csv("a.csv", text, types))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage(message);
    }

    private static void assertRefusedArff(String text, String message) {
        assertThatThrownBy(() -> TableReader.arff("a.arff", text))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage(message);
    }
}
