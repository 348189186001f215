package dev.evenkeel.data.corpus;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.corpus.FileTree.Entry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What the files of a corpus are. */
public enum CorpusKind {
    SOUNDS(".wav"),
    TEXTS(".txt");

    private static final List<String> IMAGES = List.of(
            ".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".heic", ".heif", ".avif", ".jp2");

    private static final int FIRST = 2_000;

    private final String ending;

    CorpusKind(String ending) {
        this.ending = ending;
    }

    String ending() {
        return ending;
    }

    boolean reads(Entry file) {
        return file.hasEnding(ending);
    }

    /**
     * Whether a place holds a corpus: a folder or a zip archive of {@code .wav}, or of {@code .txt} within folders or more of them
     * than of other files, and of no images, or one file {@code .wav}.
     *
     * @throws EvenkeelException if an archive is damaged
     */
    public static Optional<CorpusKind> of(Path place) {
        if (Files.isRegularFile(place) && !FileTree.isArchive(place)) {
            return String.valueOf(place.getFileName()).toLowerCase(Locale.ROOT).endsWith(SOUNDS.ending)
                    ? Optional.of(SOUNDS)
                    : Optional.empty();
        }
        return Files.exists(place) && !beginsWithImages(place)
                ? FileTree.read(place, CorpusKind::of)
                : Optional.empty();
    }

    /**
     * Whether a place holds texts, where texts are asked for: a folder or a zip archive of {@code .txt} and of no images, or one
     * file {@code .txt}.
     *
     * @throws EvenkeelException if an archive is damaged
     */
    public static Optional<CorpusKind> ofTexts(Path place) {
        return Files.exists(place) && !beginsWithImages(place)
                ? FileTree.read(
                        place,
                        tree -> tree.entries().stream().anyMatch(TEXTS::reads)
                                        && tree.entries().stream().noneMatch(CorpusKind::isImage)
                                ? Optional.of(TEXTS)
                                : Optional.empty())
                : Optional.empty();
    }

    private static boolean isImage(Entry file) {
        return IMAGES.stream().anyMatch(file::hasEnding);
    }

    /** So that folders of very many images are not walked through. */
    private static boolean beginsWithImages(Path place) {
        if (!Files.isDirectory(place)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(place, FileVisitOption.FOLLOW_LINKS)) {
            return files.limit(FIRST)
                    .map(file -> String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT))
                    .anyMatch(name -> IMAGES.stream().anyMatch(name::endsWith));
        } catch (IOException | UncheckedIOException unreadable) {
            return true;
        }
    }

    private static Optional<CorpusKind> of(FileTree tree) {
        if (tree.entries().stream().anyMatch(CorpusKind::isImage)) {
            return Optional.empty();
        }
        if (tree.entries().stream().anyMatch(SOUNDS::reads)) {
            return Optional.of(SOUNDS);
        }
        List<Entry> texts = tree.entries().stream().filter(TEXTS::reads).toList();
        return texts.stream().anyMatch(file -> file.path().contains("/"))
                        || 2 * texts.size() > tree.entries().size()
                ? Optional.of(TEXTS)
                : Optional.empty();
    }
}
