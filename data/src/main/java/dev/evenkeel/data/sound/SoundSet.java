package dev.evenkeel.data.sound;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.corpus.Corpus;
import dev.evenkeel.data.corpus.CorpusKind;
import dev.evenkeel.data.corpus.UnreadableFiles;
import dev.evenkeel.data.file.HeapLimit;
import dev.evenkeel.data.series.Series;
import dev.evenkeel.data.series.SeriesDataset;
import dev.evenkeel.data.series.SeriesSet;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.tensor.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Recordings {@code .wav} of a folder or a zip archive, or one alone, as sequences. */
public final class SoundSet {
    private SoundSet() {}

    /**
     * Recordings that were read.
     *
     * @param rules by which they were read, with the rate that they have
     */
    public record Sounds(SeriesSet series, SoundRules rules) {}

    /**
     * Reads all recordings.
     *
     * @param unreadable what becomes of those that are damaged, or longer than a model reads
     * @throws EvenkeelException if there are none, none can be read, they do not fit together, or one has no class where it needs one
     */
    public static Sounds read(Path place, SoundRules rules, UnreadableFiles unreadable) {
        Making making = new Making(rules);
        Corpus<Series> corpus = new HeapLimit(place.toString(), 0)
                .within(() -> Corpus.read(place, CorpusKind.SOUNDS, rules.files(), unreadable, making::series));
        Target target = corpus.labels().isEmpty() ? Target.values(0) : Target.classes(corpus.labels());
        Shape shape = making.shape(corpus);
        boolean parted = corpus.test().isPresent();
        SeriesDataset training =
                new SeriesDataset(corpus.name() + (parted ? " (training)" : ""), shape, target, corpus.training());
        Optional<SeriesDataset> test =
                corpus.test().map(held -> new SeriesDataset(corpus.name() + " (test)", shape, target, held));
        List<String> notes = new ArrayList<>(corpus.notes());
        notes.add(SeriesSet.account(training, test));
        notes.addAll(making.notes());
        return new Sounds(new SeriesSet(corpus.name(), training, test, notes), rules.rate(making.rate()));
    }

    /** What becomes of each recording, in their order. */
    private static final class Making {
        private final SoundRules rules;
        private Optional<Integer> rate;
        private String first = "";
        private Optional<LogMel> spectrograms = Optional.empty();
        private int resampled;
        private int lower;

        private Making(SoundRules rules) {
            this.rules = rules;
            rate = rules.rate();
        }

        private Series series(Corpus.Example example) {
            Wave wave = atRate(Wave.read(example.place(), example.bytes()), example.place());
            float[] values = wave.samples();
            int channels = 1;
            if (rules.form() == SoundRules.Form.LOG_MEL) {
                LogMel form = spectrograms.orElseGet(this::spectrograms);
                spectrograms = Optional.of(form);
                requireSize(example.place(), (long) form.frames(values.length) * rules.mels());
                values = form.of(values);
                channels = rules.mels();
            }
            requireSize(example.place(), values.length);
            requireLength(example.place(), values.length / channels);
            return new Series(
                    values,
                    values.length / channels,
                    example.label() < 0 ? Float.NaN : example.label(),
                    example.path());
        }

        private Wave atRate(Wave wave, String place) {
            if (rate.isEmpty()) {
                rate = Optional.of(wave.rate());
                first = place;
            }
            if (wave.rate() == rate.get()) {
                return wave;
            }
            if (rules.rate().isEmpty()) {
                throw new EvenkeelException(place + " has " + wave.rate() + " samples a second, but " + first + " has "
                        + rate.get() + ": --sample-rate " + Math.min(rate.get(), wave.rate())
                        + " resamples all to the same");
            }
            resampled++;
            lower += wave.rate() < rate.get() ? 1 : 0;
            return Resampler.to(rate.get(), wave, place);
        }

        private LogMel spectrograms() {
            return new LogMel(rate(), samples(rules.window()), samples(rules.hop()), rules.mels());
        }

        private int samples(double milliseconds) {
            return (int) Math.max(1, Math.round(milliseconds * rate() / 1000));
        }

        private int rate() {
            return rate.orElseThrow();
        }

        private static void requireSize(String place, long values) {
            if (values > SoundRules.MAX_VALUES) {
                throw new EvenkeelException(place + " becomes " + values + " values, but an example may have at most "
                        + SoundRules.MAX_VALUES + ": cut it into several, or take a larger --hop");
            }
        }

        private void requireLength(String place, int length) {
            rules.input().filter(input -> length > input.positions()).ifPresent(input -> {
                throw new EvenkeelException(
                        place + " has " + length + (rules.form() == SoundRules.Form.LOG_MEL ? " frames" : " samples")
                                + ", but the model reads at most " + input.positions()
                                + ": cut it, or train on recordings as long");
            });
        }

        private Shape shape(Corpus<Series> corpus) {
            int channels = rules.form() == SoundRules.Form.LOG_MEL ? rules.mels() : 1;
            List<Series> all = Stream.concat(
                            corpus.training().stream(), corpus.test().stream().flatMap(List::stream))
                    .toList();
            int longest = all.stream().mapToInt(Series::length).max().orElse(1);
            return Shape.of(rules.input().map(Shape::positions).orElse(longest), channels);
        }

        private List<String> notes() {
            List<String> notes = new ArrayList<>();
            notes.add(
                    rules.form() == SoundRules.Form.LOG_MEL
                            ? String.format(
                                    Locale.ROOT,
                                    "A position is a frame of %s ms, every %s ms, of recordings at %d samples a second",
                                    shown(rules.window()),
                                    shown(rules.hop()),
                                    rate())
                            : "A position is a sample, of " + rate() + " a second");
            if (resampled > 0) {
                notes.add(resampled + (resampled == 1 ? " recording was" : " recordings were") + " resampled to "
                        + rate()
                        + " samples a second"
                        + (lower > 0 ? ", " + lower + " of them from fewer: their high frequencies are empty" : ""));
            }
            long empty = spectrograms.map(LogMel::emptyBands).orElse(0L);
            if (empty > 0) {
                notes.add(empty + " of the " + rules.mels()
                        + " mel bands are narrower than the frequencies of a window, and empty: take fewer --mels or a"
                        + " longer --window");
            }
            return notes;
        }

        private static String shown(double number) {
            return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
        }
    }
}
