package dev.evenkeel.lab.report;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The blocks of a section as HTML. A heat map is a table whose cells are coloured; other charts are left to the script. */
final class BlockHtml {
    private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9][0-9.,]*([eE][-+]?[0-9]+)?( ?%)?|\u2013|");
    private static final int MAX_NAMED = 6;

    private final HtmlWriter html;
    private final List<JsonValue> charts;

    private BlockHtml(HtmlWriter html, List<JsonValue> charts) {
        this.html = html;
        this.charts = charts;
    }

    /** Writes {@code blocks} and adds what the script is to draw to {@code charts}. */
    static void write(HtmlWriter html, List<Block> blocks, List<JsonValue> charts) {
        BlockHtml writer = new BlockHtml(html, charts);
        long drawn = blocks.stream().filter(BlockHtml::isDrawn).count();
        long seen = 0;
        for (Block block : blocks) {
            seen += isDrawn(block) ? 1 : 0;
            boolean alone = seen == drawn && drawn % 2 == 1;
            writer.write(block, alone ? "drawn alone" : "drawn");
        }
    }

    private static boolean isDrawn(Block block) {
        return block instanceof Block.Lines
                || block instanceof Block.Bands
                || block instanceof Block.Bars
                || block instanceof Block.Points;
    }

    private void write(Block block, String place) {
        if (block instanceof Block.Text text) {
            html.element("p", text.text()).raw("\n");
        } else if (block instanceof Block.Table table) {
            html.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"")
                    .text(table.title())
                    .raw("\">\n");
            table(table);
            html.raw("</div>\n");
        } else if (block instanceof Block.HeatMap map) {
            heatMap(map);
        } else if (block instanceof Block.Lines chart) {
            List<String> names = chart.series().stream().map(Block.Series::name).toList();
            String axes = chart.y().name() + " over " + chart.x().name();
            chart(ChartJson.of(chart), ChartTable.of(chart), place, "Line chart of " + axes, names);
        } else if (block instanceof Block.Points chart) {
            String axes = chart.y().name() + " over " + chart.x().name();
            chart(ChartJson.of(chart), ChartTable.of(chart), place, "Points of " + axes, List.of());
        } else if (block instanceof Block.Pictures pictures) {
            pictures(pictures);
        } else if (block instanceof Block.Bands chart) {
            List<String> names = chart.bands().stream().map(Block.Band::name).toList();
            String axes = chart.y().name() + " over " + chart.x().name();
            chart(ChartJson.of(chart), ChartTable.of(chart), place, "Lines with bounds of " + axes, names);
        } else if (block instanceof Block.Bars chart) {
            List<String> names = chart.bars().stream().map(Block.Bar::name).toList();
            String axis = chart.y().name();
            chart(ChartJson.of(chart), ChartTable.of(chart), place, "Values with intervals of " + axis, names);
        }
    }

    private void pictures(Block.Pictures pictures) {
        html.raw("<figure>\n").element("figcaption", pictures.title()).raw("\n<div class=\"pictures\">\n");
        for (Block.Picture picture : pictures.pictures()) {
            html.raw("<figure><img alt=\"").text(picture.caption());
            html.raw("\" src=\"data:image/png;base64,").text(picture.png()).raw("\">");
            html.element("figcaption", picture.caption()).raw("</figure>\n");
        }
        html.raw("</div>\n</figure>\n");
    }

    private void chart(JsonObject json, Block.Table data, String place, String kind, List<String> names) {
        html.raw("<figure class=\"" + place + "\">\n").element("figcaption", data.title());
        html.raw("\n<div class=\"chart\" data-chart=\"" + charts.size()
                + "\" role=\"img\" tabindex=\"0\" aria-label=\"");
        html.text(data.title() + ". " + kind + (names.isEmpty() ? "" : ": " + listed(names))
                + ". The data are in the table below.");
        html.raw("\"></div>\n<details><summary>Data</summary>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\"");
        html.raw(" aria-label=\"").text("Data of " + data.title()).raw("\">\n");
        table(data);
        html.raw("</div></details>\n</figure>\n");
        charts.add(json);
    }

    private static String listed(List<String> names) {
        String first = names.stream().limit(MAX_NAMED).collect(Collectors.joining(", "));
        return names.size() <= MAX_NAMED ? first : first + " and " + (names.size() - MAX_NAMED) + " more";
    }

    private void table(Block.Table table) {
        boolean[] numeric = new boolean[table.columns().size()];
        for (int column = 0; column < numeric.length; column++) {
            int index = column;
            numeric[column] = table.rows().stream()
                    .allMatch(row -> NUMBER.matcher(row.get(index)).matches());
        }
        html.raw("<table>").element("caption", table.title()).raw("\n<thead><tr>");
        for (int column = 0; column < numeric.length; column++) {
            html.raw(numeric[column] ? "<th scope=\"col\" class=\"number\">" : "<th scope=\"col\">");
            html.text(table.columns().get(column)).raw("</th>");
        }
        html.raw("</tr></thead>\n<tbody>\n");
        for (List<String> row : table.rows()) {
            html.raw("<tr>");
            for (int column = 0; column < numeric.length; column++) {
                String name = column == 0 ? "th" : "td";
                html.raw("<" + name + (column == 0 ? " scope=\"row\"" : ""));
                html.raw(numeric[column] ? " class=\"number\">" : ">").text(row.get(column));
                html.raw("</" + name + ">");
            }
            html.raw("</tr>\n");
        }
        html.raw("</tbody></table>\n");
    }

    private void heatMap(Block.HeatMap map) {
        double[] known = map.values().stream()
                .flatMap(List::stream)
                .mapToDouble(Double::doubleValue)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        html.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"")
                .text(map.title());
        html.raw("\">\n<table class=\"heat\">").element("caption", map.title()).raw("\n<thead><tr><td></td>");
        map.columns()
                .forEach(column -> html.raw("<th scope=\"col\" class=\"number\">")
                        .text(column)
                        .raw("</th>"));
        html.raw("</tr></thead>\n<tbody>\n");
        for (int row = 0; row < map.rows().size(); row++) {
            html.raw("<tr><th scope=\"row\">").text(map.rows().get(row)).raw("</th>");
            map.values().get(row).forEach(value -> cell(value, known));
            html.raw("</tr>\n");
        }
        html.raw("</tbody></table>\n</div>\n");
    }

    private void cell(double value, double[] known) {
        if (!Double.isFinite(value)) {
            html.raw("<td style=\"--share:0\">").text(Numeral.shown(value)).raw("</td>");
            return;
        }
        double least = known[0];
        double range = known[known.length - 1] - least;
        double share = range > 0 ? (value - least) / range : 0;
        html.raw(String.format(Locale.ROOT, "<td style=\"--share:%.2f\">", share));
        html.text(Numeral.shown(value)).raw("</td>");
    }
}
