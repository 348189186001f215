package dev.evenkeel.data.table.encoding;

import dev.evenkeel.data.csv.CsvSettings;
import dev.evenkeel.data.csv.number.NumberForm;
import dev.evenkeel.data.table.Table;
import dev.evenkeel.data.table.TableFormat;
import dev.evenkeel.data.table.TableRemarks;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What an encoding keeps of how its training table was written, so that other files are read in the same way. */
final class LearntFormat {
    private LearntFormat() {}

    static TableFormat of(Table training, TableEncoding encoding) {
        TableRemarks remarks = training.remarks();
        Set<String> used = new HashSet<>(encoding.columns());
        used.add(encoding.targetName());
        Map<String, NumberForm> forms = new HashMap<>(remarks.forms());
        forms.keySet().retainAll(used);
        Set<String> texts = new HashSet<>(remarks.format().settings().texts());
        texts.retainAll(used);
        boolean isNamed = remarks.format().settings().header() != CsvSettings.Header.ABSENT;
        return remarks.format().learnt(texts, forms, isNamed ? Set.of() : widths(training, encoding));
    }

    /** A target in the last column may lack in other files; any other would shift the columns behind it. */
    private static Set<Integer> widths(Table training, TableEncoding encoding) {
        List<String> columns = training.columnNames();
        int width = columns.size();
        return columns.get(width - 1).equals(encoding.targetName()) ? Set.of(width, width - 1) : Set.of(width);
    }
}
