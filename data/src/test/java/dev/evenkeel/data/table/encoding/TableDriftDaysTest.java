package dev.evenkeel.data.table.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.data.table.GivenColumns;
import dev.evenkeel.data.table.Table;
import dev.evenkeel.data.table.TableReader;
import dev.evenkeel.drift.DriftReport.Verdict;
import dev.evenkeel.drift.DriftSettings;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;

/** Made rows, looked at again and again as they come: how often nothing is called drift, and how soon drift is. */
@DisabledOnJre(value = JRE.JAVA_17, disabledReason = "what it tests does not hang on the JDK, and it takes long")
class TableDriftDaysTest {
    private static final int BLOCK = 32;
    private static final int TRAINING = 2_000;
    private static final int DAY = 2_048;
    private static final World SAME = new World(0, 0, 0.03);

    /**
     * Where rows come from.
     *
     * @param moved by how many deviations ages lie higher
     * @param strange share of rows of a colour that training does not have
     * @param gaps share of rows without a price
     */
    private record World(double moved, double strange, double gaps) {}

    @Test
    void rowsAsInTrainingRaiseFewAlarmsHoweverOftenOneLooks() {
        assertThat(falseAlarms(60)).isLessThan(0.05);
    }

    @Test
    void rowsAsInTrainingBecomeSteady() {
        Day day = new Day(1);
        day.feed(SAME, 512);
        assertThat(day.drift.columns())
                .filteredOn(column -> column.name().matches("age|colour"))
                .hasSize(2)
                .extracting(TableDrift.Column::verdict)
                .containsOnly(Verdict.STEADY);
    }

    @Test
    void aNumberThatMovedIsFound() {
        assertThat(rowsUntilFound("age", new World(0.5, 0, 0.03))).isLessThanOrEqualTo(256);
        assertThat(rowsUntilFound("age", new World(3, 0, 0.03))).isLessThanOrEqualTo(64);
    }

    @Test
    void categoriesThatWereNotLearntAreFound() {
        assertThat(rowsUntilFound("colour", new World(0, 0.1, 0.03))).isLessThanOrEqualTo(256);
        assertThat(rowsUntilFound("colour", new World(0, 0.5, 0.03))).isLessThanOrEqualTo(64);
    }

    @Test
    void valuesThatAreMissingMoreOftenAreFound() {
        assertThat(rowsUntilFound("price", new World(0, 0, 0.2))).isLessThanOrEqualTo(256);
        assertThat(rowsUntilFound("price", new World(0, 0, 0.5))).isLessThanOrEqualTo(64);
    }

    @Test
    void aDriftThatIsOverIsForgotten() {
        Day day = new Day(1);
        day.feed(new World(3, 0, 0.03), 64);
        assertThat(day.column("age").verdict()).isEqualTo(Verdict.DRIFTING);
        assertThat(day.column("age").since()).hasValue(64);
        day.feed(SAME, 1_024);
        assertThat(day.column("age").verdict()).isNotEqualTo(Verdict.DRIFTING);
    }

    /** The share of days, each with a training of its own, on which a column drifts at any time. */
    static double falseAlarms(int days) {
        int alarms = 0;
        for (int day = 0; day < days; day++) {
            Day one = new Day(day);
            Optional<TableDrift.Column> found = Optional.empty();
            for (int rows = 0; rows < DAY && found.isEmpty(); rows += BLOCK) {
                one.feed(SAME, BLOCK);
                found = one.drift.columns().stream()
                        .filter(column -> column.verdict() == Verdict.DRIFTING)
                        .findFirst();
            }
            alarms += found.isPresent() ? 1 : 0;
        }
        return (double) alarms / days;
    }

    private static int rowsUntilFound(String column, World world) {
        Day one = new Day(3);
        int rows = 0;
        while (rows < DAY && one.column(column).verdict() != Verdict.DRIFTING) {
            one.feed(world, BLOCK);
            rows += BLOCK;
        }
        return rows;
    }

    /** A training, and what watches the rows after it. */
    private static final class Day {
        private final Randomness random;
        private final TableEncoding encoding;
        private final TableDrift drift;

        Day(long day) {
            random = Randomness.of(7, "day", day);
            Table training = training();
            encoding = TableEncoding.fit(training, EncodingRules.defaults().missing(Missing.IMPUTE));
            JsonObject stored = TableDrift.stored(encoding, encoding.dataset(training));
            int width = encoding.inputShape().size();
            Model model = new Model(
                            Network.of(Shape.of(width), Layers.linear(1)),
                            Map.of(
                                    "0.weight", Tensor.of(Shape.of(1, width), new float[width]),
                                    "0.bias", Tensor.of(Shape.of(1), new float[1])),
                            Map.of(),
                            Model.Output.plain(),
                            JsonObject.of(),
                            Map.of())
                    .withAttachment(TableDrift.KEPT, stored.toString());
            drift = TableDrift.of(encoding, model, DriftSettings.standard().every(1));
        }

        TableDrift.Column column(String name) {
            return drift.columns().stream()
                    .filter(column -> column.name().equals(name))
                    .findFirst()
                    .orElseThrow();
        }

        void feed(World world, int rows) {
            for (int row = 0; row < rows; row++) {
                Map<String, GivenColumns.Values> values = new LinkedHashMap<>();
                List<String> names = List.of("age", "price", "colour", "city", "visits");
                String[] cells = row(world);
                for (int index = 0; index < cells.length; index++) {
                    values.put(names.get(index), new GivenColumns.Texts(List.of(cells[index])));
                }
                GivenColumns given = new GivenColumns("row", values);
                float[] inputs =
                        encoding.encodeSilently(given.read(encoding.format())).row(0);
                drift.observe(inputs, 0, 1, place -> given);
            }
        }

        private Table training() {
            StringBuilder text = new StringBuilder("age,price,colour,city,visits,t\n");
            for (int row = 0; row < TRAINING; row++) {
                text.append(String.join(",", row(SAME)))
                        .append(',')
                        .append(row % 7)
                        .append(".5\n");
            }
            return TableReader.csv("training.csv", text.toString());
        }

        /** A Gaussian age, a price with a heavy tail, one of 4 colours, one of many cities, most of them rare, and a count that is mostly 0. */
        private String[] row(World world) {
            double age = 40 + 10 * (random.nextGaussian() + world.moved());
            double price = Math.exp(random.nextGaussian());
            String colour =
                    random.nextDouble() < world.strange() ? "mauve" : "colour" + (int) (4 * random.nextDouble());
            int city = (int) Math.min(300, 1 / Math.max(1e-9, random.nextDouble()));
            int visits = random.nextDouble() < 0.01 ? 1 + (int) (5 * random.nextDouble()) : 0;
            return new String[] {
                Double.toString(age),
                random.nextDouble() < world.gaps() ? "" : Double.toString(price),
                colour,
                "city" + city,
                Integer.toString(visits)
            };
        }
    }
}
