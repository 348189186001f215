package dev.evenkeel.lab.report;

import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.text.Printable;
import java.util.List;
import java.util.function.Function;

/** Charts as the page's script reads them. */
final class ChartJson {
    private ChartJson() {}

    static JsonObject of(Block.Lines chart) {
        boolean whole = chart.series().stream().allMatch(series -> Numeral.areWhole(series.x()));
        return JsonObject.of()
                .with("kind", "lines")
                .with("x", axis(chart.x()).with("whole", whole))
                .with("y", axis(chart.y()))
                .with(
                        "series",
                        array(
                                chart.series(),
                                series -> JsonObject.of()
                                        .with("name", Printable.of(series.name()))
                                        .with("x", numbers(series.x()))
                                        .with("y", numbers(series.y()))));
    }

    static JsonObject of(Block.Points chart) {
        return JsonObject.of()
                .with("kind", "points")
                .with("x", axis(chart.x()).with("whole", false))
                .with("y", axis(chart.y()))
                .with("across", numbers(chart.across()))
                .with("up", numbers(chart.up()));
    }

    static JsonObject of(Block.Bands chart) {
        boolean whole = chart.bands().stream().allMatch(band -> Numeral.areWhole(band.x()));
        return JsonObject.of()
                .with("kind", "bands")
                .with("x", axis(chart.x()).with("whole", whole))
                .with("y", axis(chart.y()))
                .with(
                        "bands",
                        array(
                                chart.bands(),
                                band -> JsonObject.of()
                                        .with("name", Printable.of(band.name()))
                                        .with("x", numbers(band.x()))
                                        .with("lower", numbers(band.lower()))
                                        .with("middle", numbers(band.middle()))
                                        .with("upper", numbers(band.upper()))));
    }

    static JsonObject of(Block.Bars chart) {
        return JsonObject.of()
                .with("kind", "bars")
                .with("y", axis(chart.y()))
                .with(
                        "bars",
                        array(
                                chart.bars(),
                                bar -> JsonObject.of()
                                        .with("name", Printable.of(bar.name()))
                                        .with("value", Numeral.json(bar.value()))
                                        .with("lower", Numeral.json(bar.lower()))
                                        .with("upper", Numeral.json(bar.upper()))));
    }

    private static JsonObject axis(Block.Axis axis) {
        return JsonObject.of()
                .with("name", Printable.of(axis.name()))
                .with("logarithmic", axis.scale() == Block.Scale.LOGARITHMIC);
    }

    private static JsonArray numbers(List<Double> values) {
        return array(values, Numeral::json);
    }

    private static <T> JsonArray array(List<T> parts, Function<T, JsonValue> json) {
        return new JsonArray(parts.stream().map(json).toList());
    }
}
