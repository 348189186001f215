package dev.evenkeel.lab.experiment;

import dev.evenkeel.lab.report.Block;
import dev.evenkeel.lab.report.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The page of a session in the lab: each experiment with its claims, what came out of them, and all that was measured. */
public final class LabReport {
    private LabReport() {}

    /**
     * An experiment that was run.
     *
     * @param experiment the question
     * @param findings what it found
     * @param seconds how long it took
     */
    public record Entry(Experiment experiment, Findings findings, double seconds) {}

    /**
     * The page of a session. Exact experiments show their own table of what was checked in place of one of claims.
     *
     * @param entries what was run, in its order
     * @param provenance where it came from
     */
    public static Report of(List<Entry> entries, List<Report.Fact> provenance) {
        List<String> summary = new ArrayList<>();
        List<Report.Section> sections = new ArrayList<>();
        for (Entry entry : entries) {
            summary.add(summary(entry));
            List<Block> blocks = new ArrayList<>();
            blocks.add(new Block.Text(entry.experiment().question()));
            if (!entry.experiment().isExact()) {
                blocks.add(claims(entry.findings()));
            }
            blocks.addAll(entry.findings().blocks());
            sections.add(new Report.Section(entry.experiment().name(), blocks));
        }
        return new Report("The lab", summary, sections, provenance);
    }

    private static String summary(Entry entry) {
        return String.format(
                Locale.ROOT,
                "%s: %d of %d claims agree, %d differ, %d undecided (%.0f s).",
                entry.experiment().name(),
                count(entry, Judgement.Verdict.AGREES),
                entry.findings().judgements().size(),
                count(entry, Judgement.Verdict.DIFFERS),
                count(entry, Judgement.Verdict.UNDECIDED),
                entry.seconds());
    }

    private static long count(Entry entry, Judgement.Verdict verdict) {
        return entry.findings().judgements().stream()
                .filter(judgement -> judgement.verdict() == verdict)
                .count();
    }

    private static Block claims(Findings findings) {
        return new Block.Table(
                "Claims and what came out",
                List.of("claim", "expected", "measured", "verdict", "source"),
                findings.judgements().stream()
                        .map(judgement -> List.of(
                                judgement.claim().id(),
                                judgement.claim().text(),
                                judgement.measured(),
                                judgement.verdict().name().toLowerCase(Locale.ROOT),
                                judgement.claim().source()))
                        .toList());
    }
}
