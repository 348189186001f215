package dev.evenkeel.data.image;

import dev.evenkeel.EvenkeelException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The parts that a folder of images comes in: its folders where all of them are called {@code train} or {@code training},
 * {@code test} or {@code testing}, {@code val}, {@code valid} or {@code validation}, in small letters or capitals.
 *
 * @param folders that of each part; none where the folders are classes
 */
record FolderParts(Path folder, Map<Part, Path> folders) {
    /** A part, and what its folder may be called. */
    enum Part {
        TRAINING("train training"),
        TEST("test testing"),
        VALIDATION("val valid validation");

        private final String names;

        Part(String names) {
            this.names = names;
        }

        private static Optional<Part> called(String name) {
            String small = name.toLowerCase(Locale.ROOT);
            return List.of(values()).stream()
                    .filter(part -> part.names().contains(small))
                    .findFirst();
        }

        private List<String> names() {
            return List.of(names.split(" "));
        }

        /** The usual name. */
        String word() {
            return names().get(0);
        }
    }

    /**
     * @param within the folders by their names
     * @throws EvenkeelException if two of them are the same part
     */
    static FolderParts of(Path folder, Map<String, Path> within) {
        Map<Part, Path> parts = new EnumMap<>(Part.class);
        for (Map.Entry<String, Path> entry : within.entrySet()) {
            Optional<Part> part = Part.called(entry.getKey());
            if (part.isEmpty()) {
                return new FolderParts(folder, Map.of());
            }
            Path other = parts.put(part.get(), entry.getValue());
            if (other != null) {
                throw new EvenkeelException(
                        folder + " has two folders for its " + part.get().word() + " part, " + other.getFileName()
                                + " and " + entry.getKey() + ". Put their images together, or take one away");
            }
        }
        return new FolderParts(folder, parts);
    }

    Optional<Path> training() {
        return Optional.ofNullable(folders.get(Part.TRAINING));
    }

    /** The test part, or the validation part where there is no other. */
    Optional<Path> test() {
        return Optional.ofNullable(folders.get(Part.TEST)).or(() -> Optional.ofNullable(folders.get(Part.VALIDATION)));
    }

    /** What people should know: a part that is not read, and which folders are taken for parts by an unusual name. */
    void tell(Notes notes) {
        Path test = folders.get(Part.TEST);
        Path validation = folders.get(Part.VALIDATION);
        if (test != null && validation != null) {
            notes.add(validation + " is not read: " + test + " is the test part");
        }
        training()
                .filter(path -> isUnusual(path, Part.TRAINING))
                .ifPresent(path -> notes.add(path + " is taken for the training part, not for a class"));
        test().filter(path -> isUnusual(path, path.equals(test) ? Part.TEST : Part.VALIDATION))
                .ifPresent(path -> notes.add(path + " is taken for the test part, not for a class"));
    }

    private static boolean isUnusual(Path path, Part part) {
        return !String.valueOf(path.getFileName()).equals(part.word());
    }
}
