package dev.evenkeel.data.sound;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.corpus.CorpusRules;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * How recordings become examples.
 *
 * @param form what an example is
 * @param rate samples a second, to which all are resampled; if empty all need the same
 * @param window of a spectrogram, in milliseconds, as hop
 * @param hop from frame to frame
 * @param mels bands of frequencies
 * @param files which classes and parts they have
 * @param input what a model reads, {@code [positions, channels]}; if empty, as many positions as the longest example has
 */
@CheckReturnValue
public record SoundRules(
        Form form,
        Optional<Integer> rate,
        double window,
        double hop,
        int mels,
        CorpusRules files,
        Optional<Shape> input) {
    /** Under which name a model keeps them. */
    public static final String KEPT = "sound";

    /** The most values of one example. */
    static final int MAX_VALUES = 1 << 24;

    private static final double MAX_MILLISECONDS = 10_000;
    private static final int MAX_MELS = 1_024;
    private static final int MAX_RATE = 1_000_000;

    /** What an example is. */
    public enum Form {
        /** {@code [frames, mels]}: how loud bands of frequencies are, from frame to frame. */
        LOG_MEL,
        /** {@code [samples, 1]}. */
        WAVEFORM
    }

    /** @throws EvenkeelException if a number is out of range */
    public SoundRules {
        require(window > 0 && window <= MAX_MILLISECONDS, "window", "milliseconds above 0 and up to 10000", window);
        require(hop > 0 && hop <= MAX_MILLISECONDS, "hop", "milliseconds above 0 and up to 10000", hop);
        require(mels >= 1 && mels <= MAX_MELS, "number of mel bands", "1 to " + MAX_MELS, mels);
        rate.ifPresent(samples -> require(
                samples >= 1 && samples <= MAX_RATE, "sample rate", "1 to " + MAX_RATE + " samples a second", samples));
    }

    /** Log-mel spectrograms of 40 bands, in windows of 25 ms every 10 ms, at the rate of the recordings. */
    public static SoundRules defaults() {
        return new SoundRules(Form.LOG_MEL, Optional.empty(), 25, 10, 40, CorpusRules.defaults(), Optional.empty());
    }

    public SoundRules form(Form other) {
        return new SoundRules(other, rate, window, hop, mels, files, input);
    }

    /** Resamples all to this many samples a second. */
    public SoundRules rate(int samples) {
        return new SoundRules(form, Optional.of(samples), window, hop, mels, files, input);
    }

    /** @param milliseconds of a frame */
    public SoundRules window(double milliseconds) {
        return new SoundRules(form, rate, milliseconds, hop, mels, files, input);
    }

    /** @param milliseconds from frame to frame */
    public SoundRules hop(double milliseconds) {
        return new SoundRules(form, rate, window, milliseconds, mels, files, input);
    }

    public SoundRules mels(int bands) {
        return new SoundRules(form, rate, window, hop, bands, files, input);
    }

    public SoundRules files(UnaryOperator<CorpusRules> change) {
        return new SoundRules(form, rate, window, hop, mels, change.apply(files), input);
    }

    /**
     * Reads for a model: shorter examples are padded to its positions, longer ones refused.
     *
     * @param newInput what the model reads
     * @param labels its classes, in order
     */
    public SoundRules forModel(Shape newInput, List<String> labels) {
        return new SoundRules(
                form,
                rate,
                window,
                hop,
                mels,
                files.forModel(labels),
                newInput.rank() == 2 ? Optional.of(newInput) : Optional.empty());
    }

    /** What a model keeps, so that it hears what it learnt from. */
    public JsonObject toJson() {
        JsonObject json = JsonObject.of().with("form", form.name()).with("files", files.toJson());
        if (form == Form.LOG_MEL) {
            json = json.with("window", window).with("hop", hop).with("mels", mels);
        }
        return rate.isPresent() ? json.with("rate", rate.get()) : json;
    }

    /** Reads what {@link #toJson()} wrote; not trusted. @throws EvenkeelException that says what is wrong */
    public static SoundRules fromJson(JsonObject json) {
        String word = json.string("form");
        Form form = List.of(Form.values()).stream()
                .filter(known -> known.name().equals(word))
                .findFirst()
                .orElseThrow(() -> new EvenkeelException("The model reads sounds as '" + word
                        + "', which this version does not know: LOG_MEL and WAVEFORM are known"));
        CorpusRules files = CorpusRules.fromJson(json.object("files"));
        SoundRules rules = defaults().form(form).files(none -> files);
        if (form == Form.LOG_MEL) {
            rules = rules.window(json.number("window")).hop(json.number("hop")).mels(json.integer("mels"));
        }
        return json.find("rate").isPresent() ? rules.rate(json.integer("rate")) : rules;
    }

    private static void require(boolean right, String what, String needed, Number got) {
        if (!right) {
            throw new EvenkeelException("The " + what + " of sounds needs " + needed + ", but got " + got);
        }
    }
}
