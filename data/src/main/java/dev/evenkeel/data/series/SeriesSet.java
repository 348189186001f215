package dev.evenkeel.data.series;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.text.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Time series in the form of sktime ({@code .ts}): one file, or a training and a test part. Series may differ in length, but not
 * the dimensions of one series. Time stamps are refused.
 *
 * @param name of the set
 * @param test the given test part, if there is one
 * @param notes what people should know about how it was read
 */
public record SeriesSet(String name, SeriesDataset training, Optional<SeriesDataset> test, List<String> notes) {
    public SeriesSet {
        notes = List.copyOf(notes);
    }

    /** Whether a word names such files; see {@link #read}. @throws EvenkeelException if a folder holds several sets */
    public static boolean isNamed(String word) {
        return SeriesPaths.find(word).isPresent();
    }

    /**
     * Reads what a word names: a file {@code .ts}, also {@code .gz}; where it is called {@code NAME_TRAIN.ts} or {@code
     * NAME_TEST.ts} and the other one lies beside it, both; so too for {@code NAME} alone, and for a folder with one such set.
     *
     * @throws EvenkeelException if there is no such file, or it cannot be read by the rules
     */
    public static SeriesSet read(String word, SeriesRules rules) {
        SeriesPaths paths = SeriesPaths.find(word)
                .orElseThrow(() -> new EvenkeelException("There are no time series '" + word
                        + "': give a file .ts, or the NAME of NAME_TRAIN.ts and NAME_TEST.ts"));
        SeriesFile training = SeriesFile.read(paths.training(), rules.missing());
        Optional<SeriesFile> test = paths.test().map(file -> SeriesFile.read(file, rules.missing()));
        test.ifPresent(other -> requireSame(training, other));
        Target target = target(training, test, rules);
        boolean isNew = rules.input().isEmpty() && rules.targets() == SeriesRules.Targets.REQUIRED;
        if (isNew) {
            requireApart(training);
        }
        Shape shape = shape(training, test, rules);
        SeriesDataset whole =
                dataset(paths.name() + (test.isPresent() ? " (training)" : ""), training, shape, target, rules);
        Optional<SeriesDataset> held = test.map(file -> dataset(paths.name() + " (test)", file, shape, target, rules));
        List<String> notes = new ArrayList<>();
        paths.alone().ifPresent(notes::add);
        notes.add(account(whole, held));
        remarks(notes, training, test);
        if (isNew) {
            notes.addAll(training.ranges().notes());
            if (training.targets().isConstant()) {
                notes.add("The number to predict is " + training.targets().between()
                        + " for every series to learn from, so there is nothing to learn");
            }
        }
        return new SeriesSet(paths.name(), whole, held, notes);
    }

    private static void requireSame(SeriesFile training, SeriesFile test) {
        if (training.dimensions() != test.dimensions()) {
            throw new EvenkeelException(
                    test.name() + " has series of " + test.dimensions() + " dimensions, but those of " + training.name()
                            + " have " + training.dimensions() + ": both parts need the same");
        }
        if (training.header().kind() != test.header().kind()) {
            throw new EvenkeelException(test.name() + " ends its series with " + kind(test) + ", but " + training.name()
                    + " with " + kind(training) + ": both parts need the same");
        }
    }

    private static String kind(SeriesFile file) {
        return switch (file.header().kind()) {
            case NOTHING -> "no target";
            case CLASS -> "a class";
            case NUMBER -> "a number";
        };
    }

    private static Target target(SeriesFile training, Optional<SeriesFile> test, SeriesRules rules) {
        Optional<String> unknown = Stream.concat(Stream.of(training), test.stream())
                .flatMap(file -> file.series().stream()
                        .filter(one -> Float.isNaN(one.target()))
                        .map(one -> file.name() + " " + one.place()))
                .findFirst();
        boolean known = training.header().kind() != SeriesHeader.Kind.NOTHING;
        if (unknown.isPresent() && rules.targets() == SeriesRules.Targets.REQUIRED) {
            throw new EvenkeelException(
                    known
                            ? unknown.get() + " lacks the " + (kind(training).endsWith("class") ? "class" : "number")
                                    + " of its series, which is needed to learn or to measure: complete or remove it"
                            : training.name()
                                    + " says neither '@classLabel true ...' nor '@targetLabel true', so there is"
                                    + " nothing to learn or to measure" + unread(training));
        }
        if (unknown.isPresent()
                || rules.targets() == SeriesRules.Targets.OPTIONAL && !areKnown(training, test, rules)) {
            return Target.values(0);
        }
        return training.header().kind() == SeriesHeader.Kind.CLASS
                ? Target.classes(rules.classes().isEmpty() ? training.header().classes() : rules.classes())
                : Target.values(1);
    }

    /** Targets of which something can be learnt by a network that knows none yet. */
    private static void requireApart(SeriesFile training) {
        if (training.header().classes().size() == 1) {
            throw new EvenkeelException(training.name() + " has one class, '"
                    + training.header().classes().get(0)
                    + "', so there is nothing to tell apart: name two classes or more behind '@classLabel true', and give"
                    + " series of each");
        }
        DimensionRanges.Range numbers = training.targets();
        if (numbers.isConstant() && !numbers.isOne()) {
            throw new EvenkeelException("The numbers to predict in " + training.name() + " are " + numbers.between()
                    + ", which 32-bit floats hardly tell apart: " + numbers.apart());
        }
    }

    /** Whether a model that tells classes apart knows each that occurs. */
    private static boolean areKnown(SeriesFile training, Optional<SeriesFile> test, SeriesRules rules) {
        return rules.classes().isEmpty()
                || Stream.concat(Stream.of(training), test.stream())
                        .allMatch(file -> file.header().kind() == SeriesHeader.Kind.CLASS
                                && file.series().stream()
                                        .mapToInt(one -> (int) one.target())
                                        .distinct()
                                        .mapToObj(file.header().classes()::get)
                                        .allMatch(rules.classes()::contains));
    }

    private static String unread(SeriesFile file) {
        return file.header().unknown().isEmpty()
                ? ""
                : ". Header lines that say nothing known: "
                        + String.join(", ", file.header().unknown());
    }

    private static Shape shape(SeriesFile training, Optional<SeriesFile> test, SeriesRules rules) {
        int longest = Stream.concat(training.series().stream(), test.stream().flatMap(file -> file.series().stream()))
                .mapToInt(Series::length)
                .max()
                .orElseThrow();
        if (rules.input().isEmpty()) {
            return Shape.of(longest, training.dimensions());
        }
        Shape input = rules.input().get();
        if (input.channels() != training.dimensions()) {
            throw new EvenkeelException(training.name() + " has series of " + dimensions(training.dimensions())
                    + ", but the model reads " + input.channels() + ": use the kind of data it was trained on");
        }
        Stream.concat(Stream.of(training), test.stream())
                .forEach(file -> file.series().stream()
                        .filter(one -> one.length() > input.positions())
                        .findFirst()
                        .ifPresent(one -> {
                            throw new EvenkeelException(file.name() + " " + one.place() + " has " + one.length()
                                    + " positions, but the model reads at most " + input.positions()
                                    + ": cut or resample the series, or train on data with series as long");
                        }));
        return input;
    }

    private static SeriesDataset dataset(String name, SeriesFile file, Shape shape, Target target, SeriesRules rules) {
        List<String> labels = target instanceof Target.Classes classes ? classes.labels() : List.of();
        List<Series> series = file.header().classes().equals(labels) || labels.isEmpty()
                ? file.series()
                : file.series().stream()
                        .map(one -> one.withTarget(place(file, one, labels, rules)))
                        .toList();
        return new SeriesDataset(name, shape, target, series);
    }

    private static int place(SeriesFile file, Series one, List<String> labels, SeriesRules rules) {
        String label = file.header().classes().get((int) one.target());
        int place = labels.indexOf(label);
        if (place < 0) {
            throw new EvenkeelException(file.name() + " " + one.place() + " has the class '" + label + "', which "
                    + (rules.classes().isEmpty() ? "the training part does not name" : "the model does not know")
                    + Suggestion.choices(label, "Classes", labels));
        }
        return place;
    }

    /** How many sequences there are and how long, as a note. */
    public static String account(SeriesDataset training, Optional<SeriesDataset> test) {
        int[] lengths = Stream.concat(Stream.of(training), test.stream())
                .flatMapToInt(part -> IntStream.range(0, part.size()).map(part::length))
                .sorted()
                .toArray();
        int shortest = lengths[0];
        int longest = lengths[lengths.length - 1];
        String padding = training.paddingShare() == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        ", %.1f %% of the positions%s being padding if all were as long as the %s",
                        100 * training.paddingShare(),
                        test.isPresent() ? " to learn from" : "",
                        longest < training.inputShape().positions()
                                ? training.inputShape().positions() + " that the model reads"
                                : "longest");
        return sequences(training.size())
                + test.map(part -> " to learn from and " + part.size() + " to test")
                        .orElse("")
                + " of " + dimensions(training.inputShape().channels()) + " and "
                + (shortest == longest ? "" : shortest + " to ") + longest + (longest == 1 ? " position" : " positions")
                + padding;
    }

    private static String sequences(int count) {
        return count + (count == 1 ? " sequence" : " sequences");
    }

    private static String dimensions(int count) {
        return count + (count == 1 ? " dimension" : " dimensions");
    }

    private static void remarks(List<String> notes, SeriesFile training, Optional<SeriesFile> test) {
        Stream.concat(Stream.of(training), test.stream()).forEach(file -> {
            if (file.interpolated() > 0) {
                notes.add(file.name() + ": " + file.interpolated() + " missing "
                        + (file.interpolated() == 1 ? "value was" : "values were") + " interpolated");
            }
            if (!file.header().unknown().isEmpty()) {
                notes.add(file.name() + ": header lines that say nothing known are not read: "
                        + String.join(", ", file.header().unknown()));
            }
        });
    }
}
