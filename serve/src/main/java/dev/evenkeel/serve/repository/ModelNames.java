package dev.evenkeel.serve.repository;

import dev.evenkeel.EvenkeelException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What models, versions and their files may be called. */
final class ModelNames {
    /** The file of a model in a folder of its own, without its ending. */
    static final String MODEL = "model";

    /** Why a folder of a model is none of its versions. */
    static final String NO_VERSION = "a version is a whole number of up to 18 digits without zeros before it, as 7";

    private static final int MAX_LENGTH = 128;
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}\\p{M} ._+@()=-]*");
    private static final Pattern VERSION = Pattern.compile("0|[1-9][0-9]{0,17}");

    private ModelNames() {}

    static boolean isName(String name) {
        return name.length() <= MAX_LENGTH && NAME.matcher(name).matches();
    }

    static void require(String name) {
        if (!isName(name)) {
            throw new EvenkeelException("A model cannot be called " + EvenkeelException.quoted(name)
                    + ": a name has up to " + MAX_LENGTH
                    + " letters, digits and marks as - _ . and begins with a letter"
                    + " or digit. Give one as NAME=FILE");
        }
    }

    /** Whether it is a number without zeros before it and of so few digits that a {@code long} holds it. */
    static boolean isVersion(String name) {
        return VERSION.matcher(name).matches();
    }

    /** As a number; one without a version comes before all, and what is no version behind all. */
    static long order(Optional<String> version) {
        return version.map(given -> isVersion(given) ? Long.parseLong(given) : Long.MAX_VALUE)
                .orElse(-1L);
    }

    static boolean isModelFile(Path file) {
        String name = lower(file);
        return name.endsWith(".safetensors") || name.endsWith(".onnx");
    }

    /** A file's name without its ending. */
    static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        int end = name.lastIndexOf('.');
        return end > 0 ? name.substring(0, end) : name;
    }

    private static String lower(Path file) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    }
}
