package dev.evenkeel.data.table.encoding;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.table.ColumnBuilder;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** One column as the network reads it. */
sealed interface Feature {
    String column();

    /** How many inputs it takes. */
    int width();

    /** The names of its inputs. */
    Stream<String> names();

    /** Whether something could stand in where it is missing. */
    boolean knowsFill();

    /**
     * A number, passed on as it is; {@code fill} stands in where it is missing and that is imputed. A column that had one value alone in
     * training is {@code held} there: nothing was learnt of others.
     */
    record Numeric(String column, OptionalDouble fill, OptionalDouble held) implements Feature {
        public Numeric {
            requireFinite(column, "value for missing ones", fill);
            requireFinite(column, "value to be held at", held);
        }

        private static void requireFinite(String column, String what, OptionalDouble value) {
            if (value.isPresent() && !(Math.abs(value.getAsDouble()) <= Float.MAX_VALUE)) {
                throw new EvenkeelException(
                        "Column '" + column + "' needs a finite " + what + ", but has " + value.getAsDouble());
            }
        }

        @Override
        public int width() {
            return 1;
        }

        @Override
        public Stream<String> names() {
            return Stream.of(column);
        }

        @Override
        public boolean knowsFill() {
            return fill.isPresent();
        }
    }

    /** One of some categories: 1 in its place, 0 in the others; {@code fill} stands in where it is missing and that is imputed. */
    record Category(String column, List<String> categories, OptionalInt fill) implements Feature {
        public Category {
            categories = List.copyOf(categories);
            if (categories.isEmpty() || new HashSet<>(categories).size() < categories.size()) {
                throw new EvenkeelException("Column '" + column + "' needs categories, each once, but it has "
                        + ColumnBuilder.shown(categories));
            }
            if (fill.isPresent() && (fill.getAsInt() < 0 || fill.getAsInt() >= categories.size())) {
                throw new EvenkeelException("Column '" + column + "' fills missing values with category "
                        + fill.getAsInt() + ", but it has " + categories.size());
            }
        }

        @Override
        public int width() {
            return categories.size();
        }

        @Override
        public Stream<String> names() {
            return categories.stream().map(category -> column + "=" + category);
        }

        @Override
        public boolean knowsFill() {
            return fill.isPresent();
        }
    }
}
