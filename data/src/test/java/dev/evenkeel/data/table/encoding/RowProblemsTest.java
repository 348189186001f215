package dev.evenkeel.data.table.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.table.RowProblem;
import dev.evenkeel.data.table.Table;
import dev.evenkeel.data.table.TableReader;
import dev.evenkeel.json.Json;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RowProblemsTest {
    private static final Table TRAINING = TableReader.csv("people.csv", """
            age,colour,class
            30,red,yes
            40,blue,no
            50,red,no
            """);
    private static final TableEncoding ENCODING = TableEncoding.fit(TRAINING, EncodingRules.defaults());

    @Test
    void rowsThatCannotBeInputsAreListedAndTheOthersAreReadable() {
        Table table = TableReader.csv("new.csv", """
                age,colour,class
                31,red,?
                ,blue,yes
                abc,,no
                44,,no
                50,blue,no
                """);

        EncodedRows rows = ENCODING.encodeReadable(table);

        assertThat(rows.problems())
                .containsExactly(
                        new RowProblem(
                                1, "new.csv line 3", Optional.of("age"), Optional.empty(), "column 'age' is missing"),
                        new RowProblem(
                                2,
                                "new.csv line 4",
                                Optional.of("age"),
                                Optional.of("abc"),
                                "column 'age' has 'abc', but it was learnt as numbers"),
                        new RowProblem(
                                3,
                                "new.csv line 5",
                                Optional.of("colour"),
                                Optional.empty(),
                                "column 'colour' is missing"));
        assertThat(rows.problems().get(0)).hasToString("new.csv line 3: column 'age' is missing");
        assertThat(rows.row(0)).containsExactly(31, 0, 1);
        assertThat(rows.row(4)).containsExactly(50, 1, 0);
        assertThat(rows.row(1)).containsOnly(Float.NaN);
        assertThat(rows.isReadable(0)).isTrue();
        assertThat(rows.isReadable(3)).isFalse();
    }

    @Test
    void whatWasLearntFromTrainingRowsCanBeImputedLater() {
        TableEncoding restored =
                TableEncoding.fromJson(Json.parse(ENCODING.toJson().toString()).asObject());
        Table gaps = TableReader.csv("gaps.csv", "age,colour\n,\n31,red\n");

        EncodedRows rows = restored.missing(Missing.IMPUTE).encodeReadable(gaps);

        assertThat(restored.missing()).isEqualTo(Missing.REFUSE);
        assertThat(rows.problems()).isEmpty();
        assertThat(rows.row(0)).containsExactly(40, 0, 1);
        assertThat(restored.missing(Missing.IMPUTE)
                        .missing(Missing.REFUSE)
                        .encodeReadable(gaps)
                        .problems())
                .hasSize(1);
    }

    @Test
    void modelsOfEarlierVersionsSayThatTheyKnowNothingToImpute() {
        String json = ENCODING.toJson().toString().replaceAll(",\"fill\":\\d+", "");
        TableEncoding earlier = TableEncoding.fromJson(Json.parse(json).asObject());

        assertThatThrownBy(() -> earlier.missing(Missing.IMPUTE))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("does not know what to impute");
        assertThatThrownBy(() -> TableEncoding.fromJson(
                        Json.parse(json.replace("\"refuse\"", "\"impute\"")).asObject()))
                .hasMessage("Column 'age' of the encoding has no fill to impute");
    }
}
