package dev.evenkeel.lab.report;

import java.util.List;

/**
 * A page of findings.
 *
 * @param title of the page
 * @param summary what was found, in sentences, first
 * @param sections in the order in which they are read
 * @param provenance what it came from and how to make it again, as the command line
 */
public record Report(String title, List<String> summary, List<Section> sections, List<Fact> provenance) {
    public Report {
        summary = List.copyOf(summary);
        sections = List.copyOf(sections);
        provenance = List.copyOf(provenance);
    }

    /**
     * A part of a page.
     *
     * @param title of the part
     * @param blocks texts, tables and charts in their order
     */
    public record Section(String title, List<Block> blocks) {
        public Section {
            blocks = List.copyOf(blocks);
        }
    }

    /**
     * A name and what it stands for.
     *
     * @param name as {@code command}
     * @param value as {@code evenkeel train --data digits}
     */
    public record Fact(String name, String value) {}
}
