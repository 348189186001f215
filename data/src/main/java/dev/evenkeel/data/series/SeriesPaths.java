package dev.evenkeel.data.series;

import dev.evenkeel.EvenkeelException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which files a word means: a file {@code .ts} or {@code .ts.gz}; where it is called {@code NAME_TRAIN} or {@code NAME_TEST} and
 * the other one lies beside it, both; the common {@code NAME} of two such files; or a folder that holds one set.
 *
 * @param name of the set
 * @param training or the only file
 */
record SeriesPaths(String name, Path training, Optional<Path> test) {
    private static final Pattern ENDING = Pattern.compile("(?i)[.]ts([.]gz)?");
    private static final Pattern FILE = Pattern.compile("(?i)(.+?)(?:_(TRAIN|TEST))?" + ENDING.pattern());

    /** The files that a word means, if it means series. @throws EvenkeelException if a folder holds several sets */
    static Optional<SeriesPaths> find(String word) {
        try {
            Path path = Path.of(word);
            if (word.isBlank()) {
                return Optional.empty();
            }
            if (Files.isRegularFile(path)) {
                return FILE.matcher(fileName(path)).matches() ? Optional.of(ofFile(path)) : Optional.empty();
            }
            if (Files.isDirectory(path)) {
                return holdsFolders(path) ? Optional.empty() : ofFolder(path);
            }
            return ofName(path);
        } catch (InvalidPathException notEvenAName) {
            return Optional.empty();
        }
    }

    private static SeriesPaths ofFile(Path file) {
        Matcher parts = matched(file);
        Path folder = Optional.ofNullable(file.getParent()).orElse(Path.of(""));
        if (parts.group(2) != null) {
            String stem = parts.group(1);
            Optional<Path> training = part(file, folder, stem, "TRAIN");
            Optional<Path> test = part(file, folder, stem, "TEST");
            if (training.isPresent() && test.isPresent()) {
                return new SeriesPaths(stem, training.get(), test);
            }
        }
        return new SeriesPaths(fileName(file), file, Optional.empty());
    }

    /** The file itself if it is that part, else one beside it. */
    private static Optional<Path> part(Path file, Path folder, String stem, String part) {
        return isPart(file, stem, part)
                ? Optional.of(file)
                : files(folder).filter(other -> isPart(other, stem, part)).findFirst();
    }

    private static Optional<SeriesPaths> ofName(Path common) {
        Path folder = Optional.ofNullable(common.getParent()).orElse(Path.of(""));
        return files(folder)
                .filter(file -> isPart(file, fileName(common), "TRAIN"))
                .findFirst()
                .map(SeriesPaths::ofFile)
                .filter(found -> found.test().isPresent());
    }

    private static Optional<SeriesPaths> ofFolder(Path folder) {
        TreeMap<String, SeriesPaths> sets = new TreeMap<>();
        files(folder).forEach(file -> {
            SeriesPaths set = ofFile(file);
            sets.putIfAbsent(set.name(), set);
        });
        if (sets.size() > 1) {
            throw new EvenkeelException(folder + " holds " + sets.size() + " sets of time series: give one of them, as "
                    + folder.resolve(sets.firstKey()) + ". Sets: "
                    + String.join(", ", sets.keySet().stream().limit(20).toList()));
        }
        return sets.values().stream().findFirst();
    }

    /** A folder for each class is a set of images, whatever else lies beside them. */
    private static boolean holdsFolders(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.anyMatch(Files::isDirectory);
        } catch (IOException | UncheckedIOException unlisted) {
            return false;
        }
    }

    private static boolean isPart(Path file, String stem, String part) {
        Matcher parts = matched(file);
        return parts.group(1).equals(stem) && part.equalsIgnoreCase(parts.group(2));
    }

    private static Matcher matched(Path file) {
        Matcher parts = FILE.matcher(fileName(file));
        if (!parts.matches()) {
            throw new IllegalArgumentException(file.toString());
        }
        return parts;
    }

    /** The files of series directly in a folder, by name. */
    private static Stream<Path> files(Path folder) {
        if (!Files.isDirectory(folder.toString().isEmpty() ? Path.of(".") : folder)) {
            return Stream.empty();
        }
        try (Stream<Path> all = Files.list(folder.toString().isEmpty() ? Path.of(".") : folder)) {
            List<Path> found = all.filter(file -> FILE.matcher(fileName(file)).matches())
                    .filter(Files::isRegularFile)
                    .map(file -> folder.resolve(fileName(file)))
                    .sorted()
                    .toList();
            return found.stream();
        } catch (IOException | UncheckedIOException unlisted) {
            return Stream.empty();
        }
    }

    /** What is said of a part whose other part is missing. */
    Optional<String> alone() {
        Matcher parts = matched(training);
        if (test.isPresent() || parts.group(2) == null) {
            return Optional.empty();
        }
        boolean training = parts.group(2).toUpperCase(Locale.ROOT).equals("TRAIN");
        return Optional.of(fileName(this.training) + " is read alone: there is no " + parts.group(1)
                + (training ? "_TEST.ts" : "_TRAIN.ts") + " beside it");
    }

    private static String fileName(Path file) {
        return String.valueOf(file.getFileName());
    }
}
