package dev.evenkeel.data.table.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.data.table.Table;
import dev.evenkeel.data.table.TableReader;
import dev.evenkeel.drift.DriftReport.Verdict;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Columns beside what is kept of the training rows. */
class TableDriftTest {
    private static final Table TRAINING = table(1_000, 0, "red", "");
    private static final TableEncoding ENCODING = TableEncoding.fit(TRAINING, EncodingRules.defaults());

    @Test
    void theVeryRowsOfTheTrainingAreNotOff() {
        List<TableDrift.Column> columns = columns(TRAINING);
        assertThat(columns).extracting(TableDrift.Column::name).containsExactly("n", "colour");
        assertThat(columns).extracting(TableDrift.Column::verdict).containsOnly(Verdict.STEADY);
        assertThat(columns.get(0).shift().orElseThrow()).isCloseTo(0, within(1e-6));
        assertThat(columns.get(0).ratio().orElseThrow()).isCloseTo(1, within(1e-6));
        assertThat(columns.get(1).ratio()).isEmpty();
        assertThat(columns.get(1).unseen()).hasValue(0);
        assertThat(columns.get(0).missingBefore()).hasValue(0);
    }

    @Test
    void shiftsCategoriesAndGapsAreToldColumnByColumn() {
        // n is 0 .. 9 in turn: deviation sqrt(8.25)
        TableDrift.Column moved = columns(table(1_000, 2, "red", "")).get(0);
        assertThat(moved.shift().orElseThrow()).isCloseTo(2 / Math.sqrt(8.25), within(1e-6));
        assertThat(moved.verdict()).isEqualTo(Verdict.DRIFTING);
        TableDrift.Column strange = columns(table(1_000, 0, "mauve", "")).get(1);
        assertThat(strange.unseen()).hasValue(0.25);
        assertThat(strange.verdict()).isEqualTo(Verdict.DRIFTING);
    }

    @Test
    void shareOfMissingValuesIsComparedWhereTheyAreImputed() {
        Table gaps = table(1_000, 0, "red", "?");
        List<TableDrift.Column> columns =
                drift(stored()).columns(ENCODING.missing(Missing.IMPUTE).dataset(gaps));
        assertThat(columns.get(0).missing()).hasValue(0.1);
        assertThat(columns.get(0).verdict()).isEqualTo(Verdict.DRIFTING);
    }

    @Test
    void rowsThatComeOneByOneAreTheSameAsAll() {
        Table rows = table(500, 1, "mauve", "");
        TableDrift drift = drift(stored());
        EncodedRows encoded = ENCODING.encode(rows);
        for (int row = 0; row < encoded.size(); row++) {
            drift.observe(encoded.row(row), 0, 1);
        }
        assertThat(drift.columns())
                .extracting(TableDrift.Column::shift)
                .isEqualTo(columns(rows).stream().map(TableDrift.Column::shift).toList());
    }

    @Test
    void whatIsDamagedOrOfAnotherTableTellsNothing() {
        for (String text : List.of("{", "{}", "{\"rows\":1,\"mean\":[1],\"deviation\":[1],\"missing\":[]}")) {
            TableDrift drift = TableDrift.of(ENCODING, model().withAttachment(TableDrift.KEPT, text));
            TableDrift.Column column = drift.columns(ENCODING.dataset(TRAINING)).get(0);
            assertThat(column.shift()).isEmpty();
            assertThat(column.verdict()).isEqualTo(Verdict.TOO_FEW_TO_TELL);
        }
    }

    private static List<TableDrift.Column> columns(Table rows) {
        return drift(stored()).columns(ENCODING.dataset(rows));
    }

    private static JsonObject stored() {
        return TableDrift.stored(ENCODING, ENCODING.dataset(TRAINING));
    }

    private static TableDrift drift(JsonObject stored) {
        return TableDrift.of(ENCODING, model().withAttachment(TableDrift.KEPT, stored.toString()));
    }

    private static Model model() {
        return new Model(
                Network.of(Shape.of(4), Layers.linear(1)),
                Map.of(
                        "0.weight",
                        Tensor.of(Shape.of(1, 4), new float[4]),
                        "0.bias",
                        Tensor.of(Shape.of(1), new float[1])),
                Map.of(),
                Model.Output.plain(),
                JsonObject.of(),
                Map.of());
    }

    /** @param gap what stands in place of a tenth of the numbers, if anything does */
    private static Table table(int rows, int moved, String colour, String gap) {
        StringBuilder text = new StringBuilder("n,colour,t\n");
        for (int row = 0; row < rows; row++) {
            boolean missing = !gap.isEmpty() && row % 10 == 7;
            text.append(missing ? gap : Integer.toString(row % 10 + moved))
                    .append(row % 4 == 0 ? "," + colour : row % 4 == 1 ? ",green" : ",blue")
                    .append(',')
                    .append(row % 7 * 1.5)
                    .append('\n');
        }
        return TableReader.csv("rows.csv", text.toString());
    }
}
