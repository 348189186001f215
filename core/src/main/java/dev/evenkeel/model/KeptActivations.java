package dev.evenkeel.model;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Outputs of layers for all examples of a population, block by block. Each block is one thread's at a time. */
final class KeptActivations {
    private static final float[] NOTHING = {};

    private final int blocks;
    private final Map<String, float[][]> values = new HashMap<>();

    KeptActivations(int blocks) {
        this.blocks = blocks;
    }

    Set<String> names() {
        return new LinkedHashSet<>(values.keySet());
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    float[] get(String name, int block) {
        return Objects.requireNonNull(values.get(name))[block];
    }

    /** Makes room for another output, before threads write it. */
    void begin(String name) {
        values.computeIfAbsent(name, absent -> new float[blocks][]);
    }

    void put(String name, int block, float[] output) {
        Objects.requireNonNull(values.get(name))[block] = output;
    }

    /** Lets a block of an output go. */
    void release(String name, int block) {
        put(name, block, NOTHING);
    }

    void end(String name) {
        values.remove(name);
    }
}
