package dev.evenkeel.cli.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FittedTableTest {
    private static final List<List<String>> ROWS = List.of(
            List.of("layer", "kind", "reads", "parameters"),
            List.of("stem.conv", "conv {channels:32,kernel:[3,3],bias:false}", "", "864"),
            List.of("total", "", "", "12,345,678"));

    @Test
    void aTableThatFitsStandsAsItIsWithoutEmptyColumns() {
        assertThat(FittedTable.of(
                        ROWS.stream()
                                .map(row -> List.of(row.get(0), "", row.get(3)))
                                .toList(),
                        Set.of(2),
                        80))
                .isEqualTo("""
                        layer      parameters
                        stem.conv         864
                        total      12,345,678
                        """);
    }

    @Test
    void wordsGoOnBelowAndNumbersStayWhole() {
        assertThat(FittedTable.of(ROWS, Set.of(3), 50)).isEqualTo("""
                        layer      kind                  reads  parameters
                        stem.conv  conv {channels:32,                  864
                                   kernel:[3,3],bias:
                                   false}
                        total                                   12,345,678
                        """);
    }

    @Test
    void whatCannotBeNarrowerStaysWide() {
        assertThat(FittedTable.of(ROWS, Set.of(3), 10)).contains("  12,345,678\n");
    }
}
