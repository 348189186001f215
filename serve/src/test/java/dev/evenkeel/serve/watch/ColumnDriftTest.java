package dev.evenkeel.serve.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.data.KeptAttachments;
import dev.evenkeel.data.table.Table;
import dev.evenkeel.data.table.TableReader;
import dev.evenkeel.data.table.encoding.EncodingRules;
import dev.evenkeel.data.table.encoding.Missing;
import dev.evenkeel.data.table.encoding.TableDrift;
import dev.evenkeel.data.table.encoding.TableEncoding;
import dev.evenkeel.drift.DriftReport.Verdict;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.model.Model;
import dev.evenkeel.serve.SmallModels;
import dev.evenkeel.serve.batch.BatchObserver;
import dev.evenkeel.serve.model.Examples;
import dev.evenkeel.serve.model.ServedModel;
import dev.evenkeel.serve.model.ServedModels;
import dev.evenkeel.serve.protocol.Datatype;
import dev.evenkeel.serve.protocol.InferRequest;
import dev.evenkeel.serve.protocol.InputTensor;
import dev.evenkeel.serve.protocol.TensorData;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Columns of requests beside those of the training's table. */
class ColumnDriftTest {
    private static final Served FLATS = new Served("flats", "");
    private static final int ROWS = 16_384;
    private static final Model MODEL = model();
    private static final ServedModel SERVED = ServedModels.of("flats", Optional.empty(), MODEL);

    private final DriftWatch drift = new DriftWatch();
    private final BatchObserver observer = drift.batches(FLATS, MODEL);

    @Test
    void rowsAsInTrainingAreSteady() {
        feed(0, 0, 0.05, ROWS);
        assertThat(drift.columns(FLATS))
                .extracting(TableDrift.Column::verdict)
                .containsExactly(Verdict.STEADY, Verdict.STEADY);
        assertThat(findings().verdict()).isEqualTo(Verdict.STEADY);
        assertThat(drift.columns(FLATS).get(0).rows()).isEqualTo(ROWS / 128);
        assertThat(drift.columns(FLATS).get(0).missing().orElseThrow()).isBetween(0.0, 0.15);
    }

    @Test
    void whatMovedIsNamedAndMakesTheModelDrift() {
        feed(0, 0, 0.4, ROWS);
        assertThat(column("age").verdict()).isEqualTo(Verdict.DRIFTING);
        assertThat(column("age").missing().orElseThrow()).isBetween(0.25, 0.55);
        assertThat(column("colour").verdict()).isEqualTo(Verdict.STEADY);
        assertThat(findings().verdict()).isEqualTo(Verdict.DRIFTING);
        assertThat(findings().told().get(0).name()).isEqualTo("age");
    }

    @Test
    void categoriesThatWereNotLearntAreFound() {
        feed(0, 0.3, 0.05, ROWS);
        assertThat(column("colour").verdict()).isEqualTo(Verdict.DRIFTING);
        assertThat(column("colour").unseen().orElseThrow()).isBetween(0.15, 0.45);
        assertThat(column("age").verdict()).isEqualTo(Verdict.STEADY);
    }

    @Test
    void theyAreInTheMetricsAndInTheStatus() {
        feed(2, 0, 0.05, ROWS / 2);
        try (Watch watch = new Watch(drift)) {
            assertThat(watch.scrape(Set.of(FLATS)))
                    .contains("evenkeel_drift_column_drifting{column=\"age\",model=\"flats\",version=\"\"} 1.0")
                    .contains("evenkeel_drift_column_drifting{column=\"colour\",model=\"flats\",version=\"\"} 0.0")
                    .contains("evenkeel_drift_column_shift{column=\"age\",model=\"flats\",version=\"\"} ")
                    .contains("evenkeel_drift_column_unseen{column=\"colour\",model=\"flats\",version=\"\"} 0.0")
                    .contains("evenkeel_drift_column_missing{column=\"age\",model=\"flats\",version=\"\"} 0.")
                    .contains("evenkeel_drift_verdict{model=\"flats\",verdict=\"drifting\",version=\"\"} 1.0");
        }
        JsonObject json = findings().toJson();
        assertThat(json.string("verdict")).isEqualTo("drifting");
        assertThat(json.array("columns").at(0).asObject().string("column")).isEqualTo("age");
        assertThat(json.array("columns").at(0).asObject().number("shift")).isBetween(1.5, 2.5);
    }

    @Test
    void manyColumnsAreToldOfUpToABound() {
        TableDrift.Column column = drift.columns(FLATS).get(0);
        DriftFindings many = new DriftFindings(drift.drift().get(FLATS), java.util.Collections.nCopies(1_000, column));
        assertThat(many.told()).hasSize(DriftFindings.MAX_COLUMNS);
        assertThat(many.toJson().number("columnCount")).isEqualTo(1_000);
    }

    private DriftFindings findings() {
        return DriftFindings.of(drift).get(FLATS);
    }

    private TableDrift.Column column(String name) {
        return drift.columns(FLATS).stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void feed(double moved, double strange, double gaps, int rows) {
        Random random = new Random(3);
        for (int from = 0; from < rows; from += 512) {
            double[] ages = new double[512];
            List<byte[]> colours = new ArrayList<>();
            for (int row = 0; row < 512; row++) {
                ages[row] = random.nextDouble() < gaps ? Double.NaN : age(random) + 10 * moved;
                String colour = random.nextDouble() < strange ? "mauve" : colour(random);
                colours.add(colour.getBytes(StandardCharsets.UTF_8));
            }
            Examples examples = SERVED.examples(new InferRequest(
                    Optional.empty(),
                    JsonObject.of(),
                    List.of(
                            new InputTensor(
                                    "age", Datatype.FP64, List.of(512L), JsonObject.of(), new TensorData.Doubles(ages)),
                            new InputTensor(
                                    "colour",
                                    Datatype.BYTES,
                                    List.of(512L),
                                    JsonObject.of(),
                                    new TensorData.Bytes(colours))),
                    List.of()));
            observer.computed(List.of(examples), 0);
        }
    }

    private static double age(Random random) {
        return 40 + 10 * random.nextGaussian();
    }

    private static String colour(Random random) {
        return List.of("red", "green", "blue").get(random.nextInt(3));
    }

    private static Model model() {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder("age,colour,price\n");
        for (int row = 0; row < 2_000; row++) {
            String age = random.nextInt(20) == 0 ? "" : Double.toString(age(random));
            text.append(age)
                    .append(',')
                    .append(colour(random))
                    .append(',')
                    .append(row % 7)
                    .append(".5\n");
        }
        Table table = TableReader.csv("flats.csv", text.toString());
        Model model = SmallModels.table(table, EncodingRules.defaults().missing(Missing.IMPUTE));
        TableEncoding encoding = KeptAttachments.encoding(model).orElseThrow();
        return model.withAttachment(
                TableDrift.KEPT,
                TableDrift.stored(encoding, encoding.dataset(table)).toString());
    }
}
