package dev.evenkeel.serve.repository;

import dev.evenkeel.EvenkeelException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A folder of models: {@code NAME.safetensors} or {@code NAME.onnx}, {@code NAME/model.safetensors}, or
 * {@code NAME/VERSION/model.safetensors} with a whole number for each version; where two files give one model, the
 * first of these is read. Files that begin with a dot are not looked at.
 */
record WatchedFolder(Path folder) {
    private static final int MAX_ENTRIES = 10_000;
    private static final List<String> FILES = List.of(ModelNames.MODEL + ".safetensors", ModelNames.MODEL + ".onnx");

    /**
     * What lies there.
     *
     * @param files by the model that each is to be
     * @param refused what is not served, and why
     */
    record Content(Map<ModelKey, Path> files, Map<ModelKey, String> refused) {}

    /**
     * Looks what lies there now.
     *
     * @param taken names that other models have
     * @throws IOException if the folder cannot be read, as when its disk is away
     */
    Content look(Set<String> taken) throws IOException {
        Content content = new Content(new TreeMap<>(), new TreeMap<>());
        for (Path entry : entries(folder)) {
            if (Files.isDirectory(entry)) {
                lookInto(entry, content);
            } else if (ModelNames.isModelFile(entry)) {
                add(new ModelKey(ModelNames.stem(entry), Optional.empty()), entry, content);
            }
        }
        refuse(taken, content);
        return content;
    }

    private static void lookInto(Path model, Content content) throws IOException {
        String name = String.valueOf(model.getFileName());
        addFiles(new ModelKey(name, Optional.empty()), model, content);
        for (Path version : entries(model)) {
            if (Files.isDirectory(version)) {
                addFiles(new ModelKey(name, Optional.of(String.valueOf(version.getFileName()))), version, content);
            }
        }
    }

    private static void addFiles(ModelKey key, Path folder, Content content) {
        for (String name : FILES) {
            if (Files.isRegularFile(folder.resolve(name))) {
                add(key, folder.resolve(name), content);
            }
        }
    }

    private static void add(ModelKey key, Path file, Content content) {
        if (!ModelNames.isName(key.name())) {
            content.refused().put(key, "its name is none for a model: take letters, digits and marks as - _ .");
        } else if (!key.version().map(ModelNames::isVersion).orElse(true)) {
            content.refused().put(key, ModelNames.NO_VERSION);
        } else if (content.files().putIfAbsent(key, file) != null) {
            content.refused().put(key, "another file gives this model too, and is not read");
        }
    }

    private static void refuse(Set<String> taken, Content content) {
        for (ModelKey key : List.copyOf(content.files().keySet())) {
            boolean hasNumbers = key.version().isEmpty()
                    && content.files().keySet().stream()
                            .anyMatch(other -> other.name().equals(key.name())
                                    && other.version().isPresent());
            if (taken.contains(key.name())) {
                content.files().remove(key);
                content.refused().put(key, "the server was started with another model of this name");
            } else if (hasNumbers) {
                content.files().remove(key);
                content.refused().put(key, "it has no version, but others of its name do");
            }
        }
    }

    private static List<Path> entries(Path folder) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(
                folder, entry -> !String.valueOf(entry.getFileName()).startsWith("."))) {
            for (Path entry : found) {
                if (entries.size() == MAX_ENTRIES) {
                    throw new EvenkeelException(
                            "A folder of models has at most " + MAX_ENTRIES + " entries, but one has more");
                }
                entries.add(entry);
            }
        } catch (DirectoryIteratorException failed) {
            throw failed.getCause();
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        }
        Collections.sort(entries, Collections.reverseOrder());
        return entries;
    }
}
