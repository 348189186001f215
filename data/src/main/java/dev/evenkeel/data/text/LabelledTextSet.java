package dev.evenkeel.data.text;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.corpus.Corpus;
import dev.evenkeel.data.corpus.CorpusKind;
import dev.evenkeel.data.corpus.UnreadableFiles;
import dev.evenkeel.data.file.HeapLimit;
import dev.evenkeel.data.series.Series;
import dev.evenkeel.data.series.SeriesDataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.tensor.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Texts {@code .txt} of a folder or a zip archive, a folder for each class. A character has a number if two of the texts to learn
 * from have it: rarer ones share one, so that it is learnt too, and what comes later may have any characters.
 */
public final class LabelledTextSet {
    private final LabelledRules rules;
    private final Corpus<Text> corpus;

    private LabelledTextSet(LabelledRules rules, Corpus<Text> corpus) {
        this.rules = rules;
        this.corpus = corpus;
    }

    /**
     * The start of a text.
     *
     * @param whole how many characters the whole has
     */
    private record Text(int[] codePoints, int whole, int label, String place) {}

    /**
     * The two parts.
     *
     * @param rules by which they were read, with the vocabulary
     * @param notes what people should know about how they were read
     */
    public record Parts(
            String name,
            LabelledTexts training,
            Optional<LabelledTexts> test,
            LabelledRules rules,
            List<String> notes) {}

    /**
     * Reads all texts, in UTF-8.
     *
     * @param unreadable what becomes of those that are empty or no text
     * @throws EvenkeelException if there are none, none can be read, or one has no class where it needs one
     */
    public static LabelledTextSet read(Path place, LabelledRules rules, UnreadableFiles unreadable) {
        Corpus<Text> corpus = new HeapLimit(place.toString(), 0)
                .within(() -> Corpus.read(
                        place, CorpusKind.TEXTS, rules.files(), unreadable, example -> text(example, rules)));
        return new LabelledTextSet(rules, corpus);
    }

    private static Text text(Corpus.Example example, LabelledRules rules) {
        int[] codePoints = CharacterText.of(example.path(), example.place(), example.bytes())
                .codePoints();
        return new Text(
                Arrays.copyOf(codePoints, Math.min(codePoints.length, rules.longest())),
                codePoints.length,
                example.label(),
                example.path());
    }

    /** As its folder or archive is called. */
    public String name() {
        return corpus.name();
    }

    /** Whether the files come in two parts. */
    public boolean isParted() {
        return corpus.test().isPresent();
    }

    /** The class of each text of the first part; 0 where none is known. */
    public int[] strata() {
        return corpus.training().stream()
                .mapToInt(text -> Math.max(0, text.label()))
                .toArray();
    }

    /** The texts as they come. */
    public Parts parts() {
        return parts(corpus.training(), corpus.test());
    }

    /** These texts of the first part held out. */
    public Parts parts(int[] rest, int[] heldOut) {
        return parts(
                Arrays.stream(rest).mapToObj(corpus.training()::get).toList(),
                Optional.of(
                        Arrays.stream(heldOut).mapToObj(corpus.training()::get).toList()));
    }

    private Parts parts(List<Text> training, Optional<List<Text>> test) {
        Vocabulary vocabulary = rules.vocabulary().orElseGet(() -> vocabulary(training));
        List<Text> all = Stream.concat(training.stream(), test.stream().flatMap(List::stream))
                .toList();
        int positions = rules.vocabulary().isPresent()
                ? rules.longest()
                : all.stream().mapToInt(text -> text.codePoints().length).max().orElse(1);
        Map<Integer, Integer> numbers = new HashMap<>();
        for (int token = 0; token < vocabulary.tokens().size(); token++) {
            numbers.put(vocabulary.tokens().get(token).codePointAt(0), token + 1);
        }
        Encoding encoding = new Encoding(vocabulary, numbers, Shape.of(positions, 1));
        LabelledTexts first = encoding.dataset(corpus.name() + (test.isPresent() ? " (training)" : ""), training);
        Optional<LabelledTexts> second = test.map(held -> encoding.dataset(corpus.name() + " (test)", held));
        return new Parts(
                corpus.name(),
                first,
                second,
                rules.longest(positions).vocabulary(vocabulary),
                notes(all, training.size(), encoding));
    }

    private Vocabulary vocabulary(List<Text> texts) {
        Map<Integer, Integer> counts = new TreeMap<>();
        texts.forEach(text -> IntStream.of(text.codePoints())
                .distinct()
                .forEach(codePoint -> counts.merge(codePoint, 1, Integer::sum)));
        return new Vocabulary(counts.entrySet().stream()
                .filter(entry -> entry.getValue() > 1)
                .map(entry -> Character.toString(entry.getKey()))
                .toList());
    }

    private List<String> notes(List<Text> all, int training, Encoding encoding) {
        List<String> notes = new ArrayList<>(corpus.notes());
        int[] lengths =
                all.stream().mapToInt(text -> text.codePoints().length).sorted().toArray();
        String range = lengths[0] == lengths[lengths.length - 1] ? "" : lengths[0] + " to ";
        String parts = all.size() == training
                ? (training == 1 ? "%d text" : "%,d texts")
                : "%,d texts to learn from and %,d to test";
        notes.add(String.format(Locale.ROOT, parts, training, all.size() - training)
                + " of " + range + lengths[lengths.length - 1]
                + (lengths[lengths.length - 1] == 1 ? " character, " : " characters, ")
                + encoding.vocabulary.tokens().size() + " different ones");
        long cut = all.stream()
                .filter(text -> text.whole() > text.codePoints().length)
                .count();
        if (cut > 0) {
            notes.add(cut + (cut == 1 ? " text is" : " texts are") + " longer, and read up to character "
                    + rules.longest()
                    + (rules.vocabulary().isPresent() ? ", as in the training" : ": --max-characters N reads more"));
        }
        if (rules.vocabulary().isPresent()) {
            encoding.rare().ifPresent(notes::add);
        }
        return notes;
    }

    /** From characters to numbers. */
    private final class Encoding {
        private final Vocabulary vocabulary;
        private final Map<Integer, Integer> numbers;
        private final Shape shape;
        private final Map<Integer, Integer> unknown = new TreeMap<>();

        private Encoding(Vocabulary vocabulary, Map<Integer, Integer> numbers, Shape shape) {
            this.vocabulary = vocabulary;
            this.numbers = numbers;
            this.shape = shape;
        }

        private LabelledTexts dataset(String name, List<Text> texts) {
            Target target = corpus.labels().isEmpty() ? Target.values(0) : Target.classes(corpus.labels());
            return new LabelledTexts(
                    new SeriesDataset(
                            name,
                            shape,
                            target,
                            texts.stream().map(this::series).toList()),
                    vocabulary);
        }

        private Series series(Text text) {
            float[] values = new float[text.codePoints().length];
            for (int at = 0; at < values.length; at++) {
                int number = numbers.getOrDefault(text.codePoints()[at], 0);
                if (number == 0) {
                    unknown.merge(text.codePoints()[at], 1, Integer::sum);
                }
                values[at] = number;
            }
            return new Series(values, values.length, text.label() < 0 ? Float.NaN : text.label(), text.place());
        }

        /** Characters that a model does not know. */
        private Optional<String> rare() {
            if (unknown.isEmpty()) {
                return Optional.empty();
            }
            int places = unknown.values().stream().mapToInt(count -> count).sum();
            String first = String.format(
                    Locale.ROOT, "U+%04X", unknown.keySet().iterator().next());
            return Optional.of("The model does not know "
                    + (unknown.size() == 1 ? "the character " + first : unknown.size() + " characters, as " + first)
                    + ", in " + places + (places == 1 ? " place" : " places") + ": it reads what is rare there");
        }
    }
}
