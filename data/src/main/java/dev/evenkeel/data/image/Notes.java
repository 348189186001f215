package dev.evenkeel.data.image;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What people should know about how files were read. */
final class Notes {
    private final List<String> said = new ArrayList<>();
    private final Tally passedOver = new Tally();
    private final Tally transparent = new Tally();

    void add(String note) {
        said.add(note);
    }

    /** A file that is no image of a class. */
    void passOver(Path file) {
        passedOver.count(file);
    }

    /** An image with transparent pixels. */
    void transparent(Path file) {
        transparent.count(file);
    }

    List<String> all() {
        List<String> all = new ArrayList<>(said);
        passedOver
                .said("is passed over", "are passed over")
                .ifPresent(files -> all.add(files + ": no PNG, JPEG, BMP or GIF in the folder of a class"));
        transparent
                .said("has transparent pixels", "have transparent pixels")
                .ifPresent(files -> all.add(files + ": they are put on black"));
        return all;
    }

    /** How many files, and the first of them. */
    private static final class Tally {
        private int count;
        private Optional<Path> first = Optional.empty();

        private void count(Path file) {
            first = first.isPresent() ? first : Optional.of(file);
            count++;
        }

        private Optional<String> said(String ofOne, String ofMany) {
            return first.map(file -> count == 1 ? file + " " + ofOne : count + " files, as " + file + ", " + ofMany);
        }
    }
}
