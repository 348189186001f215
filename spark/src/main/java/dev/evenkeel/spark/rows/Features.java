package dev.evenkeel.spark.rows;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.table.ColumnType;
import dev.evenkeel.data.table.encoding.InputColumn;
import dev.evenkeel.data.table.encoding.TableEncoding;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Which columns of a schema a network reads, and as what. Made on the driver, where whatever is wrong with the schema is an error;
 * used in tasks.
 */
public sealed interface Features extends Serializable permits VectorFeatures, NumberFeatures, TableFeatures {
    /** The places of the columns that are read. */
    List<Integer> places();

    /**
     * Reads the rows of a partition.
     *
     * @param encoding of the model, where it has one
     * @param width how many values an input has
     */
    RowReader reader(Optional<TableEncoding> encoding, int width);

    /**
     * One column of vectors or of arrays; what a sparse vector does not name is 0, and never missing.
     *
     * @param who reads it, for messages
     * @param width how many values an input has, -1 if that is to be seen; a vector of another size is an error here, if the
     *     column says its size, else at its row
     * @throws EvenkeelException if there is no such column, or it holds something else
     */
    static VectorFeatures ofVectors(StructType schema, String column, int width, String who) {
        int place = Fields.index(schema, column, who);
        StructField field = schema.fields()[place];
        DataType type = field.dataType();
        if (!Fields.isVector(type) && !Fields.isArray(type)) {
            throw new EvenkeelException(who + " reads column '" + field.name()
                    + "' as a vector or an array of numbers, but it is " + type.sql()
                    + ": assemble it, as by VectorAssembler, or name columns (featuresCols)");
        }
        int size = Fields.vectorSize(field);
        if (width >= 0 && size >= 0 && size != width) {
            throw new EvenkeelException(
                    who + " reads " + width + " values, but column '" + field.name() + "' has vectors of " + size);
        }
        return new VectorFeatures(place, field.name());
    }

    /**
     * Columns of numbers, each a value of the input.
     *
     * @throws EvenkeelException if one is missing or holds something else, or there are too few or too many
     */
    static Features ofNumbers(StructType schema, List<String> columns, int width, String who) {
        if (columns.size() != width) {
            throw new EvenkeelException(who + " reads " + width + " values, but featuresCols names " + columns.size()
                    + (columns.size() == 1 ? " column" : " columns"));
        }
        List<NumberFeatures.Source> sources = new ArrayList<>();
        for (String column : columns) {
            int place = Fields.index(schema, column, who);
            StructField field = schema.fields()[place];
            if (!CellForm.isNumber(field.dataType())) {
                throw new EvenkeelException(who + " reads column '" + field.name() + "' as a number, but it is "
                        + field.dataType().sql());
            }
            sources.add(new NumberFeatures.Source(place, field.name()));
        }
        return new NumberFeatures(sources);
    }

    /**
     * The columns that an encoding reads, by their names.
     *
     * @throws EvenkeelException if one is missing, or of a type that cannot hold what was learnt
     */
    static Features ofTable(StructType schema, TableEncoding encoding, String who) {
        List<TableFeatures.Source> sources = new ArrayList<>();
        Map<String, ColumnType> types = encoding.types();
        Map<String, List<String>> categories = categories(encoding);
        for (String column : encoding.columns()) {
            int place = Fields.index(schema, column, who);
            sources.add(new TableFeatures.Source(
                    place,
                    column,
                    types.get(column) instanceof ColumnType.Numeric
                            ? CellForm.learntAsNumbers(column, schema.fields()[place].dataType(), who)
                            : CellForm.learntAsCategories(
                                    column,
                                    schema.fields()[place].dataType(),
                                    categories.getOrDefault(column, List.of()),
                                    who)));
        }
        return new TableFeatures(sources);
    }

    /** Of each column the categories that have an input of their own. */
    private static Map<String, List<String>> categories(TableEncoding encoding) {
        List<String> names = encoding.featureNames();
        return encoding.inputColumns().stream()
                .collect(Collectors.toMap(
                        InputColumn::name,
                        column -> names.stream()
                                .skip(column.first())
                                .limit(column.width())
                                .filter(name -> name.startsWith(column.name() + "="))
                                .map(name -> name.substring(column.name().length() + 1))
                                .toList()));
    }
}
