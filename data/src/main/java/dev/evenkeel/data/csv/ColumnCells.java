package dev.evenkeel.data.csv;

import dev.evenkeel.data.csv.cell.Cells;
import dev.evenkeel.data.csv.cell.CompactNumbers;
import dev.evenkeel.data.csv.cell.Dictionary;
import dev.evenkeel.data.csv.cell.LeadingZeros;
import dev.evenkeel.data.csv.cell.NumberCells;
import dev.evenkeel.data.csv.cell.SkippedCells;
import dev.evenkeel.data.csv.cell.TextCells;
import dev.evenkeel.data.csv.number.MissingWords;
import dev.evenkeel.data.csv.number.NumberForm;
import java.util.List;

/** All cells of a column: first how they are wanted, then what they are. */
sealed interface ColumnCells {
    static ColumnCells of(Survey.ColumnPlan plan, MissingWords missing) {
        return plan instanceof Survey.ColumnPlan.AsNumbers numbers
                ? new WantedNumbers(numbers.form(), missing)
                : new Texts();
    }

    /** Room for the cells of a block. */
    default Cells cells() {
        throw new IllegalStateException("these were read already");
    }

    /** Nobody wants them. */
    record Skipped() implements ColumnCells {
        @Override
        public Cells cells() {
            return new SkippedCells();
        }
    }

    /** They are wanted as numbers. */
    record WantedNumbers(NumberForm form, MissingWords missing) implements ColumnCells {
        @Override
        public Cells cells() {
            return new NumberCells(form, missing);
        }
    }

    /** They are wanted as texts. */
    record Texts() implements ColumnCells {
        @Override
        public Cells cells() {
            return new TextCells();
        }
    }

    /** They are numbers, but for {@code otherRows}; {@code negative} are some that have no minus before them. */
    record Numbers(
            CompactNumbers values,
            NumberForm form,
            int[] otherRows,
            int[] otherCodes,
            Dictionary others,
            List<String> negative,
            LeadingZeros zeros)
            implements ColumnCells {}

    /** They are texts. */
    record TextCodes(int[] codes, Dictionary dictionary) implements ColumnCells {}
}
