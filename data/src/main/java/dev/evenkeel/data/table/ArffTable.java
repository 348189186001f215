package dev.evenkeel.data.table;

import dev.evenkeel.EvenkeelException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** One ARFF text on its way to a table. */
final class ArffTable {
    private final String name;
    private final String[] lines;
    private final List<ColumnBuilder> builders = new ArrayList<>();
    private final IntStream.Builder rowLines = IntStream.builder();
    private int line;
    private boolean isData;

    ArffTable(String name, String text) {
        this.name = name;
        this.lines = text.split("\\R", -1);
    }

    Table read() {
        for (String text : lines) {
            line++;
            ArffLine tokens = new ArffLine(text, this::place);
            if (!tokens.isBlank()) {
                if (isData) {
                    row(tokens);
                } else {
                    declaration(tokens);
                }
            }
        }
        if (!isData) {
            throw new EvenkeelException(name + " has no line @data: it is no ARFF file, or cut short");
        }
        return new Table(
                name,
                builders.stream().map(builder -> builder.build()).toList(),
                rowLines.build().toArray());
    }

    private void declaration(ArffLine tokens) {
        String keyword = tokens.word().text().toLowerCase(Locale.ROOT);
        switch (keyword) {
            case "@relation" -> {}
            case "@attribute" -> builders.add(attribute(tokens));
            case "@data" -> isData = true;
            default ->
                throw new EvenkeelException(place() + " begins with '" + keyword
                        + "', but @relation, @attribute or @data is needed before the data");
        }
    }

    private ColumnBuilder attribute(ArffLine tokens) {
        String column = tokens.word().text();
        if (tokens.isAt('{')) {
            return new ColumnBuilder(column, nominal(column, tokens));
        }
        String type = tokens.word().text().toLowerCase(Locale.ROOT);
        return new ColumnBuilder(
                column,
                switch (type) {
                    case "numeric", "real", "integer" -> new ColumnType.Numeric();
                    case "string" -> new ColumnType.Text();
                    default ->
                        throw new EvenkeelException(place() + ": attribute '" + column + "' is of type '" + type
                                + "', but only numeric, real, integer, string and {nominal} can be read");
                });
    }

    private ColumnType nominal(String column, ArffLine tokens) {
        List<String> categories =
                tokens.nominal().stream().map(ArffLine.Token::text).toList();
        if (categories.isEmpty() || new HashSet<>(categories).size() < categories.size()) {
            throw new EvenkeelException(place() + ": attribute '" + column + "' lists "
                    + ColumnBuilder.shown(categories) + ", but it needs categories, each once");
        }
        return new ColumnType.Nominal(categories);
    }

    private void row(ArffLine tokens) {
        if (tokens.isAt('{')) {
            throw new EvenkeelException(place() + " is a sparse row, which cannot be read: write every value of it");
        }
        List<ArffLine.Token> values = tokens.values();
        if (values.size() != builders.size()) {
            throw new EvenkeelException(
                    place() + " has " + values.size() + " values, but " + builders.size() + " attributes are declared");
        }
        for (int column = 0; column < values.size(); column++) {
            ArffLine.Token value = values.get(column);
            if (value.isMissing()) {
                builders.get(column).addMissing();
            } else {
                builders.get(column).add(value.text(), this::place);
            }
        }
        rowLines.add(line);
    }

    private String place() {
        return name + " line " + line;
    }
}
