package dev.evenkeel.dataset;

import java.util.List;
import java.util.stream.IntStream;

/** What an example's target is: one class of several, or values. */
public sealed interface Target {
    /** How many floats the target of one example takes. */
    int size();

    /** As {@code 10 classes} or {@code 1 value}. */
    String describe();

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

        @Override
        public String describe() {
            return count() + (count() == 1 ? " class" : " classes");
        }
    }

    /** {@code size} numbers per example: regression targets, or 0 and 1 per label. */
    record Values(int size) implements Target {
        @Override
        public String describe() {
            return size + (size == 1 ? " value" : " values");
        }
    }
}
