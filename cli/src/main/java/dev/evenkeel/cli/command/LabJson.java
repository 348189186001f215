package dev.evenkeel.cli.command;

import dev.evenkeel.cli.display.JsonAnswer;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.lab.experiment.Claim;
import dev.evenkeel.lab.experiment.Experiment;
import dev.evenkeel.lab.experiment.Findings;
import dev.evenkeel.lab.experiment.Judgement;
import dev.evenkeel.lab.report.Block;
import java.util.List;
import java.util.Locale;

/** Findings for programs: verdicts and all blocks with their numbers. */
final class LabJson {
    private LabJson() {}

    static JsonObject of(Experiment experiment, Findings findings, double seconds) {
        return JsonObject.of()
                .with("name", experiment.name())
                .with("question", experiment.question())
                .with("seconds", JsonAnswer.number(seconds))
                .with(
                        "judgements",
                        JsonAnswer.array(findings.judgements().stream()
                                .map(LabJson::judgement)
                                .toList()))
                .with(
                        "blocks",
                        JsonAnswer.array(
                                findings.blocks().stream().map(LabJson::block).toList()));
    }

    static JsonArray claims(List<Claim> claims) {
        return JsonAnswer.array(claims.stream().map(LabJson::claim).toList());
    }

    private static JsonObject claim(Claim claim) {
        return JsonObject.of()
                .with("id", claim.id())
                .with("claim", claim.text())
                .with("source", claim.source());
    }

    private static JsonObject judgement(Judgement judgement) {
        return claim(judgement.claim())
                .with("verdict", judgement.verdict().name().toLowerCase(Locale.ROOT))
                .with("measured", judgement.measured());
    }

    private static JsonObject block(Block block) {
        if (block instanceof Block.Text text) {
            return JsonObject.of().with("kind", "text").with("text", text.text());
        }
        if (block instanceof Block.Table table) {
            return titled("table", table.title())
                    .with("columns", JsonArray.ofStrings(table.columns()))
                    .with("rows", strings(table.rows()));
        }
        if (block instanceof Block.Lines lines) {
            return axes(titled("lines", lines.title()), lines.x(), lines.y())
                    .with(
                            "series",
                            JsonAnswer.array(
                                    lines.series().stream().map(LabJson::series).toList()));
        }
        if (block instanceof Block.Bands bands) {
            return axes(titled("bands", bands.title()), bands.x(), bands.y())
                    .with(
                            "bands",
                            JsonAnswer.array(
                                    bands.bands().stream().map(LabJson::band).toList()));
        }
        if (block instanceof Block.Bars bars) {
            return titled("bars", bars.title())
                    .with("y", axis(bars.y()))
                    .with(
                            "bars",
                            JsonAnswer.array(
                                    bars.bars().stream().map(LabJson::bar).toList()));
        }
        Block.HeatMap map = (Block.HeatMap) block;
        return titled("heatMap", map.title())
                .with("columns", JsonArray.ofStrings(map.columns()))
                .with("rows", JsonArray.ofStrings(map.rows()))
                .with(
                        "values",
                        JsonAnswer.array(
                                map.values().stream().map(LabJson::numbers).toList()));
    }

    private static JsonObject titled(String kind, String title) {
        return JsonObject.of().with("kind", kind).with("title", title);
    }

    private static JsonObject axes(JsonObject json, Block.Axis x, Block.Axis y) {
        return json.with("x", axis(x)).with("y", axis(y));
    }

    private static JsonObject axis(Block.Axis axis) {
        return JsonObject.of()
                .with("name", axis.name())
                .with("scale", axis.scale().name().toLowerCase(Locale.ROOT));
    }

    private static JsonObject series(Block.Series series) {
        return JsonObject.of()
                .with("name", series.name())
                .with("x", numbers(series.x()))
                .with("y", numbers(series.y()));
    }

    private static JsonObject band(Block.Band band) {
        return JsonObject.of()
                .with("name", band.name())
                .with("x", numbers(band.x()))
                .with("lower", numbers(band.lower()))
                .with("middle", numbers(band.middle()))
                .with("upper", numbers(band.upper()));
    }

    private static JsonObject bar(Block.Bar bar) {
        return JsonObject.of()
                .with("name", bar.name())
                .with("value", JsonAnswer.number(bar.value()))
                .with("lower", JsonAnswer.number(bar.lower()))
                .with("upper", JsonAnswer.number(bar.upper()));
    }

    private static JsonArray numbers(List<Double> values) {
        return JsonAnswer.array(values.stream().map(JsonAnswer::number).toList());
    }

    private static JsonArray strings(List<List<String>> rows) {
        List<JsonValue> all = rows.stream().<JsonValue>map(JsonArray::ofStrings).toList();
        return new JsonArray(all);
    }
}
