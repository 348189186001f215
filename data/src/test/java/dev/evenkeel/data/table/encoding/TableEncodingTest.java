package dev.evenkeel.data.table.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.table.Table;
import dev.evenkeel.data.table.TableReader;
import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.json.Json;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableEncodingTest {
    private static final EncodingRules DEFAULTS = EncodingRules.defaults();
    private static final Table PEOPLE = TableReader.csv("people.csv", """
            age,colour,class
            30,red,yes
            40,blue,no
            50,red,no
            """);

    @Test
    void numbersPassAndCategoriesBecomeOneInputEachInSortedOrder() {
        TableEncoding encoding = TableEncoding.fit(PEOPLE, DEFAULTS);
        Dataset dataset = encoding.dataset(PEOPLE);

        assertThat(encoding.featureNames()).containsExactly("age", "colour=blue", "colour=red");
        assertThat(encoding.columns()).containsExactly("age", "colour");
        assertThat(encoding.inputShape()).isEqualTo(Shape.of(3));
        assertThat(encoding.target()).isEqualTo(Target.classes(List.of("no", "yes")));
        assertThat(dataset.name()).isEqualTo("people.csv");
        assertThat(input(dataset, 0)).containsExactly(30, 0, 1);
        assertThat(input(dataset, 1)).containsExactly(40, 1, 0);
        assertThat(target(dataset, 0)).isEqualTo(1);
        assertThat(target(dataset, 2)).isEqualTo(0);
    }

    @Test
    void arffKeepsItsDeclaredOrderAlsoOfValuesThatDoNotOccur() {
        Table table = TableReader.arff("a.arff", "@attribute c {z,a,m}\n@attribute class {w,b}\n@data\na,b\nz,w\n");

        TableEncoding encoding = TableEncoding.fit(table, DEFAULTS);

        assertThat(encoding.featureNames()).containsExactly("c=z", "c=a", "c=m");
        assertThat(encoding.target()).isEqualTo(Target.classes(List.of("w", "b")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a,Class,target|Class",
                "TARGET,a,b|TARGET",
                "label,target,b|target",
                "y,a,b|y",
                "y,x,b|b",
                "a,b,c|c"
            })
    void theTargetIsAUsualNameElseTheLastColumn(String header, String target) {
        Table table = TableReader.csv("a.csv", header + "\n1,2,3\n4,5,6\n");

        TableEncoding encoding = TableEncoding.fit(table, DEFAULTS);

        assertThat(encoding.targetName()).isEqualTo(target);
        assertThat(encoding.notes()).contains("Column '" + target + "' is taken as the target");
    }

    @Test
    void numbersArePredictedAsNumbersUnlessClassesAreAskedFor() {
        Table table = TableReader.csv("a.csv", "a,n\n1,10\n2,0\n3,2\n4,2\n");

        TableEncoding regression = TableEncoding.fit(table, DEFAULTS.target("n"));
        TableEncoding classes = TableEncoding.fit(table, DEFAULTS.target("n").task(Task.CLASSIFICATION));

        assertThat(regression.target()).isEqualTo(Target.values(1));
        assertThat(regression.notes())
                .containsExactly(
                        "Target 'n' holds 3 different whole numbers, from 0 to 10, and is predicted as a number "
                                + "(regression). If they are classes, ask for classification: --task classification "
                                + "(Task.CLASSIFICATION)");
        assertThat(target(regression.dataset(table), 0)).isEqualTo(10);
        assertThat(classes.target()).isEqualTo(Target.classes(List.of("0", "2", "10")));
        assertThat(target(classes.dataset(table), 0)).isEqualTo(2);
        assertThat(classes.notes()).isEmpty();
    }

    @Test
    void missingValuesAreRefusedByDefault() {
        Table table = TableReader.csv("a.csv", "a,b\n1,2\n,3\n");

        assertRefused(
                () -> TableEncoding.fit(table, DEFAULTS),
                "a.csv line 3: column 'a' is missing, and missing values are refused. Impute them when training "
                        + "(--missing impute, Missing.IMPUTE), or complete or remove the row");
    }

    @Test
    void missingValuesBecomeTheMedianAndTheMostFrequentOfTheTrainingRows() {
        Table training = TableReader.csv("a.csv", "n,c,t\n1,x,0\n2,y,1\n10,y,2\n4,?,3\n?,x,4\n7,y,5.5\n9,x,6\n");
        Table other = TableReader.csv("b.csv", "n,c,t\n,,7\n");

        TableEncoding encoding = TableEncoding.fit(training, DEFAULTS.missing(Missing.IMPUTE));

        assertThat(input(encoding.dataset(other), 0)).containsExactly(5.5f, 1, 0);
        assertThat(encoding.notes())
                .contains(
                        "Column 'n': 1 missing values become 5.5, the median",
                        "Column 'c': 1 missing values become 'x', the most frequent");
    }

    @Test
    void aMissingTargetIsAlwaysRefused() {
        Table table = TableReader.csv("a.csv", "a,b\n1,2\n3,\n");

        assertRefused(
                () -> TableEncoding.fit(table, DEFAULTS.missing(Missing.IMPUTE)).dataset(table),
                "a.csv line 3: target 'b' is missing, and nothing can be learnt or tested without it: remove the row");
    }

    @Test
    void unseenCategoriesAreZerosWithAWarningOrRefused() {
        Table other = TableReader.csv("b.csv", "age,colour\n1,green\n2,red\n3,grey\n");

        EncodedRows rows = TableEncoding.fit(PEOPLE, DEFAULTS).encode(other);

        assertThat(rows.row(0)).containsExactly(1, 0, 0);
        assertThat(rows.row(1)).containsExactly(2, 0, 1);
        assertThat(rows.warnings())
                .containsExactly("b.csv: column 'colour' has 2 values that were not learnt, as 'green'; they count as "
                        + "none of its categories");
        assertRefused(
                () -> TableEncoding.fit(PEOPLE, DEFAULTS.unseen(Unseen.REFUSE)).encode(other),
                "b.csv line 2: column 'colour' has 'green', which was not learnt, only {blue, red}");
    }

    @Test
    void onlyTrainingRowsAreLearntFrom() {
        TableEncoding encoding = TableEncoding.fit(PEOPLE.select(new int[] {0, 2}), DEFAULTS);

        assertThat(encoding.featureNames()).containsExactly("age", "colour=red");
        assertThat(encoding.encode(PEOPLE).row(1)).containsExactly(40, 0);
    }

    @Test
    void columnsThatTellRowsApartAndEmptyOnesAreLeftOut() {
        String rows = IntStream.range(0, 20)
                .mapToObj(row -> "name" + row + "," + row + ",," + (row % 2 == 0 ? "x" : "y") + "," + row * .5)
                .collect(Collectors.joining("\n"));
        Table table = TableReader.csv("a.csv", "name,n,empty,c,t\n" + rows);

        TableEncoding encoding = TableEncoding.fit(table, DEFAULTS.target("t"));

        assertThat(encoding.columns()).containsExactly("n", "c");
        assertThat(encoding.notes())
                .containsExactly(
                        "Column 'name' is left out: its 20 different texts in 20 rows tell rows apart rather than "
                                + "describe them",
                        "Column 'empty' is left out: it has no value");
    }

    @Test
    void constantColumnsAreKept() {
        Table table = TableReader.csv("a.csv", "a,b,t\n1,x,2\n1,x,3.5\n");

        assertThat(TableEncoding.fit(table, DEFAULTS).featureNames()).containsExactly("a", "b=x");
    }

    @Test
    void targetsThatCannotBeLearntAreRefused() {
        String names =
                IntStream.range(0, 20).mapToObj(row -> row + ",name" + row).collect(Collectors.joining("\n"));
        Table ids = TableReader.csv("a.csv", "a,t\n" + names);

        assertRefused(
                () -> TableEncoding.fit(ids, DEFAULTS),
                "a.csv: target 't' has 20 classes in 20 rows, too many to learn: name another target");
        assertRefused(
                () -> TableEncoding.fit(TableReader.csv("a.csv", "a,t\n1,x\n2,x\n"), DEFAULTS),
                "Target 't' needs at least 2 classes, each once, but it has {x}");
        assertRefused(
                () -> TableEncoding.fit(PEOPLE, DEFAULTS.task(Task.REGRESSION)),
                "people.csv: target 'class' holds categories, as 'no', but regression needs numbers: name another "
                        + "target, or ask for classification: --task classification (Task.CLASSIFICATION)");
        assertRefused(
                () -> TableEncoding.fit(PEOPLE, DEFAULTS.target("clas")),
                "people.csv has no column 'clas'; did you mean 'class'? Columns: age, colour, class");
        assertRefused(
                () -> TableEncoding.fit(TableReader.csv("a.csv", "t\n1\n2\n"), DEFAULTS),
                "No column is left to predict 't' from");
    }

    @Test
    void otherTablesMustFit() {
        TableEncoding encoding = TableEncoding.fit(PEOPLE, DEFAULTS);

        assertRefused(
                () -> encoding.encode(TableReader.csv("b.csv", "colour,b\nred,1\n")),
                "b.csv has no column 'age'. Columns: colour, b");
        assertRefused(
                () -> encoding.encode(TableReader.csv("b.csv", "colour,age\nred,old\n")),
                "b.csv line 2: column 'age' has 'old', but it was learnt as numbers");
        assertRefused(
                () -> encoding.dataset(TableReader.csv("b.csv", "colour,age,class\nred,1,maybe\n")),
                "b.csv line 2: target 'class' is 'maybe', but the classes learnt are {no, yes}");
    }

    @Test
    void aColumnOfCategoriesThatLooksNumericElsewhereIsStillUnderstood() {
        Table training = TableReader.arff("a.arff", "@attribute c {70,71}\n@attribute t real\n@data\n70,1\n71,2\n");
        TableEncoding encoding = TableEncoding.fit(training, DEFAULTS);

        assertThat(encoding.encode(TableReader.csv("b.csv", "c,t\n71,0\n")).row(0))
                .containsExactly(0, 1);
    }

    @Test
    void oneRowIsEncodedFromItsTexts() {
        TableEncoding encoding = TableEncoding.fit(PEOPLE, DEFAULTS);

        assertThat(encoding.encode(Map.of("age", "31", "colour", "red"))).containsExactly(31, 0, 1);
        assertRefused(
                () -> encoding.encode(Map.of("colour", "red")),
                "row line 1: column 'age' is missing, and missing values are refused. Impute them when training "
                        + "(--missing impute, Missing.IMPUTE), or complete or remove the row");
    }

    @ParameterizedTest
    @CsvSource({"REFUSE,ZEROS", "IMPUTE,REFUSE"})
    void jsonKeepsEverything(Missing missing, Unseen unseen) {
        TableEncoding encoding =
                TableEncoding.fit(PEOPLE, DEFAULTS.missing(missing).unseen(unseen));

        TableEncoding restored =
                TableEncoding.fromJson(Json.parse(encoding.toJson().toString()).asObject());

        assertThat(restored.toJson()).hasToString(encoding.toJson().toString());
        assertThat(restored.featureNames()).isEqualTo(encoding.featureNames());
        assertThat(restored.target()).isEqualTo(encoding.target());
        assertThat(restored.missing()).isEqualTo(missing);
        assertThat(restored.unseen()).isEqualTo(unseen);
        assertThat(restored.encode(PEOPLE).row(1)).containsExactly(40, 1, 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'version':1|'version':3|The encoding has version 3, but only 1 and 2 can be read: use a newer Evenkeel",
                "['blue','red']|['blue','blue']|Column 'colour' needs categories, each once, but it has {blue, blue}",
                "['blue','red']|[]|Column 'colour' needs categories, each once, but it has {}",
                "['no','yes']|['no']|Target 'class' needs at least 2 classes, each once, but it has {no}",
                "['no','yes']|[]|Target 'class' lists no classes",
                "'name':'age'|'name':'colour'|The encoding names column 'colour' twice",
                "'name':'age'|'name':'class'|The encoding names column 'class' twice",
                "'missing':'refuse'|'missing':'maybe'|The encoding's 'missing' is 'maybe', which is unknown"
            })
    void jsonThatIsNoEncodingIsRefused(String good, String bad, String message) {
        String json = TableEncoding.fit(PEOPLE, DEFAULTS).toJson().toString();
        String changed = json.replace(good.replace('\'', '"'), bad.replace('\'', '"'));

        assertThat(changed).isNotEqualTo(json);
        assertRefused(() -> TableEncoding.fromJson(Json.parse(changed).asObject()), message);
    }

    @Test
    void aFillBeyondItsCategoriesIsRefused() {
        String json = TableEncoding.fit(PEOPLE, DEFAULTS.missing(Missing.IMPUTE))
                .toJson()
                .toString();

        assertRefused(
                () -> TableEncoding.fromJson(
                        Json.parse(json.replace("\"fill\":1", "\"fill\":2")).asObject()),
                "Column 'colour' fills missing values with category 2, but it has 2");
    }

    @Test
    void aColumnOfOneValueIsHeldThereAndOthersAreTold() {
        Table training = TableReader.csv("a.csv", "a,c,d,k,class\n1,0.1,20,x,p\n2,0.1,20.000002,x,q\n3,0.1,20,x,p\n");

        TableEncoding encoding = TableEncoding.fit(training, DEFAULTS);

        assertThat(encoding.notes())
                .contains(
                        "Column 'c' tells nothing: it is 0.1 in every row. It is held at 0.1, whatever later rows say",
                        "Column 'd' tells nothing: it is between 20 and 20.000002, too close together to learn from. It"
                                + " is held at 20, whatever later rows say",
                        "Column 'k' tells nothing: it is 'x' in every row");
        TableEncoding restored =
                TableEncoding.fromJson(Json.parse(encoding.toJson().toString()).asObject());
        EncodedRows rows =
                restored.encode(TableReader.csv("b.csv", "a,c,d,k\n5,0.1,20.000001,x\n6,3e38,1e6,x\n7,-3e38,20,x\n"));
        assertThat(rows.row(1)).containsExactly(6, 0.1f, 20, 1);
        assertThat(rows.row(2)).containsExactly(7, 0.1f, 20, 1);
        assertThat(rows.warnings())
                .containsExactly(
                        "b.csv line 3: column 'c' is 3.0E38, but was 0.1 in every row of the training, so nothing is known"
                                + " of other values: this and 1 more are taken as 0.1",
                        "b.csv line 3: column 'd' is 1000000, but was 20 in every row of the training, so nothing is known"
                                + " of other values: it is taken as 20");
        assertThat(restored.encode(training).warnings()).isEmpty();
    }

    @Test
    void denormalValuesAreTooCloseToTellApart() {
        Table training = TableReader.csv("a.csv", "a,c,class\n1,1e-40,p\n2,2e-40,q\n3,1e-40,p\n");

        assertThat(TableEncoding.fit(training, DEFAULTS).notes())
                .anyMatch(note -> note.startsWith("Column 'c' tells nothing: it is between 1.0E-40 and 2.0E-40"));
    }

    @Test
    void manyColumnsOfOneValueAreToldAtOnce() {
        Table training = TableReader.csv("a.csv", "a,b,c,d,e,class\n1,0,0,0,7,p\n2,0,0,0,7,q\n3,0,0,0,7,p\n");

        TableEncoding encoding = TableEncoding.fit(training, DEFAULTS);

        assertThat(encoding.notes())
                .contains("4 columns tell nothing, since each is the same in every row: {b, c, d, e}. They are held at"
                        + " that, whatever later rows say");
        assertThat(encoding.encode(TableReader.csv("b.csv", "a,b,c,d,e\n1,1,1,1,1\n"))
                        .warnings())
                .containsExactly(
                        "b.csv line 2: column 'b' is 1, but was 0 in every row of the training, so nothing is known"
                                + " of other values: it is taken as 0. So it is with 3 more columns");
    }

    @Test
    void anExampleIsNamedByItsLineAndAnInputByItsColumn() {
        Dataset dataset = TableEncoding.fit(PEOPLE, DEFAULTS).dataset(PEOPLE);

        assertThat(dataset.exampleName(1)).isEqualTo("line 3");
        assertThat(dataset.inputName(2)).isEqualTo("column 'colour=red'");
        assertThat(dataset.select(new int[] {2}).exampleName(0)).isEqualTo("line 4");
    }

    private static float[] input(Dataset dataset, int index) {
        Batch batch = new Batch(2, dataset.inputShape(), dataset.target());
        Arrays.fill(batch.inputs(), 9);
        dataset.read(index, batch, 1);
        return Arrays.copyOfRange(batch.inputs(), batch.inputOffset(1), batch.inputs().length);
    }

    private static float target(Dataset dataset, int index) {
        Batch batch = new Batch(1, dataset.inputShape(), dataset.target());
        dataset.read(index, batch, 0);
        return batch.targets()[0];
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable action, String message) {
        assertThatThrownBy(action).isInstanceOf(EvenkeelException.class).hasMessage(message);
    }
}
