package dev.evenkeel.data.table.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.table.TableSource;
import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NumberColumnsTest {
    private static final NumberColumns TWO = NumberColumns.of(2, 1);

    @Test
    void oneColumnMoreThanInputsIsTheTarget() {
        NumberColumns.Read read = read(TWO, "b,a,sum\n1,2,3\n4,5,9\n");

        assertThat(read.encoding().columns()).containsExactly("b", "a");
        assertThat(read.encoding().targetName()).isEqualTo("sum");
        assertThat(read.encoding().encode(read.table()).row(1)).containsExactly(4, 5);
        assertThat(read.encoding().notes())
                .anyMatch(note -> note.contains("taken to be the columns of numbers in their order"))
                .anyMatch(note -> note.startsWith("Column 'sum' is taken as the target"));
    }

    @Test
    void aTargetIsKnownByItsNameWhereverItStands() {
        NumberColumns.Read read = read(TWO, "target,a,b\n1,2,3\n4,5,9\n");

        assertThat(read.encoding().columns()).containsExactly("a", "b");
        assertThat(read.encoding().targetName()).isEqualTo("target");
        NumberColumns.Read named = read(TWO.target("a"), "target,a,b\n1,2,3\n4,5,9\n");
        assertThat(named.encoding().columns()).containsExactly("target", "b");
    }

    @Test
    void inputsAreNamedInTheOrderOfTheModel() {
        NumberColumns.Read read = read(TWO.columns(List.of("c", "a")), "a,b,c,y\n1,2,3,4\n5,6,7,8\n");

        assertThat(read.encoding().columns()).containsExactly("c", "a");
        assertThat(read.encoding().targetName()).isEqualTo("y");
        assertThatThrownBy(() -> read(TWO.columns(List.of("c")), "a,b,c\n1,2,3\n"))
                .hasMessageContaining("takes 2 numbers, but 1 columns are named");
        assertThatThrownBy(() -> read(TWO.columns(List.of("c", "d")), "a,b,c\n1,2,3\n"))
                .hasMessageContaining("has no column 'd'");
    }

    @Test
    void keysAndTextsAreNoInputs() {
        StringBuilder text = new StringBuilder("id,name,a,b\n");
        for (int row = 1; row <= 12; row++) {
            text.append(row)
                    .append(",n")
                    .append(row)
                    .append(',')
                    .append(row * 7 % 5)
                    .append(",2\n");
        }

        NumberColumns.Read read = read(TWO.inputsOnly(), text.toString());

        assertThat(read.encoding().columns()).containsExactly("a", "b");
        assertThat(read(NumberColumns.of(3, 1).inputsOnly(), text.toString())
                        .encoding()
                        .columns())
                .containsExactly("id", "a", "b");
    }

    @Test
    void whatIsOpenIsRefusedWithTheWayOut() {
        assertThatThrownBy(() -> read(TWO, "a,b,c,d\n1,2,3,4\n"))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("takes 2 numbers and does not name them, but t.csv has 4 columns of numbers")
                .hasMessageContaining("--columns")
                .hasMessageContaining("{a, b, c, d}");
        assertThatThrownBy(() -> read(TWO, "a,b\n1,2\n"))
                .hasMessageContaining("no column that is known to be the target");
        assertThat(read(TWO.inputsOnly(), "a,b\n1,2\n").encoding().columns()).containsExactly("a", "b");
    }

    @Test
    void aCellThatIsNoNumberConcernsItsRowAlone() {
        NumberColumns.Read read = read(TWO, "a,b,sum\n1,2,3\nx,5,9\n3,,9\n3,1,many\n6,7,13\n7,8,15\n");
        List<String> left = new ArrayList<>();

        Dataset dataset = read.encoding().dataset("t", read.table(), problem -> left.add(problem.toString()));

        assertThat(dataset.size()).isEqualTo(3);
        assertThat(dataset.exampleName(1)).isEqualTo("line 6");
        assertThat(left)
                .containsExactly(
                        "t.csv line 3: column 'a' has 'x', but it needs a finite decimal number",
                        "t.csv line 4: column 'b' is missing",
                        "t.csv line 5: column 'sum' has 'many', but it needs a finite decimal number");
        assertThatThrownBy(() -> read.encoding().dataset(read.table()))
                .hasMessageContaining("line 3: column 'a' has 'x'");
    }

    @Test
    void classesHaveThePlaceThatTheirNamesOrNumbersSay() {
        NumberColumns three = NumberColumns.of(1, 3);

        assertThat(targets(three, "a,class\n1,2\n1,1\n")).containsExactly(2, 1);
        assertThat(targets(three, "a,class\n1,3\n1,1\n")).containsExactly(2, 0);
        assertThat(targets(three, "a,class\n1,z\n1,x\n1,y\n")).containsExactly(2, 0, 1);
        NumberColumns named = three.classes(List.of("z", "x", "y"));
        assertThat(targets(named, "a,class\n1,z\n1,x\n1,y\n")).containsExactly(0, 1, 2);
        assertThat(targets(named, "a,class\n1,2\n1,0\n")).containsExactly(2, 0);
        assertThatThrownBy(() -> targets(named, "a,class\n1,w\n1,x\n"))
                .hasMessageContaining("line 2: target 'class' is 'w', but the classes learnt are {z, x, y}");
        assertThatThrownBy(() -> targets(three, "a,class\n1,w\n1,x\n"))
                .hasMessageContaining("has 3 outputs and names no classes")
                .hasMessageContaining("--classes");
        assertThatThrownBy(() -> targets(NumberColumns.of(1, 1), "a,class\n1,w\n1,x\n"))
                .hasMessageContaining("gives one number, but target 'class' of t.csv holds texts");
    }

    private static float[] targets(NumberColumns columns, String text) {
        NumberColumns.Read read = read(columns, text);
        Dataset dataset = read.encoding().dataset(read.table());
        Batch batch = new Batch(dataset.size(), dataset.inputShape(), dataset.target());
        for (int row = 0; row < dataset.size(); row++) {
            dataset.read(row, batch, row);
        }
        return batch.targets();
    }

    private static NumberColumns.Read read(NumberColumns columns, String text) {
        return columns.read(TableSource.of("t.csv", text.getBytes(StandardCharsets.UTF_8)));
    }
}
