package dev.evenkeel.comparison.driver;

import dev.evenkeel.comparison.driver.Results.Ratio;
import dev.evenkeel.comparison.driver.ScalingChart.Series;
import dev.evenkeel.comparison.driver.Target.Side;
import dev.evenkeel.comparison.driver.worker.Participant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The tables: one of all rows, one of the targets. */
final class Report {
    private final Results results;
    private final List<Verdict> verdicts;
    private final List<Series> scaling;

    Report(Results results, List<Verdict> verdicts, List<Series> scaling) {
        this.results = results;
        this.verdicts = verdicts;
        this.scaling = scaling;
    }

    /** Each row: Evenkeel's time, and every other's with the factor by which Evenkeel is faster. */
    Table rows() {
        List<Participant> others = Arrays.stream(Participant.values())
                .filter(participant -> participant != Participant.EVENKEEL && results.has(participant))
                .toList();
        List<String> head = new ArrayList<>(List.of("row", "threads", Participant.EVENKEEL.title()));
        others.forEach(other -> head.add(other.title()));
        Table table = new Table(head);
        for (Cell row : results.rows()) {
            List<String> line = new ArrayList<>(List.of(row.row(), Integer.toString(row.threads())));
            Side own = new Side(Participant.EVENKEEL, "", List.of(row.row()));
            line.add(best(own, row).orElse("n/a"));
            others.forEach(other -> line.add(cell(new Side(other, "", List.of(row.row())), own, row)));
            table.add(line);
        }
        return table;
    }

    private String cell(Side side, Side own, Cell row) {
        Optional<String> time = best(side, row);
        Optional<Ratio> ratio = results.ratio(side, own, row.threads());
        return time.map(text -> text
                        + ratio.map(r -> " (" + Figures.ratio(r.value()) + ")").orElse(""))
                .orElse("");
    }

    private Optional<String> best(Side side, Cell row) {
        return results.bestSetting(side, row.threads())
                .map(setting -> new Cell(row.row(), row.threads(), side.participant(), setting))
                .map(cell -> Figures.value(row.row(), results.median(cell).orElse(Double.NaN)));
    }

    Table targets() {
        Table table = new Table(List.of("row", "threads", "against", "wanted", "reached", "spread", "verdict"));
        for (Verdict verdict : verdicts) {
            Target target = verdict.target();
            Ratio ratio = verdict.ratio();
            table.add(List.of(
                    target.row(),
                    Integer.toString(verdict.threads()),
                    target.against(),
                    target.bound() + " " + Figures.ratio(target.wanted()),
                    Figures.ratio(ratio.value()),
                    Figures.ratio(ratio.least()) + " to " + Figures.ratio(ratio.most()),
                    verdict.words()));
        }
        return table;
    }

    /** What the straight lines say. */
    List<String> lines() {
        return scaling.stream()
                .map(series -> String.format(
                        Locale.ROOT,
                        "step time over %s, %d thread(s): %.2f ms + %.4f ms each, R^2 %.4f",
                        series.what(),
                        series.threads(),
                        series.fit().intercept(),
                        series.fit().slope(),
                        series.fit().determination()))
                .toList();
    }

    String summary() {
        long met = verdicts.stream().filter(Verdict::met).count();
        return met + " of " + verdicts.size() + " targets met";
    }
}
