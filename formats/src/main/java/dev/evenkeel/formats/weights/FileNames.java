package dev.evenkeel.formats.weights;

import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.safetensors.SafetensorsFile;
import dev.evenkeel.safetensors.TensorEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A file's tensors by the names that a network's layers would give them: {@code /} is {@code .}, a {@code :0} behind falls
 * away, and so do a framework's prefixes unless a layer is called so.
 */
final class FileNames {
    private final Map<String, TensorEntry> unused = new LinkedHashMap<>();
    private final List<String> clashes = new ArrayList<>();

    private FileNames() {}

    static FileNames of(Dialect dialect, Network network, SafetensorsFile file) {
        Set<String> wanted = new HashSet<>();
        for (Slot slot : Slot.of(network)) {
            dialect.words(slot).forEach(word -> wanted.add(full(slot.node(), word)));
            dialect.counter().ifPresent(word -> wanted.add(full(slot.node(), word)));
        }
        FileNames names = new FileNames();
        for (TensorEntry entry : file.tensors().values()) {
            names.add(plain(entry.name(), dialect.prefixes(), wanted), entry);
        }
        return names;
    }

    private void add(String name, TensorEntry entry) {
        TensorEntry other = unused.putIfAbsent(name, entry);
        if (other != null) {
            clashes.add(
                    "tensors '" + other.name() + "' and '" + entry.name() + "' have the same name but for prefixes");
        }
    }

    private static String plain(String name, List<String> prefixes, Set<String> wanted) {
        String plain = separated(name.endsWith(":0") ? name.substring(0, name.length() - 2) : name);
        while (!wanted.contains(plain)) {
            Optional<String> prefix =
                    prefixes.stream().filter(plain::startsWith).findFirst();
            if (prefix.isEmpty()) {
                return plain;
            }
            plain = plain.substring(prefix.get().length());
        }
        return plain;
    }

    private static String full(Node node, String word) {
        return separated(node.name()) + "." + word;
    }

    private static String separated(String name) {
        return name.replace('/', '.');
    }

    /** The tensor that a layer has under one of several words, if it has one; it counts as used then. */
    Optional<TensorEntry> take(Node node, List<String> words) {
        return words.stream()
                .map(word -> Optional.ofNullable(unused.remove(full(node, word))))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** The tensors that nobody took. */
    List<TensorEntry> unused() {
        return List.copyOf(unused.values());
    }

    /** Pairs of tensors that cannot be told apart, in words. */
    List<String> clashes() {
        return clashes;
    }
}
