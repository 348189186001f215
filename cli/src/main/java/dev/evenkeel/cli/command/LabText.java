package dev.evenkeel.cli.command;

import dev.evenkeel.cli.display.FittedTable;
import dev.evenkeel.lab.experiment.Experiment;
import dev.evenkeel.lab.experiment.Findings;
import dev.evenkeel.lab.experiment.Judgement;
import dev.evenkeel.lab.report.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Findings for people at a terminal: verdicts, sentences and tables. Charts are for pages. */
final class LabText {
    /** Of more claims only those are told that do not agree; tables have them all. */
    private static final int MAX_SHOWN = 16;

    private static final String INDENT = "  ";

    private LabText() {}

    static String of(Experiment experiment, Findings findings, double seconds, int columns) {
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
        boolean all = judgements.size() <= MAX_SHOWN;
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
                text.append('\n').append(table(table, columns));
            }
        }
        return text.toString();
    }

    private static long count(List<Judgement> judgements, Judgement.Verdict verdict) {
        return judgements.stream()
                .filter(judgement -> judgement.verdict() == verdict)
                .count();
    }

    private static String table(Block.Table table, int columns) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(table.columns());
        lines.addAll(table.rows());
        StringBuilder text = new StringBuilder(table.title()).append('\n');
        FittedTable.of(lines, Set.of(), columns - INDENT.length())
                .lines()
                .forEach(line -> text.append((INDENT + line).stripTrailing()).append('\n'));
        return text.toString();
    }
}
