package dev.evenkeel.data;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.series.SeriesDataset;
import dev.evenkeel.data.series.SeriesRules;
import dev.evenkeel.data.series.SeriesSet;
import dev.evenkeel.data.split.RowSplit;
import dev.evenkeel.data.table.Table;
import dev.evenkeel.data.table.TableReader;
import dev.evenkeel.data.table.encoding.EncodingRules;
import dev.evenkeel.data.table.encoding.TableEncoding;
import dev.evenkeel.data.table.sequence.SequenceColumns;
import dev.evenkeel.data.table.sequence.SequenceTable;
import dev.evenkeel.dataset.Dataset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tables, divided by the settings of their source. */
record TableParts(SourceSettings settings) {
    LoadedData read(Path path) {
        if (settings.sequences.isEmpty()) {
            return table(TableReader.read(path, settings.format));
        }
        SequenceColumns columns = settings.sequences.get();
        Table table = TableReader.read(path, settings.format.text(columns.sequence()));
        SequenceTable sequences = SequenceTable.of(table, columns);
        EncodingRules rules = sequences.settled(settings.tables);
        if (settings.testShare == 0) {
            return whole(table, sequences, sequences.fit(sequences.all(), rules));
        }
        RowSplit split = rows(table, sequences.strata(rules));
        return parts(table, sequences, split, sequences.fit(split.rest(), rules));
    }

    LoadedData read(Path path, TableEncoding encoding) {
        if (settings.sequences.isEmpty()) {
            return encoded(TableReader.read(path, encoding.format()), encoding);
        }
        SequenceColumns columns = settings.sequences.get();
        Table table = TableReader.read(path, encoding.format().text(columns.sequence()));
        SequenceTable sequences = SequenceTable.of(table, columns);
        if (settings.testShare == 0) {
            return whole(
                    table,
                    sequences,
                    settings.targets == SeriesRules.Targets.OPTIONAL ? encoding.withoutTarget() : encoding);
        }
        requireTarget(table, encoding);
        return parts(table, sequences, rows(table, sequences.strata(encoding)), encoding);
    }

    private RowSplit rows(Table table, int[] strata) {
        return new HoldOutRule(settings.testShare, settings.seed).rows(table.name(), strata);
    }

    private LoadedData whole(Table table, SequenceTable sequences, TableEncoding encoding) {
        SeriesDataset all = dataset(table.name(), sequences, sequences.all(), encoding);
        return sequences(table.name(), all, Optional.empty(), sequences, encoding);
    }

    private LoadedData parts(Table table, SequenceTable sequences, RowSplit split, TableEncoding encoding) {
        return sequences(
                table.name(),
                dataset(table.name() + " (training)", sequences, split.rest(), encoding),
                Optional.of(dataset(table.name() + " (test)", sequences, split.heldOut(), encoding)),
                sequences,
                encoding);
    }

    private SeriesDataset dataset(String name, SequenceTable sequences, int[] some, TableEncoding encoding) {
        int[] readable = settings.left
                .map(left -> sequences.readable(some, encoding, settings.series.input(), left))
                .orElse(some);
        return sequences.dataset(name, readable, encoding, settings.series.input());
    }

    private LoadedData sequences(
            String name,
            SeriesDataset training,
            Optional<SeriesDataset> test,
            SequenceTable sequences,
            TableEncoding encoding) {
        List<String> notes = new ArrayList<>(encoding.notes());
        notes.add(sequences.note());
        notes.add(SeriesSet.account(training, test));
        return new LoadedData(
                        name, training, test.map(Dataset.class::cast), Division.BY_SEED, Optional.of(encoding), notes)
                .keeping(SequenceColumns.KEPT, settings.sequences.orElseThrow().toJson());
    }

    private LoadedData table(Table table) {
        EncodingRules rules = settings.tables.settled(table);
        if (settings.testShare == 0) {
            return whole(table, TableEncoding.fit(table, rules));
        }
        RowSplit rows = rows(table, rules.strata(table));
        return parts(table, rows, TableEncoding.fit(table.select(rows.rest()), rules));
    }

    LoadedData encoded(Table table, TableEncoding encoding) {
        boolean lacksTarget = lacksTarget(table, encoding);
        if (settings.testShare == 0) {
            return whole(table, lacksTarget ? encoding.withoutTarget() : encoding);
        }
        requireTarget(table, encoding);
        Table known =
                settings.left.map(left -> encoding.withTargets(table, left)).orElse(table);
        int[] strata = encoding.strata(known);
        return parts(known, rows(table, strata), encoding);
    }

    private LoadedData whole(Table table, TableEncoding encoding) {
        return new LoadedData(
                table.name(),
                dataset(table.name(), table, encoding),
                Optional.empty(),
                Division.BY_SEED,
                Optional.of(encoding),
                encoding.notes());
    }

    private LoadedData parts(Table table, RowSplit rows, TableEncoding encoding) {
        return new LoadedData(
                table.name(),
                dataset(table.name() + " (training)", table.select(rows.rest()), encoding),
                Optional.of(dataset(table.name() + " (test)", table.select(rows.heldOut()), encoding)),
                Division.BY_SEED,
                Optional.of(encoding),
                encoding.notes());
    }

    private Dataset dataset(String name, Table table, TableEncoding encoding) {
        return settings.left
                .map(left -> encoding.dataset(name, table, left))
                .orElseGet(() -> encoding.dataset(name, table));
    }

    private boolean lacksTarget(Table table, TableEncoding encoding) {
        return settings.targets == SeriesRules.Targets.OPTIONAL
                && table.find(encoding.targetName()).isEmpty();
    }

    private void requireTarget(Table table, TableEncoding encoding) {
        if (lacksTarget(table, encoding)) {
            throw new EvenkeelException(table.name() + " has no column '" + encoding.targetName()
                    + "', by which its rows are divided into parts: take all of them (leave --split out)");
        }
    }
}
