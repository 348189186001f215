package dev.evenkeel.formats.onnx;

import java.util.Map;

/** How many cases of one operator came out how. */
final class ConformanceTable {
    private int passed;
    private int unsupported;
    private int failed;

    void add(ConformanceCase.Result result) {
        switch (result.outcome()) {
            case PASSED -> passed++;
            case UNSUPPORTED -> unsupported++;
            case FAILED -> failed++;
        }
    }

    static String markdown(Map<String, ConformanceTable> families) {
        StringBuilder text = new StringBuilder("| operator | passed | unsupported | failed |\n|---|---|---|---|\n");
        ConformanceTable all = new ConformanceTable();
        families.forEach((family, table) -> {
            table.append(text, family);
            all.passed += table.passed;
            all.unsupported += table.unsupported;
            all.failed += table.failed;
        });
        all.append(text, "**all**");
        return text.toString();
    }

    private void append(StringBuilder text, String name) {
        text.append("| ")
                .append(name)
                .append(" | ")
                .append(passed)
                .append(" | ")
                .append(unsupported)
                .append(" | ")
                .append(failed)
                .append(" |\n");
    }
}
