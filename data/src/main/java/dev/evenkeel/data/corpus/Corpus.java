package dev.evenkeel.data.corpus;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.corpus.FileTree.Entry;
import dev.evenkeel.data.series.SeriesRules.Targets;
import dev.evenkeel.text.Suggestion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Files that are an example each, a folder for each class or the class within the name:
 *
 * <pre>
 * words/yes/1.wav               words/train/yes/1.wav            digits/7_jackson_32.wav
 * words/yes/2.wav       or      words/train/no/1.wav      or     digits/0_lucas_3.wav
 * words/no/1.wav                words/test/yes/2.wav
 * </pre>
 *
 * @param labels the classes in their order; empty if a file has none and needs none
 * @param training what was made of the files to learn from, in the order of their paths
 * @param test of the test part, if there is one
 * @param notes what people should know about which files were taken
 */
public record Corpus<T>(
        String name, List<String> labels, List<T> training, Optional<List<T>> test, List<String> notes) {
    private static final int MAX_CLASSES = 1_000;

    public Corpus {
        labels = List.copyOf(labels);
        training = List.copyOf(training);
        notes = List.copyOf(notes);
    }

    /**
     * A file as it was read.
     *
     * @param path below the folder
     * @param place of it, for messages
     * @param label index of its class; less than 0 if none is known
     */
    public record Example(String path, String place, byte[] bytes, int label) {}

    /**
     * Reads a folder, a zip archive or one file.
     *
     * @param unreadable what becomes of files that cannot be read
     * @param make what is made of each file, whose bytes are not kept
     * @throws EvenkeelException if there is no such file, none can be read, or one has no class where it needs one
     */
    public static <T> Corpus<T> read(
            Path place, CorpusKind kind, CorpusRules rules, UnreadableFiles unreadable, Function<Example, T> make) {
        return FileTree.read(place, tree -> {
            Sorting sorting = new Sorting(tree, kind, rules);
            List<String> labels = sorting.labels();
            String name = String.valueOf(place.toAbsolutePath().normalize().getFileName());
            List<T> training = new ArrayList<>();
            List<T> test = new ArrayList<>();
            Map<Part, EvenkeelException> first = new EnumMap<>(Part.class);
            for (Found found : sorting.found) {
                tree.requireRoom();
                List<T> part = found.part() == Part.TEST ? test : training;
                try {
                    int label = labels.isEmpty() ? -1 : sorting.place(found, labels);
                    part.add(make.apply(new Example(
                            found.entry().path(), found.entry().place(), tree.bytes(found.entry()), label)));
                } catch (EvenkeelException reason) {
                    unreadable.met(
                            UnreadableFiles.problem(part.size(), found.entry().place(), reason), reason);
                    first.putIfAbsent(found.part(), reason);
                }
            }
            first.forEach((part, reason) -> {
                if ((part == Part.TEST ? test : training).isEmpty()) {
                    throw reason;
                }
            });
            return new Corpus<>(
                    name,
                    labels,
                    training,
                    test.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(test)),
                    sorting.notes);
        });
    }

    /** What the folders of parts are called, in any case. */
    private enum Part {
        TRAINING("train(ing)?"),
        VALIDATION("val(id(ation)?)?|dev"),
        TEST("test(ing)?");

        private final Pattern names;

        Part(String names) {
            this.names = Pattern.compile("(?i)" + names);
        }

        private static Optional<Part> of(String path) {
            String first = path.contains("/") ? path.substring(0, path.indexOf('/')) : "";
            return List.of(values()).stream()
                    .filter(part -> part.names.matcher(first).matches())
                    .findFirst();
        }
    }

    /** A file, the part that it belongs to, and its class, if that is known. */
    private record Found(Entry entry, Part part, Optional<String> label) {}

    /** Which files are taken, as what. */
    private static final class Sorting {
        private final FileTree tree;
        private final CorpusKind kind;
        private final CorpusRules rules;
        private Optional<Pattern> testWhere = Optional.empty();
        private final List<Found> found = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();

        private Sorting(FileTree tree, CorpusKind kind, CorpusRules rules) {
            this.tree = tree;
            this.kind = kind;
            this.rules = rules;
            List<Entry> files = tree.entries().stream().filter(kind::reads).toList();
            List<Entry> others =
                    tree.entries().stream().filter(entry -> !kind.reads(entry)).toList();
            passedOver(others, "are no " + kind.ending() + " files", "is no " + kind.ending() + " file");
            if (files.isEmpty()) {
                throw new EvenkeelException(tree.place() + " holds no " + kind.ending() + " file");
            }
            sort(files);
        }

        private void sort(List<Entry> files) {
            List<Entry> inFolders =
                    files.stream().filter(file -> file.path().contains("/")).toList();
            boolean parted = !inFolders.isEmpty()
                    && inFolders.stream().allMatch(file -> Part.of(file.path()).isPresent());
            testWhere = rules.testWhere().filter(pattern -> !parted || rules.origin() == CorpusRules.Origin.SAID);
            if (parted && testWhere.isPresent()) {
                throw new EvenkeelException(
                        tree.place() + " comes in parts, by its folders: leave --test-where out, or give one of them");
            }
            List<Entry> apart = new ArrayList<>();
            for (Entry file : files) {
                Optional<Part> folder = parted ? Part.of(file.path()) : Optional.of(Part.TRAINING);
                if (folder.isEmpty()) {
                    apart.add(file);
                } else {
                    found.add(new Found(file, isTest(file) ? Part.TEST : folder.get(), label(file, parted)));
                }
            }
            passedOver(apart, "lie in no folder of a part", "lies in no folder of a part");
            leaveOutUnnamed();
            settleParts();
        }

        /** Where classes are needed, files without one beside files with one are no examples. */
        private void leaveOutUnnamed() {
            List<Entry> unnamed = found.stream()
                    .filter(file -> file.label().isEmpty())
                    .map(Found::entry)
                    .toList();
            boolean byPattern = rules.labelFrom().isPresent();
            if (rules.targets() == Targets.REQUIRED && (byPattern || unnamed.size() < found.size())) {
                found.removeIf(file -> file.label().isEmpty());
                passedOver(
                        unnamed,
                        byPattern ? "have no class by --label-from" : "lie in no folder of a class",
                        byPattern ? "has no class by --label-from" : "lies in no folder of a class");
            }
        }

        private boolean isTest(Entry file) {
            return testWhere
                    .flatMap(pattern -> PathSearch.find(pattern, file.path()))
                    .isPresent();
        }

        /** A validation part is the test where there is no other; a rule of people that finds all or nothing is wrong. */
        private void settleParts() {
            if (found.isEmpty()) {
                throw new EvenkeelException("No " + kind.ending() + " file of " + tree.place()
                        + " has a class by --label-from '"
                        + rules.labelFrom().map(Pattern::pattern).orElse("")
                        + "', as " + tree.entries().get(0).path()
                        + ": it finds the class in the path below the folder");
            }
            boolean hasTest = found.stream().anyMatch(file -> file.part() == Part.TEST);
            boolean hasTraining = found.stream().anyMatch(file -> file.part() == Part.TRAINING);
            boolean hasValidation = found.stream().anyMatch(file -> file.part() == Part.VALIDATION);
            if (hasValidation && hasTest) {
                notes.add("The folder of the validation part is not read: there is one of a test part");
                found.removeIf(file -> file.part() == Part.VALIDATION);
            }
            if (testWhere.isPresent() && !(hasTest && hasTraining)) {
                if (rules.origin() == CorpusRules.Origin.KEPT) {
                    notes.add("The model's --test-where '"
                            + PathSearch.shown(testWhere.get().pattern()) + "' finds " + (hasTest ? "all" : "none")
                            + " of the files, so they are one part");
                } else {
                    throw allOrNothing(hasTest);
                }
            }
            boolean moves = hasValidation && !hasTest || hasTest && !hasTraining && testWhere.isPresent();
            if (moves) {
                boolean ofPattern = testWhere.isPresent();
                found.replaceAll(file -> ofPattern
                        ? new Found(file.entry(), Part.TRAINING, file.label())
                        : file.part() == Part.VALIDATION ? new Found(file.entry(), Part.TEST, file.label()) : file);
            }
        }

        private EvenkeelException allOrNothing(boolean all) {
            return new EvenkeelException("--test-where '" + testWhere.orElseThrow() + "' finds "
                    + (all ? "all " : "none of the ") + found.size() + " files of " + tree.place() + ", as "
                    + found.get(0).entry().path() + ": it needs to find some, in the path below the folder");
        }

        private Optional<String> label(Entry file, boolean parted) {
            if (rules.labelFrom().isPresent()) {
                return PathSearch.find(rules.labelFrom().get(), file.path())
                        .map(Sorting::matched)
                        .filter(label -> !label.isEmpty());
            }
            String[] folders = file.path().split("/");
            int first = parted ? 1 : 0;
            return folders.length > first + 1 ? Optional.of(folders[first]) : Optional.empty();
        }

        private static String matched(MatchResult found) {
            for (int group = 1; group <= found.groupCount(); group++) {
                if (found.group(group) != null) {
                    return found.group(group);
                }
            }
            return found.group();
        }

        private void passedOver(List<Entry> files, String ofMany, String ofOne) {
            if (files.size() == 1) {
                notes.add(files.get(0).place() + " is passed over: it " + ofOne);
            } else if (!files.isEmpty()) {
                notes.add(files.size() + " files, as " + files.get(0).place() + ", are passed over: they " + ofMany);
            }
        }

        /** The classes; none, where files need none and not each has one that is known. */
        private List<String> labels() {
            if (rules.targets() == Targets.OPTIONAL) {
                boolean known = found.stream()
                        .allMatch(file -> file.label()
                                .filter(label -> rules.classes().isEmpty()
                                        || rules.classes().contains(label))
                                .isPresent());
                if (!known) {
                    return List.of();
                }
            }
            found.stream().filter(file -> file.label().isEmpty()).findFirst().ifPresent(file -> {
                throw new EvenkeelException(
                        file.entry().place() + " lies in no folder of a class: put each class in a folder of its own"
                                + (rules.classes().isEmpty()
                                        ? ", or say --label-from PATTERN, as '^([^_]+)_' for names such as yes_17"
                                                + kind.ending()
                                        : ", called as the model's class"));
            });
            if (!rules.classes().isEmpty()) {
                return rules.classes();
            }
            boolean hasTraining = found.stream().anyMatch(file -> file.part() == Part.TRAINING);
            TreeSet<String> labels = new TreeSet<>();
            found.stream()
                    .filter(file -> !hasTraining || file.part() == Part.TRAINING)
                    .forEach(file -> labels.add(file.label().orElseThrow()));
            if (labels.size() < 2 || labels.size() > MAX_CLASSES) {
                throw new EvenkeelException(tree.place() + " has "
                        + (labels.size() == 1 ? "one class, " : labels.size() + " classes, ") + labels.first()
                        + (labels.size() == 1 ? "" : " to " + labels.last()) + ": from 2 to " + MAX_CLASSES
                        + " are needed, by folders or by --label-from PATTERN");
            }
            return List.copyOf(labels);
        }

        private int place(Found file, List<String> labels) {
            String label = file.label().orElseThrow();
            int place = labels.indexOf(label);
            if (place < 0) {
                throw new EvenkeelException(file.entry().place() + " has the class '" + label + "', which "
                        + (rules.classes().isEmpty() ? "the training part does not have" : "the model does not know")
                        + Suggestion.choices(label, "Classes", labels));
            }
            return place;
        }
    }
}
