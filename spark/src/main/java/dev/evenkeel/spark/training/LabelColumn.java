package dev.evenkeel.spark.training;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.spark.rows.CellForm;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.BinaryAttribute;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import scala.Option;

/**
 * The column that is predicted.
 *
 * @param classes how many classes the column says it has; 0 if it does not
 * @param names of the classes, if the column says them, as one that a {@code StringIndexer} made
 */
record LabelColumn(String name, Kind kind, int classes, List<String> names) implements Serializable {
    enum Kind {
        /** The places of classes: 0, 1, 2, ... */
        PLACE,
        /** The names of classes. */
        TEXT,
        /** A number to predict. */
        VALUE
    }

    LabelColumn {
        names = List.copyOf(names);
    }

    /** @throws EvenkeelException if it holds nothing that can be a class */
    static LabelColumn ofClasses(StructField field, String who) {
        if (field.dataType() instanceof StringType || field.dataType() instanceof BooleanType) {
            return new LabelColumn(field.name(), Kind.TEXT, 0, List.of());
        }
        requireNumber(field, who, "classes as their places 0, 1, 2, ..., as texts or as truth values");
        Attribute attribute = Attribute.fromStructField(field);
        if (attribute instanceof BinaryAttribute) {
            return new LabelColumn(field.name(), Kind.PLACE, 2, List.of());
        }
        if (attribute instanceof NominalAttribute nominal) {
            Option<String[]> values = nominal.values();
            Option<Object> count = nominal.getNumValues();
            return new LabelColumn(
                    field.name(),
                    Kind.PLACE,
                    count.isDefined() ? (Integer) count.get() : 0,
                    values.isDefined() ? List.of(values.get()) : List.of());
        }
        return new LabelColumn(field.name(), Kind.PLACE, 0, List.of());
    }

    /** @throws EvenkeelException if it holds no numbers */
    static LabelColumn ofValues(StructField field, String who) {
        requireNumber(field, who, "numbers");
        return new LabelColumn(field.name(), Kind.VALUE, 0, List.of());
    }

    private static void requireNumber(StructField field, String who, String wanted) {
        if (!CellForm.isNumber(field.dataType())) {
            throw new EvenkeelException(who + " reads " + wanted + " from label column '" + field.name()
                    + "', but it is " + field.dataType().sql());
        }
    }

    /** The names of so many classes; their places, where they have no others. */
    List<String> names(int count) {
        return names.size() == count
                ? names
                : IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }
}
