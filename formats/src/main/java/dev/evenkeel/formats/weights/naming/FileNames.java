package dev.evenkeel.formats.weights.naming;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.formats.weights.dialect.Dialect;
import dev.evenkeel.formats.weights.dialect.Slot;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.safetensors.TensorEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A file's tensors by the names that a network's layers would give them: {@code /} is {@code .}, a {@code :0} behind falls
 * away, and so do a framework's prefixes unless a layer is called so.
 */
public final class FileNames {
    private static final int SHOWN = 10;

    private final List<String> given = new ArrayList<>();
    private final Map<String, TensorEntry> unused = new LinkedHashMap<>();
    private final List<String> clashes = new ArrayList<>();

    private FileNames() {}

    /** @throws EvenkeelException if a renaming, or what is to be left out, matches no tensor */
    public static FileNames of(Dialect dialect, Network network, Collection<TensorEntry> entries, Naming naming) {
        Map<TensorEntry, String> given = renamed(kept(entries, naming), naming.renamings());
        FileNames names = new FileNames();
        names.given.addAll(given.values());
        Set<String> wanted = wanted(dialect, network);
        given.replaceAll((entry, name) -> plain(name, dialect, wanted));
        Map<String, String> aliases = dialect.aliases(Set.copyOf(given.values()), wanted);
        given.forEach((entry, name) -> names.add(aliases.getOrDefault(name, name), entry));
        return names;
    }

    /** The names that a network's layers would give their tensors. */
    public static Set<String> wanted(Dialect dialect, Network network) {
        Set<String> wanted = new HashSet<>();
        for (Slot slot : Slot.of(network)) {
            dialect.words(slot).forEach(word -> wanted.add(full(slot.node(), word)));
            dialect.counter().ifPresent(word -> wanted.add(full(slot.node(), word)));
        }
        return wanted;
    }

    private static List<TensorEntry> kept(Collection<TensorEntry> entries, Naming naming) {
        List<String> names = entries.stream().map(TensorEntry::name).toList();
        for (Pattern pattern : naming.leftOut()) {
            if (names.stream().noneMatch(name -> pattern.matcher(name).matches())) {
                throw new EvenkeelException("'" + pattern + "', whose tensors are to be left out, matches none of the "
                        + names.size() + " tensors' names, which it has to match as a whole: " + shown(names));
            }
        }
        return entries.stream().filter(entry -> !naming.leavesOut(entry.name())).toList();
    }

    private static Map<TensorEntry, String> renamed(Collection<TensorEntry> entries, List<Renaming> renamings) {
        Map<TensorEntry, String> names = new LinkedHashMap<>();
        entries.forEach(entry -> names.put(entry, entry.name()));
        for (Renaming renaming : renamings) {
            if (names.values().stream().noneMatch(renaming::matches)) {
                throw new EvenkeelException("The renaming '" + renaming + "' matches none of the " + names.size()
                        + " tensors' names, which it has to match as a whole: " + shown(names.values()));
            }
            names.replaceAll((entry, name) -> renaming.apply(name));
        }
        return names;
    }

    private static String shown(Collection<String> names) {
        String first = names.stream().limit(SHOWN).collect(Collectors.joining(", "));
        return names.size() > SHOWN ? first + ", and " + (names.size() - SHOWN) + " more" : first;
    }

    private void add(String name, TensorEntry entry) {
        TensorEntry other = unused.putIfAbsent(name, entry);
        if (other != null) {
            clashes.add("tensors '" + other.name() + "' and '" + entry.name() + "' have the same name '" + name
                    + "' in the network");
        }
    }

    private static String plain(String name, Dialect dialect, Set<String> wanted) {
        String plain = separated(withoutSuffix(name));
        while (!wanted.contains(plain) && dialect.aliases(Set.of(plain), wanted).isEmpty()) {
            Optional<String> prefix =
                    dialect.prefixes().stream().filter(plain::startsWith).findFirst();
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

    /** A name without the {@code :0} that TensorFlow puts behind it. */
    public static String withoutSuffix(String name) {
        return name.endsWith(":0") ? name.substring(0, name.length() - 2) : name;
    }

    /** A name with points between its parts. */
    public static String separated(String name) {
        return name.replace('/', '.');
    }

    /** The tensors by layer and then by word, in the order of the layers' names, numbers in them counted as such. */
    Map<String, Map<String, TensorEntry>> byLayer() {
        Map<String, Map<String, TensorEntry>> layers = new LinkedHashMap<>();
        unused.keySet().stream().sorted(new NaturalOrder()).forEach(name -> {
            int point = name.lastIndexOf('.');
            layers.computeIfAbsent(name.substring(0, Math.max(0, point)), key -> new LinkedHashMap<>())
                    .put(name.substring(point + 1), tensor(name));
        });
        return layers;
    }

    private TensorEntry tensor(String name) {
        return Optional.ofNullable(unused.get(name)).orElseThrow();
    }

    /** These tensors with some of the file's layers called as others; layers that are not among them keep their names. */
    FileNames withLayers(Map<String, String> called) {
        FileNames names = new FileNames();
        names.clashes.addAll(clashes);
        names.given.addAll(given);
        Set<String> taken = new HashSet<>(called.values());
        unused.forEach((name, entry) -> {
            int point = name.lastIndexOf('.');
            String layer = name.substring(0, Math.max(0, point));
            String other = called.get(layer);
            if (other != null) {
                names.unused.put(other + "." + name.substring(point + 1), entry);
            } else {
                names.unused.put(taken.contains(layer) ? " " + name : name, entry);
            }
        });
        return names;
    }

    /** Whether a layer has a tensor under one of several words. */
    public boolean has(Node node, List<String> words) {
        return words.stream().anyMatch(word -> unused.containsKey(full(node, word)));
    }

    /** What the file's tensors of a layer are called within it. */
    public Set<String> wordsOf(Node node) {
        String prefix = full(node, "");
        return unused.keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()))
                .filter(word -> !word.contains("."))
                .collect(Collectors.toSet());
    }

    /** The tensor that a layer has under one of several words, if it has one; it counts as used then. */
    public Optional<TensorEntry> take(Node node, List<String> words) {
        return words.stream()
                .map(word -> Optional.ofNullable(unused.remove(full(node, word))))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** What the tensors are called in the file, or by renamings. */
    public List<String> given() {
        return given;
    }

    /** The tensors that nobody took, by their names here. */
    public Map<String, TensorEntry> unused() {
        return unused;
    }

    /** Pairs of tensors that cannot be told apart, in words. */
    public List<String> clashes() {
        return clashes;
    }
}
