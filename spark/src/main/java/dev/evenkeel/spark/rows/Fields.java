package dev.evenkeel.spark.rows;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.text.Suggestion;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.VectorUDT;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Columns of a schema, found and named in messages. */
public final class Fields {
    private Fields() {}

    /**
     * Where a column stands: by its very name, else by the one that differs in case alone.
     *
     * @param who wants it, as {@code EvenkeelModel}
     * @throws EvenkeelException that lists the columns there are, if there is none or there are several
     */
    public static int index(StructType schema, String column, String who) {
        List<String> names = Arrays.asList(schema.fieldNames());
        int exact = names.indexOf(column);
        if (exact >= 0 && names.lastIndexOf(column) != exact) {
            throw new EvenkeelException(
                    who + " reads column '" + column + "', but the DataFrame has two of that name: rename one of them");
        }
        if (exact >= 0) {
            return exact;
        }
        List<String> alike =
                names.stream().filter(name -> name.equalsIgnoreCase(column)).toList();
        if (alike.size() == 1) {
            return names.indexOf(alike.get(0));
        }
        throw new EvenkeelException(who + " needs a column '" + column + "', but the DataFrame has none"
                + Suggestion.choices(column, "Columns", names));
    }

    /** Whether a type is a vector of Spark's machine learning. */
    public static boolean isVector(DataType type) {
        return type instanceof VectorUDT;
    }

    /** Whether a type is an array of numbers. */
    public static boolean isArray(DataType type) {
        return type instanceof ArrayType array && array.elementType() instanceof NumericType;
    }

    /** How many values the vectors of a column have, by its attributes; -1 where nobody said. */
    public static int vectorSize(StructField field) {
        return isVector(field.dataType())
                ? AttributeGroup.fromStructField(field).size()
                : -1;
    }
}
