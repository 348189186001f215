package dev.evenkeel.data.series;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.file.HeapLimit;
import dev.evenkeel.data.file.PlainOrGzip;
import dev.evenkeel.text.Suggestion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The series of one file.
 *
 * @param name for messages
 * @param interpolated how many missing values were interpolated
 * @param ranges of what is not missing
 * @param targets the range of the numbers to predict, if there are any
 */
record SeriesFile(
        String name,
        SeriesHeader header,
        int dimensions,
        List<Series> series,
        long interpolated,
        DimensionRanges ranges,
        DimensionRanges.Range targets) {
    static SeriesFile read(Path file, MissingValues missing) {
        HeapLimit limit = new HeapLimit(file.toString(), size(file));
        limit.require();
        return limit.within(() -> PlainOrGzip.read(file, in -> read(file.toString(), in, missing)));
    }

    static SeriesFile read(String name, InputStream in, MissingValues missing) throws IOException {
        TextLines lines = new TextLines(name, in);
        SeriesHeader header = SeriesHeader.read(name, lines);
        Reading reading = new Reading(header, missing);
        while (lines.next()) {
            reading.line(lines);
        }
        if (reading.series.isEmpty()) {
            throw new EvenkeelException(name + " holds no series: there is none behind its line '@data'");
        }
        return new SeriesFile(
                name,
                header,
                reading.dimensions.getAsInt(),
                List.copyOf(reading.series),
                reading.interpolated,
                reading.ranges,
                reading.targets);
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException unknown) {
            return 0;
        }
    }

    /** The series so far. */
    private static final class Reading {
        private final SeriesHeader header;
        private final MissingValues missing;
        private final Map<String, Integer> classes = new HashMap<>();
        private final List<Series> series = new ArrayList<>();
        private OptionalInt dimensions;
        private OptionalInt length;
        private long interpolated;
        private final DimensionRanges ranges = new DimensionRanges();
        private final DimensionRanges.Range targets = new DimensionRanges.Range();

        private Reading(SeriesHeader header, MissingValues missing) {
            this.header = header;
            this.missing = missing;
            dimensions = header.dimensions();
            length = header.length();
            for (int index = 0; index < header.classes().size(); index++) {
                classes.put(header.classes().get(index), index);
            }
        }

        private void line(TextLines lines) {
            String text = lines.text();
            if (text.startsWith("(")) {
                throw new EvenkeelException(lines.place() + " gives time stamps, as (0,1.5), which are not read: write"
                        + " the values alone, at equal steps in time");
            }
            String[] parts = text.split(":", -1);
            boolean hasTarget = header.kind() != SeriesHeader.Kind.NOTHING;
            int count = hasTarget ? parts.length - 1 : parts.length;
            requireDimensions(lines, count, parts);
            float[] values = SeriesValues.read(lines.place(), parts, count, ranges);
            requireLength(lines, values.length / count);
            interpolated += SeriesValues.complete(lines.place(), values, count, missing);
            float target = hasTarget ? target(lines, parts[count].strip()) : Float.NaN;
            series.add(new Series(values, values.length / count, target, "line " + lines.number()));
        }

        private void requireDimensions(TextLines lines, int count, String[] parts) {
            if (count < 1) {
                throw new EvenkeelException(lines.place() + " ends without "
                        + (header.kind() == SeriesHeader.Kind.CLASS ? "the class" : "the number")
                        + " of its series: write it behind a ':'");
            }
            if (dimensions.isEmpty()) {
                dimensions = OptionalInt.of(count);
            }
            if (count != dimensions.getAsInt()) {
                boolean lacksTarget = header.kind() != SeriesHeader.Kind.NOTHING
                        && parts.length == dimensions.getAsInt()
                        && parts[parts.length - 1].contains(",");
                throw new EvenkeelException(lines.place()
                        + (lacksTarget
                                ? " ends without the " + header.kind().name().toLowerCase(Locale.ROOT)
                                        + " of its series: write it behind a ':'"
                                : " has " + count + (count == 1 ? " dimension" : " dimensions") + ", but "
                                        + dimensions.getAsInt() + (dimensions.getAsInt() == 1 ? " is" : " are")
                                        + " needed, as "
                                        + (header.dimensions().isPresent() ? "the header says" : "the first series has")
                                        + ": dimensions are separated by ':'"));
            }
        }

        private void requireLength(TextLines lines, int found) {
            if (length.isEmpty() && header.lengths() == SeriesHeader.Lengths.EQUAL) {
                length = OptionalInt.of(found);
            }
            if (length.isPresent() && found != length.getAsInt()) {
                throw new EvenkeelException(lines.place() + " has " + positions(found) + ", but " + length.getAsInt()
                        + " are needed, as "
                        + (header.length().isPresent()
                                ? "'@seriesLength' says"
                                : "'@equalLength true' says and the first series has")
                        + ": complete the line, or write '@equalLength false'");
            }
        }

        private float target(TextLines lines, String word) {
            if (word.equals("?") || word.isEmpty()) {
                return Float.NaN;
            }
            if (header.kind() == SeriesHeader.Kind.NUMBER) {
                float number = SeriesValues.number(word);
                if (!Float.isFinite(number)) {
                    throw new EvenkeelException(
                            lines.place() + " ends with the number to predict, but '" + word + "' is no finite number");
                }
                targets.take(word);
                return number;
            }
            Integer index = classes.get(word);
            if (index == null) {
                List<String> near =
                        header.classes().stream().filter(word::equalsIgnoreCase).toList();
                if (near.size() != 1) {
                    throw new EvenkeelException(lines.place() + " ends with the class '" + word
                            + "', which '@classLabel' does not name"
                            + Suggestion.choices(word, "Classes", header.classes()));
                }
                index = header.classes().indexOf(near.get(0));
            }
            return index;
        }
    }

    private static String positions(int count) {
        return count + (count == 1 ? " position" : " positions");
    }
}
