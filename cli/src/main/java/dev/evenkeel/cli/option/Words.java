package dev.evenkeel.cli.option;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.image.ImageSize;
import dev.evenkeel.data.sound.SoundRules;
import dev.evenkeel.formats.onnx.graph.InputLayout;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Mlp;
import dev.evenkeel.network.NormalizationKind;
import dev.evenkeel.text.Suggestion;
import dev.evenkeel.train.KeptEpoch;
import dev.evenkeel.train.ShippedStatistics;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** The words that options take: mostly constants of enums in lower case with hyphens, as {@code one-cycle}. */
public final class Words {
    private Words() {}

    /** What stands before fractions. */
    public enum Decimal {
        POINT,
        COMMA;

        @Override
        public String toString() {
            return word(this);
        }
    }

    /** Which normalization a built-in network has. */
    public enum Norm {
        BATCH,
        LAYER,
        GROUP,
        INSTANCE,
        RMS,
        NONE;

        public NormalizationKind kind() {
            return NormalizationKind.valueOf(name());
        }

        /** The layer for so many channels, gamma learned. */
        public Optional<Layer> layer(int channels) {
            return kind().layer(channels);
        }

        @Override
        public String toString() {
            return word(this);
        }
    }

    /** Which activation a built-in network has. */
    public enum Nonlinearity {
        RELU,
        LEAKY_RELU,
        GELU,
        SILU,
        TANH,
        SIGMOID;

        public Layer layer() {
            return switch (this) {
                case RELU -> Layers.relu();
                case LEAKY_RELU -> Layers.leakyRelu();
                case GELU -> Layers.gelu();
                case SILU -> Layers.silu();
                case TANH -> Layers.tanh();
                case SIGMOID -> Layers.sigmoid();
            };
        }

        @Override
        public String toString() {
            return word(this);
        }
    }

    /** What the mlp does to its inputs first. */
    public enum Inputs {
        STANDARDIZED,
        CLIPPED;

        public Mlp.Inputs kind() {
            return Mlp.Inputs.valueOf(name());
        }

        @Override
        public String toString() {
            return word(this);
        }
    }

    /** Which optimizer. */
    public enum Descent {
        SGD,
        ADAMW;

        @Override
        public String toString() {
            return word(this);
        }
    }

    /** How the learning rate changes. */
    public enum RateSchedule {
        COSINE,
        ONE_CYCLE,
        CONSTANT;

        @Override
        public String toString() {
            return word(this);
        }
    }

    /** What is predicted of a table's target. */
    enum Task {
        CLASSIFICATION,
        REGRESSION;

        @Override
        public String toString() {
            return word(this);
        }
    }

    /** What becomes of missing values in a table. */
    enum MissingValues {
        REFUSE,
        IMPUTE;

        @Override
        public String toString() {
            return word(this);
        }
    }

    /** What becomes of rows of a table that lack values, or hold some that cannot be read, when they are predicted. */
    public enum UnreadableRows {
        SKIP,
        REFUSE,
        IMPUTE;

        @Override
        public String toString() {
            return word(this);
        }
    }

    /** Which examples of a set. */
    public enum Part {
        ALL,
        TRAINING,
        TEST;

        @Override
        public String toString() {
            return word(this);
        }
    }

    /** Which library wrote weights. */
    public enum Origin {
        PYTORCH,
        KERAS,
        FLAX,
        BURN;

        @Override
        public String toString() {
            return word(this);
        }
    }

    /** How layers of weights find those of a network. */
    public enum Match {
        NAME,
        ORDER;

        @Override
        public String toString() {
            return word(this);
        }
    }

    /** Where a file's input has its channels. */
    public enum Layout {
        CHANNELS_FIRST,
        CHANNELS_LAST;

        public InputLayout ofInput() {
            return InputLayout.valueOf(name());
        }

        @Override
        public String toString() {
            return word(this);
        }
    }

    /** What becomes of recordings. */
    enum Sound {
        LOG_MEL,
        WAVEFORM;

        SoundRules.Form form() {
            return SoundRules.Form.valueOf(name());
        }

        @Override
        public String toString() {
            return word(this);
        }
    }

    /** How predictions are written. */
    public enum Format {
        CSV,
        JSON;

        @Override
        public String toString() {
            return word(this);
        }
    }

    public static void register(CommandLine line) {
        OptionNumbers.register(line);
        register(line, Norm.class);
        register(line, Nonlinearity.class);
        register(line, Inputs.class);
        register(line, Descent.class);
        register(line, RateSchedule.class);
        register(line, Task.class);
        register(line, MissingValues.class);
        register(line, UnreadableRows.class);
        register(line, Decimal.class);
        register(line, Part.class);
        register(line, Origin.class);
        register(line, Layout.class);
        register(line, Sound.class);
        register(line, Format.class);
        register(line, ShippedStatistics.class);
        register(line, KeptEpoch.class);
        line.registerConverter(Path.class, Words::path);
        line.registerConverter(AugmentationWords.class, AugmentationWords::of);
        line.registerConverter(ImageSize.class, Words::imageSize);
    }

    /** An empty one would be the current folder, as of a variable of a shell that is not set. */
    private static Path path(String text) {
        if (text.isBlank()) {
            throw new TypeConversionException(
                    "it needs a file or a folder, but got an empty name; the current folder is '.'");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException wrong) {
            throw new TypeConversionException("'" + text + "' is no name of a file: " + wrong.getReason());
        }
    }

    private static ImageSize imageSize(String text) {
        try {
            return ImageSize.of(text);
        } catch (EvenkeelException wrong) {
            throw new TypeConversionException(String.valueOf(wrong.getMessage()));
        }
    }

    private static <E extends Enum<E>> void register(CommandLine line, Class<E> type) {
        line.registerConverter(type, text -> constant(type, text));
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String text) {
        List<String> words = Stream.of(type.getEnumConstants()).map(Words::word).toList();
        int index = words.indexOf(text);
        if (index < 0) {
            throw new TypeConversionException("'" + text + "' is unknown" + Suggestion.choices(text, "Words", words));
        }
        return type.getEnumConstants()[index];
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
