package dev.evenkeel.data.table.encoding;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * An encoding as JSON: {@code {"version": 1, "columns": [{"name", "fill"?, "held"?} | {"name", "categories", "fill"?}],
 * "target": {"name", "classes"?}, "missing": "refuse", "unseen": "zeros", "format"?}}; the fill of a category is its
 * index, and a {@link FormatJson format} needs version 2. What would be imputed is kept where missing values are refused
 * too, so that predicting can ask for it.
 */
final class EncodingJson {
    private static final int VERSION = 2;
    private static final int VERSION_WITHOUT_FORMAT = 1;

    private EncodingJson() {}

    static JsonObject write(TableEncoding encoding) {
        List<JsonValue> columns = new ArrayList<>();
        for (Feature feature : encoding.features()) {
            columns.add(feature instanceof Feature.Numeric number ? write(number) : write((Feature.Category) feature));
        }
        TargetColumn column = encoding.targetColumn();
        JsonObject target = JsonObject.of().with("name", column.name());
        Optional<JsonObject> format = FormatJson.write(encoding.written());
        JsonObject json = JsonObject.of()
                .with("version", format.isPresent() ? VERSION : VERSION_WITHOUT_FORMAT)
                .with("columns", new JsonArray(columns))
                .with(
                        "target",
                        column.isClass() ? target.with("classes", JsonArray.ofStrings(column.labels())) : target)
                .with("missing", encoding.missing().name().toLowerCase(Locale.ROOT))
                .with("unseen", encoding.unseen().name().toLowerCase(Locale.ROOT));
        return format.isPresent() ? json.with("format", format.get()) : json;
    }

    private static JsonObject write(Feature.Numeric number) {
        JsonObject column = JsonObject.of().with("name", number.column());
        column = number.fill().isPresent() ? column.with("fill", number.fill().getAsDouble()) : column;
        return number.held().isPresent() ? column.with("held", number.held().getAsDouble()) : column;
    }

    private static JsonObject write(Feature.Category category) {
        JsonObject column = JsonObject.of()
                .with("name", category.column())
                .with("categories", JsonArray.ofStrings(category.categories()));
        return category.fill().isPresent() ? column.with("fill", category.fill().getAsInt()) : column;
    }

    static TableEncoding read(JsonObject json) {
        int version = json.integer("version");
        if (version < VERSION_WITHOUT_FORMAT || version > VERSION) {
            throw new EvenkeelException("The encoding has version " + version + ", but only " + VERSION_WITHOUT_FORMAT
                    + " and " + VERSION + " can be read: use a newer Evenkeel");
        }
        Missing missing = constant(Missing.class, json.string("missing"), "missing");
        List<Feature> features = new ArrayList<>();
        for (JsonValue column : json.array("columns")) {
            features.add(feature(column.asObject(), missing));
        }
        JsonObject target = json.object("target");
        List<String> labels = target.has("classes") ? target.array("classes").toStrings() : List.of();
        if (target.has("classes") && labels.isEmpty()) {
            throw new EvenkeelException("Target '" + target.string("name") + "' lists no classes");
        }
        TableEncoding encoding = new TableEncoding(
                features,
                new TargetColumn(target.string("name"), labels),
                missing,
                constant(Unseen.class, json.string("unseen"), "unseen"),
                List.of());
        return json.has("format") ? encoding.with(FormatJson.read(json.object("format"))) : encoding;
    }

    private static Feature feature(JsonObject column, Missing missing) {
        String name = column.string("name");
        if (missing == Missing.IMPUTE && !column.has("fill")) {
            throw new EvenkeelException("Column '" + name + "' of the encoding has no fill to impute");
        }
        if (column.has("categories")) {
            return new Feature.Category(
                    name,
                    column.array("categories").toStrings(),
                    column.has("fill") ? OptionalInt.of(column.integer("fill")) : OptionalInt.empty());
        }
        return new Feature.Numeric(name, number(column, "fill"), number(column, "held"));
    }

    private static OptionalDouble number(JsonObject column, String key) {
        return column.has(key) ? OptionalDouble.of(column.number(key)) : OptionalDouble.empty();
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String word, String key) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(word)) {
                return constant;
            }
        }
        throw new EvenkeelException("The encoding's '" + key + "' is '" + word + "', which is unknown");
    }
}
