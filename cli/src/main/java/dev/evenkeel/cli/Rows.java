package dev.evenkeel.cli;

import dev.evenkeel.data.table.EncodedRows;
import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import java.util.List;

/** Inputs to predict from, one after the other. */
interface Rows {
    int size();

    /** Writes input {@code row} into {@code inputs} from {@code offset} on. */
    void read(int row, float[] inputs, int offset);

    /** What people should know about them. */
    List<String> warnings();

    static Rows of(EncodedRows rows) {
        return new Rows() {
            @Override
            public int size() {
                return rows.size();
            }

            @Override
            public void read(int row, float[] inputs, int offset) {
                rows.read(row, inputs, offset);
            }

            @Override
            public List<String> warnings() {
                return rows.warnings();
            }
        };
    }

    static Rows of(Dataset dataset) {
        Batch one = new Batch(1, dataset.inputShape(), dataset.target());
        return new Rows() {
            @Override
            public int size() {
                return dataset.size();
            }

            @Override
            public void read(int row, float[] inputs, int offset) {
                dataset.read(row, one, 0);
                System.arraycopy(one.inputs(), 0, inputs, offset, one.inputs().length);
            }

            @Override
            public List<String> warnings() {
                return List.of();
            }
        };
    }
}
