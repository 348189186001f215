package dev.evenkeel.serve.repository;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** All slots at one time. Immutable, though what a slot serves changes. */
final class ModelSlots {
    static final ModelSlots NONE = new ModelSlots(new TreeMap<>());

    private final NavigableMap<ModelKey, ModelSlot> byKey;
    private final Map<String, List<ModelSlot>> byName = new HashMap<>();

    private ModelSlots(NavigableMap<ModelKey, ModelSlot> byKey) {
        this.byKey = byKey;
        byKey.descendingMap()
                .values()
                .forEach(slot -> byName.computeIfAbsent(slot.key().name(), added -> new ArrayList<>())
                        .add(slot));
    }

    Collection<ModelSlot> all() {
        return byKey.values();
    }

    Set<String> names() {
        return byName.keySet();
    }

    /** Those of a name, the latest first. */
    List<ModelSlot> of(String name) {
        return byName.getOrDefault(name, List.of());
    }

    /** That of a version, or all of a name, the latest first. */
    List<ModelSlot> of(String name, Optional<String> version) {
        return version.isEmpty()
                ? of(name)
                : of(name).stream()
                        .filter(slot -> slot.key().version().equals(version))
                        .toList();
    }

    ModelSlots with(ModelSlot slot) {
        NavigableMap<ModelKey, ModelSlot> more = new TreeMap<>(byKey);
        more.put(slot.key(), slot);
        return new ModelSlots(more);
    }

    /** With a slot for each of these files. */
    ModelSlots at(Map<ModelKey, Path> files) {
        NavigableMap<ModelKey, ModelSlot> more = new TreeMap<>(byKey);
        files.forEach((key, file) ->
                more.computeIfAbsent(key, added -> new ModelSlot(added, file)).isAt(file));
        return new ModelSlots(more);
    }

    ModelSlots without(ModelSlot slot) {
        TreeMap<ModelKey, ModelSlot> fewer = new TreeMap<>(byKey);
        fewer.remove(slot.key());
        return new ModelSlots(fewer);
    }
}
