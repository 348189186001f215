package dev.evenkeel.serve.model;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.table.ColumnType;
import dev.evenkeel.data.table.GivenColumns;
import dev.evenkeel.data.table.TableFormat;
import dev.evenkeel.data.table.encoding.EncodedRows;
import dev.evenkeel.data.table.encoding.InputColumn;
import dev.evenkeel.data.table.encoding.Missing;
import dev.evenkeel.data.table.encoding.TableEncoding;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonNumber;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.serve.protocol.Datatype;
import dev.evenkeel.serve.protocol.InferRequest;
import dev.evenkeel.serve.protocol.InputTensor;
import dev.evenkeel.serve.protocol.TensorDescription;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.text.Suggestion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Rows of a table: a tensor for each column, with values as a CSV file would have them, read by the encoding that training kept; or
 * the encoded rows in {@code input}, unless a column is called so. Columns that the encoding does not read are not looked at.
 */
final class TableInputs implements ModelInputs {
    private final TableEncoding encoding;
    private final TableFormat format;
    private final List<String> columns;
    private final Map<String, ColumnType> types;
    private final ExampleLimit limit;
    private final TensorInputs encoded;
    private final Set<String> categories;

    TableInputs(TableEncoding encoding, ExampleLimit limit) {
        this.encoding = encoding;
        this.limit = limit;
        format = encoding.format();
        columns = encoding.columns();
        types = encoding.types();
        encoded = new TensorInputs(encoding.inputShape(), limit);
        categories = encoding.featureNames().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public List<TensorDescription> descriptions() {
        return columns.stream()
                .map(column -> new TensorDescription(column, datatype(column), List.of(-1L)))
                .toList();
    }

    private Datatype datatype(String column) {
        return isNumeric(column) ? Datatype.FP64 : Datatype.BYTES;
    }

    private boolean isNumeric(String column) {
        return types.get(column) instanceof ColumnType.Numeric;
    }

    @Override
    public Examples read(InferRequest request) {
        if (!columns.contains(INPUT) && ModelInputs.find(request, INPUT).isPresent()) {
            requireNoColumns(request);
            return encoded.read(request);
        }
        Map<String, InputTensor> given = new LinkedHashMap<>();
        request.inputs().forEach(tensor -> given.put(tensor.name(), tensor));
        Map<String, InputTensor> read = new LinkedHashMap<>();
        Map<String, GivenColumns.Values> values = new LinkedHashMap<>();
        int rows = -1;
        for (String column : columns) {
            InputTensor tensor = given.get(column);
            if (tensor == null) {
                throw Sentences.badRequest("request has no column '" + column + "'"
                        + Suggestion.choices(column, "Columns", given.keySet()));
            }
            int size = rows(tensor);
            if (rows >= 0 && size != rows) {
                throw Sentences.badRequest("Column " + Sentences.quoted(column) + " has " + size
                        + " rows, but column " + Sentences.quoted(columns.get(0)) + " has " + rows
                        + ": all columns need the same number");
            }
            rows = size;
            read.put(column, tensor);
            values.put(column, values(column, tensor));
        }
        limit.require(rows);
        return rows == 0
                ? new Examples(new float[0], 0, new Mask(0, 1))
                : examples(values, rows, place -> row(read, place));
    }

    private void requireNoColumns(InferRequest request) {
        request.inputs().stream()
                .map(InputTensor::name)
                .filter(columns::contains)
                .findFirst()
                .ifPresent(column -> {
                    throw Sentences.badRequest("The request gives both column " + Sentences.quoted(column) + " and '"
                            + INPUT + "': give columns, or encoded rows in '" + INPUT + "', not both");
                });
    }

    /** One row of tensors that were read. */
    private GivenColumns row(Map<String, InputTensor> tensors, int place) {
        Map<String, GivenColumns.Values> values = new LinkedHashMap<>();
        tensors.forEach((column, tensor) -> values.put(column, values(column, CellValues.row(tensor, place))));
        return new GivenColumns("request", values);
    }

    private GivenColumns.Values values(String column, InputTensor tensor) {
        return isNumeric(column)
                ? CellValues.ofNumbers(tensor)
                : CellValues.ofCategories(
                        tensor, text -> categories.contains((column + "=" + text).toLowerCase(Locale.ROOT)));
    }

    private static int rows(InputTensor tensor) {
        List<Long> shape = tensor.shape();
        boolean isColumn = shape.size() == 1 || shape.size() == 2 && shape.get(1) == 1;
        if (!isColumn) {
            throw Sentences.badRequest(
                    "Column " + Sentences.quoted(tensor.name()) + " needs the shape [-1] or [-1, 1], but got " + shape);
        }
        return tensor.data().size();
    }

    private Examples examples(Map<String, GivenColumns.Values> values, int rows, GivenRows given) {
        int width = encoding.inputShape().size();
        float[] inputs = new float[rows * width];
        try {
            EncodedRows read = encoding.encodeSilently(new GivenColumns("request", values).read(format));
            for (int row = 0; row < rows; row++) {
                read.read(row, inputs, row * width);
            }
        } catch (EvenkeelException unfit) {
            throw Sentences.badRequest(String.valueOf(unfit.getMessage()));
        }
        return new Examples(inputs, rows, new Mask(rows, 1), Optional.of(given));
    }

    @Override
    public Optional<JsonArray> example() {
        float[] row = middle();
        List<String> names = encoding.featureNames();
        List<JsonValue> tensors = new ArrayList<>();
        for (InputColumn column : encoding.inputColumns()) {
            JsonValue value = isNumeric(column.name())
                    ? JsonNumber.of(row[column.first()])
                    : JsonValue.of(category(column, row, names));
            tensors.add(ModelInputs.example(column.name(), datatype(column.name()), List.of(1L), List.of(value)));
        }
        return Optional.of(new JsonArray(tensors));
    }

    /** What stands in for missing values, which is the middle of training's; zeros and the first categories if that is unknown. */
    private float[] middle() {
        try {
            return encoding.missing(Missing.IMPUTE).encode(Map.of());
        } catch (EvenkeelException unknown) {
            return new float[encoding.inputShape().size()];
        }
    }

    private static String category(InputColumn column, float[] row, List<String> names) {
        int chosen = column.first();
        for (int input = column.first(); input < column.first() + column.width(); input++) {
            chosen = row[input] == 1 ? input : chosen;
        }
        return names.get(chosen).substring(column.name().length() + 1);
    }
}
