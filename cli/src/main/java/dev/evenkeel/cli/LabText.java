package dev.evenkeel.cli;

import dev.evenkeel.lab.experiment.Experiment;
import dev.evenkeel.lab.experiment.Findings;
import dev.evenkeel.lab.experiment.Judgement;
import dev.evenkeel.lab.report.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Findings for people at a terminal: verdicts, sentences and tables. Charts are for pages. */
final class LabText {
    /** Of more claims only those are told that do not agree; tables have them all. */
    private static final int MOST_SHOWN = 16;

    private LabText() {}

    static String of(Experiment experiment, Findings findings, double seconds) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%s: %s (%.1f s)%n", experiment.name(), experiment.question(), seconds));
        List<Judgement> judgements = findings.judgements();
        text.append(String.format(
                Locale.ROOT,
                "  of %d claims %d agree, %d differ, %d are undecided%n",
                judgements.size(),
                count(judgements, Judgement.Verdict.AGREES),
                count(judgements, Judgement.Verdict.DIFFERS),
                count(judgements, Judgement.Verdict.UNDECIDED)));
        boolean all = judgements.size() <= MOST_SHOWN;
        for (Judgement judgement : judgements) {
            if (all || judgement.verdict() != Judgement.Verdict.AGREES) {
                text.append(String.format(
                        Locale.ROOT,
                        "  %-9s  %s: %s%n             %s [%s]%n",
                        judgement.verdict().name().toLowerCase(Locale.ROOT),
                        judgement.claim().id(),
                        judgement.claim().text(),
                        judgement.measured(),
                        judgement.claim().source()));
            }
        }
        for (Block block : findings.blocks()) {
            if (block instanceof Block.Text sentences) {
                text.append('\n').append(sentences.text()).append('\n');
            } else if (block instanceof Block.Table table) {
                text.append('\n').append(table(table));
            }
        }
        return text.toString();
    }

    private static long count(List<Judgement> judgements, Judgement.Verdict verdict) {
        return judgements.stream()
                .filter(judgement -> judgement.verdict() == verdict)
                .count();
    }

    private static String table(Block.Table table) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(table.columns());
        lines.addAll(table.rows());
        int[] widths = IntStream.range(0, table.columns().size())
                .map(column -> lines.stream()
                        .mapToInt(line -> line.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        StringBuilder text = new StringBuilder(table.title()).append('\n');
        for (List<String> line : lines) {
            StringBuilder row = new StringBuilder(" ");
            for (int column = 0; column < widths.length; column++) {
                row.append(' ')
                        .append(String.format(Locale.ROOT, "%-" + Math.max(1, widths[column]) + "s", line.get(column)));
                row.append(' ');
            }
            text.append(row.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
