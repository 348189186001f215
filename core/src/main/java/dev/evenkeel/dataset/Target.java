package dev.evenkeel.dataset;

import java.util.List;
import java.util.stream.IntStream;

/** What an example's target is: one class of several, or values. */
public sealed interface Target {
    /** How many floats the target of one example takes. */
    int size();

    static Classes classes(int count) {
        return new Classes(IntStream.range(0, count).mapToObj(Integer::toString).toList());
    }

    static Classes classes(List<String> labels) {
        return new Classes(labels);
    }

    static Values values(int size) {
        return new Values(size);
    }

    /** One class index per example, stored as a float; {@code labels} names the classes in order. */
    record Classes(List<String> labels) implements Target {
        public Classes {
            labels = List.copyOf(labels);
        }

        public int count() {
            return labels.size();
        }

        @Override
        public int size() {
            return 1;
        }
    }

    /** {@code size} numbers per example: regression targets, or 0 and 1 per label. */
    record Values(int size) implements Target {}
}
