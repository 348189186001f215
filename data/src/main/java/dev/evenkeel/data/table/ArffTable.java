package dev.evenkeel.data.table;

import dev.evenkeel.EvenkeelException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** One ARFF text on its way to a table. */
final class ArffTable {
    private final String name;
    private final BufferedReader lines;
    private final Map<Integer, DateText> dates = new HashMap<>();
    private final List<String> notes = new ArrayList<>();
    private Optional<String> omitted = Optional.empty();
    private final List<ColumnBuilder> builders = new ArrayList<>();
    private final IntStream.Builder rowLines = IntStream.builder();
    private int line;
    private boolean isData;

    ArffTable(String name, Reader text) {
        this.name = name;
        this.lines = new BufferedReader(text);
    }

    Table read() throws IOException {
        for (String text = lines.readLine(); text != null; text = lines.readLine()) {
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
                rowLines.build().toArray(),
                TableRemarks.of(notes));
    }

    private void declaration(ArffLine tokens) {
        String keyword = tokens.typeName().text().toLowerCase(Locale.ROOT);
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
        String column = tokens.typeName().text();
        if (tokens.isAt('{')) {
            return new ColumnBuilder(column, nominal(column, tokens));
        }
        String type = tokens.typeName().text().toLowerCase(Locale.ROOT);
        return new ColumnBuilder(
                column,
                switch (type) {
                    case "numeric", "real", "integer" -> new ColumnType.Numeric();
                    case "string" -> new ColumnType.Text();
                    case "date" -> date(column, tokens);
                    default ->
                        throw new EvenkeelException(place() + ": attribute '" + column + "' is of type '" + type
                                + "', but only numeric, real, integer, string, date and {nominal} can be read");
                });
    }

    private ColumnType date(String column, ArffLine tokens) {
        String pattern = tokens.isBlank() ? DateText.USUAL : tokens.typeName().text();
        DateText date = new DateText(pattern, () -> place() + ": attribute '" + column + "'");
        dates.put(builders.size(), date);
        notes.add("Column '" + column + "' holds dates (" + pattern + "), which are read as days since 1970-01-01");
        return new ColumnType.Numeric();
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
            sparse(tokens.sparse());
            return;
        }
        List<ArffLine.Token> values = tokens.values();
        if (values.size() != builders.size()) {
            throw new EvenkeelException(
                    place() + " has " + values.size() + (values.size() == 1 ? " value, but " : " values, but ")
                            + builders.size() + " attributes are declared");
        }
        for (int column = 0; column < values.size(); column++) {
            add(column, values.get(column));
        }
        rowLines.add(line);
    }

    /** Attributes that a sparse row leaves out are 0: of categories that is the first one (Weka). */
    private void sparse(Map<Integer, ArffLine.Token> values) {
        values.keySet().stream()
                .filter(column -> column >= builders.size())
                .findFirst()
                .ifPresent(column -> {
                    throw new EvenkeelException(place() + " gives attribute " + column + ", but there are "
                            + builders.size() + ", counted from 0");
                });
        for (int column = 0; column < builders.size(); column++) {
            ArffLine.Token value = values.get(column);
            if (value != null) {
                add(column, value);
            } else {
                addOmitted(column, builders.get(column));
            }
        }
        rowLines.add(line);
    }

    private void addOmitted(int column, ColumnBuilder builder) {
        if (builder.type() instanceof ColumnType.Numeric && !dates.containsKey(column)) {
            builder.add("0", this::place);
        } else if (builder.type() instanceof ColumnType.Nominal nominal) {
            builder.add(nominal.categories().get(0), this::place);
            if (omitted.isEmpty()) {
                omitted = Optional.of(builder.name());
                notes.add("Where sparse rows leave out a nominal attribute it is its first category, as '"
                        + nominal.categories().get(0) + "' of '" + builder.name() + "' on line " + line);
            }
        } else {
            throw new EvenkeelException(place() + " is a sparse row without attribute '" + builder.name()
                    + "': only zeros and first categories can be left out, and it is text or a date. Write its value, "
                    + "or ? if it is missing");
        }
    }

    private void add(int column, ArffLine.Token value) {
        DateText date = dates.get(column);
        if (value.isMissing()) {
            builders.get(column).addMissing();
        } else if (date != null) {
            builders.get(column).add(date.days(value.text(), this::place));
        } else {
            builders.get(column).add(value.text(), this::place);
        }
    }

    private String place() {
        return name + " line " + line;
    }
}
