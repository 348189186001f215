package dev.evenkeel.lab.report;

import java.util.ArrayList;
import java.util.List;

/** The data of a chart as a table: a column for each line where all lines share their points across, else a row for each point. */
final class ChartTable {
    private ChartTable() {}

    static Block.Table of(Block.Lines chart) {
        List<Block.Series> series = chart.series();
        boolean shared = !series.isEmpty()
                && series.stream()
                        .allMatch(other -> other.x().equals(series.get(0).x()));
        return shared ? wide(chart) : tall(chart);
    }

    static Block.Table of(Block.Points chart) {
        List<List<String>> rows = new ArrayList<>();
        for (int point = 0; point < chart.across().size(); point++) {
            rows.add(List.of(
                    Numeral.shown(chart.across().get(point)),
                    Numeral.shown(chart.up().get(point))));
        }
        return new Block.Table(
                chart.title(), List.of(chart.x().name(), chart.y().name()), rows);
    }

    static Block.Table of(Block.Bands chart) {
        List<List<String>> rows = new ArrayList<>();
        for (Block.Band band : chart.bands()) {
            for (int point = 0; point < band.x().size(); point++) {
                rows.add(List.of(
                        band.name(),
                        Numeral.shown(band.x().get(point)),
                        Numeral.shown(band.lower().get(point)),
                        Numeral.shown(band.middle().get(point)),
                        Numeral.shown(band.upper().get(point))));
            }
        }
        return new Block.Table(chart.title(), List.of("line", chart.x().name(), "lower", "middle", "upper"), rows);
    }

    static Block.Table of(Block.Bars chart) {
        List<List<String>> rows = chart.bars().stream()
                .map(bar -> List.of(
                        bar.name(), Numeral.shown(bar.value()), Numeral.shown(bar.lower()), Numeral.shown(bar.upper())))
                .toList();
        return new Block.Table(chart.title(), List.of("bar", chart.y().name(), "lower", "upper"), rows);
    }

    private static Block.Table wide(Block.Lines chart) {
        List<String> columns = new ArrayList<>(List.of(chart.x().name()));
        chart.series().forEach(series -> columns.add(series.name()));
        List<Double> x = chart.series().get(0).x();
        List<List<String>> rows = new ArrayList<>();
        for (int point = 0; point < x.size(); point++) {
            List<String> row = new ArrayList<>(List.of(Numeral.shown(x.get(point))));
            for (Block.Series series : chart.series()) {
                row.add(Numeral.shown(series.y().get(point)));
            }
            rows.add(row);
        }
        return new Block.Table(chart.title(), columns, rows);
    }

    private static Block.Table tall(Block.Lines chart) {
        List<List<String>> rows = new ArrayList<>();
        for (Block.Series series : chart.series()) {
            for (int point = 0; point < series.x().size(); point++) {
                rows.add(List.of(
                        series.name(),
                        Numeral.shown(series.x().get(point)),
                        Numeral.shown(series.y().get(point))));
            }
        }
        return new Block.Table(
                chart.title(), List.of("line", chart.x().name(), chart.y().name()), rows);
    }
}
