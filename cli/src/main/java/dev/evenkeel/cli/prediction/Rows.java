package dev.evenkeel.cli.prediction;

import dev.evenkeel.data.table.RowProblem;
import dev.evenkeel.data.table.Table;
import dev.evenkeel.data.table.encoding.EncodedRows;
import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.tensor.Mask;
import java.util.List;

/** Inputs to predict from. Safe to be read by several threads. */
public interface Rows {
    int size();

    /** How many values each has. */
    int width();

    /** Writes the inputs {@code first .. first + count - 1} to the start of {@code inputs}, and says which positions are real. */
    Mask read(int first, int count, float[] inputs);

    /** Where a row stands, for messages, as {@code wine.csv line 130}. */
    String place(int row);

    /** What one of a row's values is called, as {@code column 'age'}. */
    String inputName(int input);

    /** The rows that cannot be predicted. */
    List<RowProblem> problems();

    /** Whether the row can be predicted. */
    boolean isReadable(int row);

    /** What people should know about them. */
    List<String> warnings();

    /** @param names of the inputs */
    static Rows of(Table table, EncodedRows rows, List<String> names) {
        int width = names.size();
        return new Rows() {
            @Override
            public int size() {
                return rows.size();
            }

            @Override
            public int width() {
                return width;
            }

            @Override
            public Mask read(int first, int count, float[] inputs) {
                for (int row = 0; row < count; row++) {
                    rows.read(first + row, inputs, row * width);
                }
                return new Mask(count, 1);
            }

            @Override
            public String place(int row) {
                return table.place(row);
            }

            @Override
            public String inputName(int input) {
                return "column '" + names.get(input) + "'";
            }

            @Override
            public List<RowProblem> problems() {
                return rows.problems();
            }

            @Override
            public boolean isReadable(int row) {
                return rows.isReadable(row);
            }

            @Override
            public List<String> warnings() {
                return rows.warnings();
            }

            @Override
            public RowNames names() {
                return RowNames.NONE;
            }
        };
    }

    /** What rows are called, where each has a name of its own. */
    RowNames names();

    static Rows of(Dataset dataset) {
        return of(dataset, RowNames.NONE, List.of());
    }

    /**
     * Examples that may have names, as images of files.
     *
     * @param names what each is called
     * @param notes what people should know about how they were read
     */
    static Rows of(Dataset dataset, RowNames names, List<String> notes) {
        int width = dataset.inputShape().size();
        return new Rows() {
            @Override
            public int size() {
                return dataset.size();
            }

            @Override
            public int width() {
                return width;
            }

            @Override
            public Mask read(int first, int count, float[] inputs) {
                Batch block = new Batch(count, dataset.inputShape(), dataset.target());
                for (int row = 0; row < count; row++) {
                    dataset.read(first + row, block, row);
                }
                System.arraycopy(block.inputs(), 0, inputs, 0, count * width);
                return block.mask();
            }

            @Override
            public String place(int row) {
                return names.isEmpty()
                        ? dataset.name() + " " + dataset.exampleName(row)
                        : names.names().get(row);
            }

            @Override
            public String inputName(int input) {
                return dataset.inputName(input);
            }

            @Override
            public List<RowProblem> problems() {
                return List.of();
            }

            @Override
            public boolean isReadable(int row) {
                return true;
            }

            @Override
            public List<String> warnings() {
                return notes;
            }

            @Override
            public RowNames names() {
                return names;
            }
        };
    }
}
