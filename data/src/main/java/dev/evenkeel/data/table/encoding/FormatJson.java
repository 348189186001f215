package dev.evenkeel.data.table.encoding;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.csv.CsvSettings;
import dev.evenkeel.data.csv.number.DecimalMark;
import dev.evenkeel.data.csv.number.NumberForm;
import dev.evenkeel.data.table.TableFormat;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What was learnt of how files are written, as JSON: {@code {"separator"?: ";", "header"?: "absent", "columns"?: [5],
 * "decimal"?: "comma", "missingWords"?: ["NA"], "texts"?: ["zip"], "numbers"?: [{"name", "decimal", "group", "prefix",
 * "suffix"}]}}; only what is not usual.
 */
final class FormatJson {
    private FormatJson() {}

    /** None if everything is as usual. */
    static Optional<JsonObject> write(TableFormat format) {
        CsvSettings settings = format.settings();
        JsonObject json = JsonObject.of();
        if (settings.separator().isPresent()) {
            json = json.with(
                    "separator", String.valueOf(settings.separator().get().mark()));
        }
        if (settings.header() != CsvSettings.Header.AUTOMATIC) {
            json = json.with("header", settings.header() == CsvSettings.Header.ABSENT ? "absent" : "present");
        }
        if (!format.widths().isEmpty()) {
            json = json.with(
                    "columns",
                    JsonArray.ofStrings(format.widths().stream()
                            .sorted()
                            .map(String::valueOf)
                            .toList()));
        }
        if (settings.decimal() == DecimalMark.POINT || settings.decimal() == DecimalMark.COMMA) {
            json = json.with("decimal", settings.decimal() == DecimalMark.POINT ? "point" : "comma");
        }
        if (settings.missing().isSaid()) {
            json = json.with(
                    "missingWords", JsonArray.ofStrings(settings.missing().words()));
        }
        if (!settings.texts().isEmpty()) {
            json = json.with(
                    "texts",
                    JsonArray.ofStrings(settings.texts().stream().sorted().toList()));
        }
        List<JsonValue> numbers = new ArrayList<>();
        settings.numbers().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> numbers.add(write(entry.getKey(), entry.getValue())));
        if (!numbers.isEmpty()) {
            json = json.with("numbers", new JsonArray(numbers));
        }
        return json.equals(JsonObject.of()) ? Optional.empty() : Optional.of(json);
    }

    private static JsonObject write(String column, NumberForm form) {
        return JsonObject.of()
                .with("name", column)
                .with("decimal", String.valueOf(form.decimal()))
                .with("group", form.group() == NumberForm.NONE ? "" : String.valueOf(form.group()))
                .with("prefix", form.prefix())
                .with("suffix", form.suffix());
    }

    static TableFormat read(JsonObject json) {
        TableFormat format = TableFormat.automatic();
        if (json.has("separator")) {
            format = format.separator(mark(json.string("separator"), "separator"));
        }
        if (json.has("header")) {
            format = json.string("header").equals("absent") ? format.noHeader() : format.header();
        }
        if (json.has("decimal")) {
            format = json.string("decimal").equals("comma") ? format.decimalComma() : format.decimalPoint();
        }
        if (json.has("missingWords")) {
            format = format.missingWords(json.array("missingWords").toStrings().toArray(String[]::new));
        }
        Set<String> texts =
                new HashSet<>(json.has("texts") ? json.array("texts").toStrings() : List.of());
        Map<String, NumberForm> numbers = new HashMap<>();
        if (json.has("numbers")) {
            for (JsonValue number : json.array("numbers")) {
                numbers.put(number.asObject().string("name"), form(number.asObject()));
            }
        }
        Set<Integer> widths = new HashSet<>();
        if (json.has("columns")) {
            json.array("columns").toStrings().forEach(width -> widths.add(width(width)));
        }
        return format.learnt(texts, numbers, widths);
    }

    private static NumberForm form(JsonObject json) {
        String group = json.string("group");
        return new NumberForm(
                mark(json.string("decimal"), "decimal"),
                group.isEmpty() ? NumberForm.NONE : mark(group, "group"),
                json.string("prefix"),
                json.string("suffix"));
    }

    private static char mark(String text, String key) {
        if (text.length() != 1) {
            throw new EvenkeelException("The encoding's '" + key + "' is '" + text + "', but it must be one character");
        }
        return text.charAt(0);
    }

    private static int width(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException other) {
            throw new EvenkeelException("The encoding's 'columns' holds '" + text + "', but a number is needed", other);
        }
    }
}
