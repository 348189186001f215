package dev.evenkeel.data.table.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.DataKind;
import dev.evenkeel.data.DataSource;
import dev.evenkeel.data.LoadedData;
import dev.evenkeel.data.series.SeriesDataset;
import dev.evenkeel.data.table.encoding.EncodingRules;
import dev.evenkeel.data.table.encoding.Missing;
import dev.evenkeel.data.table.encoding.TableEncoding;
import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceTableTest {
    private static final SequenceColumns COLUMNS = new SequenceColumns("id", Optional.of("time"));

    @TempDir
    private Path folder;

    @Test
    void rowsBecomeSequencesInTheOrderOfTheirTime() throws IOException {
        LoadedData data = source("""
                        id,time,speed,gear,label
                        b,2,1.5,low,up
                        a,10,7,high,down
                        b,1,0.5,high,up
                        a,9,6,low,down
                        a,11,8,low,down
                        """).open();

        assertThat(data.kind()).isEqualTo(DataKind.SERIES);
        assertThat(data.training().inputShape()).isEqualTo(Shape.of(3, 3));
        assertThat(data.training().target()).isEqualTo(Target.classes(List.of("down", "up")));
        Batch batch = filled(data.training());
        assertThat(batch.inputs()).containsExactly(0.5f, 1, 0, 1.5f, 0, 1, 0, 0, 0, 6, 0, 1, 7, 1, 0, 8, 0, 1);
        assertThat(batch.targets()).containsExactly(1, 0);
        assertThat(batch.mask().realRows(0, 3)).isEqualTo(2);
        assertThat(data.training().exampleName(0)).isEqualTo("b");
        assertThat(data.notes())
                .contains("Rows are the time steps of sequences, by column 'id', in the order of column 'time'")
                .anyMatch(note -> note.startsWith("2 sequences of 3 dimensions and 2 to 3 positions"));
        assertThat(data.kept()).containsOnlyKeys("sequence");
        assertThat(SequenceColumns.fromJson(data.kept().get("sequence"))).isEqualTo(COLUMNS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-02,2026-01-01",
                "2026-01-01T10:00:01,2026-01-01T10:00",
                "2026-01-01 10:00:01.5,2026-01-01 10:00:01.25",
                "2026-01-01T10:00:00+02:00,2026-01-01T10:30:00+03:00",
                "2026-01-01T10:00:00Z,2026-01-01T10:30:00+0100",
                "10:00:01,09:59",
            })
    void datesAndTimesAreAnOrder(String times) throws IOException {
        String[] two = times.split(",");

        LoadedData data = source("id,time,x,label\na," + two[0] + ",2,u\na," + two[1] + ",1,u\nb," + two[0] + ",3,v\n")
                .open();

        assertThat(filled(data.training()).inputs()).containsExactly(1, 2, 3, 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a,1,1,u;a,1,2,u;b,1,1,v | line 3: sequence 'a' has '1' in column 'time' a second time, as on line 2",
                "a,1,1,u;a,2,2,v;b,1,1,v | line 3: sequence 'a' has 'v' in column 'label', but 'u' on line 2: what is predicted needs one value in all rows",
                "a,1,1,u;,2,2,v | line 3 has no value in column 'id'",
                "a,1,1,u;b,,2,v | line 3 has no value in column 'time', which orders",
                "a,noon,1,u;b,late,2,v | column 'time' has 'noon', but an order needs numbers, or dates and times as 2026",
                "a,2026-01-01T10:00,1,u;b,2026-01-01T10:00Z,2,v | write all of them in one form",
                "a,1,,u;b,2,2,v | column 'x' is missing",
                "a,1,1,;b,2,2,v | target 'label' is missing, and nothing can be learnt",
            })
    void whatMakesNoSequencesIsNamed(String rows, String message) throws IOException {
        DataSource source = source("id,time,x,label\n" + rows.replace(';', '\n') + "\n");

        assertThatThrownBy(source::open).isInstanceOf(EvenkeelException.class).hasMessageContaining(message);
    }

    @Test
    void columnsThatAreNotThereOrServeTwiceAreNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("x.csv"), "id,time,x,label\na,1,1,u\nb,1,2,v\n");

        assertThatThrownBy(() -> DataSource.of(file.toString())
                        .sequences(new SequenceColumns("ID", Optional.empty()))
                        .open())
                .hasMessageContaining("has no column 'ID'");
        assertThatThrownBy(() -> new SequenceColumns("id", Optional.of("id")))
                .hasMessageContaining("name the same column 'id'");
        assertThatThrownBy(() -> DataSource.of(file.toString())
                        .sequences(COLUMNS)
                        .rules(EncodingRules.defaults().target("time"))
                        .open())
                .hasMessageContaining("Column 'time' makes the sequences, so it cannot be predicted");
    }

    @Test
    void noSequenceIsInBothPartsAndEncodingsLearnFromTrainingAlone() throws IOException {
        StringBuilder text = new StringBuilder("id,time,x,label\n");
        for (int row = 0; row < 120; row++) {
            text.append(String.format("s%d,%d,%d,%s%n", row % 40, row, row, row % 2 == 0 ? "u" : "v"));
        }

        LoadedData data = source(text.toString()).testShare(0.25).seed(3).open();

        assertThat(data.training().size()).isEqualTo(30);
        assertThat(data.test().orElseThrow().size()).isEqualTo(10);
        Set<String> names = new HashSet<>();
        for (Dataset part : List.of(data.training(), data.test().orElseThrow())) {
            for (int index = 0; index < part.size(); index++) {
                assertThat(names.add(part.exampleName(index))).isTrue();
                assertThat(((SeriesDataset) part).length(index)).isEqualTo(3);
            }
        }
        assertThat(((SeriesDataset) data.test().orElseThrow()).strata()).contains(0, 1);
    }

    @Test
    void aModelReadsOtherTablesSoWithOrWithoutTargets() throws IOException {
        LoadedData data = source("id,time,x,label\na,1,1,u\na,2,2,u\nb,1,3,v\n").open();
        TableEncoding encoding =
                TableEncoding.fromJson(data.encoding().orElseThrow().toJson());
        DataSource other = source("time,x,id\n5,2,7\n4,,7\n")
                .targetOptional()
                .series(rules -> rules.forModel(Shape.of(4, 1), List.of("u", "v")));

        LoadedData read = other.open(encoding.missing(Missing.IMPUTE));

        assertThat(read.training().inputShape()).isEqualTo(Shape.of(4, 1));
        assertThat(filled(read.training()).inputs()).containsExactly(2, 2, 0, 0);
        assertThatThrownBy(() -> other.open(encoding)).hasMessageContaining("column 'x' is missing");
        assertThatThrownBy(() -> other.series(rules -> rules.forModel(Shape.of(1, 1), List.of()))
                        .open(encoding.missing(Missing.IMPUTE)))
                .hasMessageContaining("sequence '7' has 2 rows, but the model reads at most 1");
    }

    @Test
    void numbersToPredictAreOneForEachSequence() throws IOException {
        LoadedData data = source("id,time,x,y\na,1,1,0.5\na,2,2,0.5\nb,1,3,1.5\nc,1,3,2.5\n")
                .rules(EncodingRules.defaults().target("y"))
                .open();

        assertThat(data.training().target()).isEqualTo(Target.values(1));
        assertThat(filled(data.training()).targets()).containsExactly(0.5f, 1.5f, 2.5f);
    }

    private DataSource source(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("long.csv"), text);
        return DataSource.of(file.toString()).sequences(COLUMNS).testShare(0);
    }

    private static Batch filled(Dataset data) {
        Batch batch = new Batch(data.size(), data.inputShape(), data.target());
        for (int index = 0; index < data.size(); index++) {
            data.read(index, batch, index);
        }
        return batch;
    }
}
