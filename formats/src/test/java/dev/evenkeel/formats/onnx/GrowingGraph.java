package dev.evenkeel.formats.onnx;

import dev.evenkeel.formats.onnx.file.AttributeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A graph that grows by one operator after another, with the extents of its last value. */
abstract class GrowingGraph {
    /** Stands for the number of examples in extents: a prime that no product of others has. */
    static final long BATCH = 9973;

    final Random random;
    final long batch;
    Graphs graph;
    long[] extents;
    String last = "x";
    int names;

    GrowingGraph(long seed) {
        random = new Random(seed);
        int rank = 2 + random.nextInt(4);
        long drawn = List.of(-1L, 1L, 2L, 3L).get(random.nextInt(4));
        batch = drawn < 0 ? BATCH : drawn;
        extents = new long[rank];
        for (int axis = 1; axis < rank; axis++) {
            extents[axis] = 1L + random.nextInt(4);
        }
        extents[0] = drawn;
        graph = Graphs.of(extents);
        extents[0] = batch;
    }

    boolean isOpen() {
        return batch == BATCH;
    }

    boolean hasBatch(int axis) {
        return isOpen() && extents[axis] % BATCH == 0;
    }

    int rank() {
        return extents.length;
    }

    String name(String kind) {
        return kind + names++;
    }

    void node(String operator, Map<String, AttributeProto> attributes, String... more) {
        List<String> inputs = new ArrayList<>(List.of(last));
        inputs.addAll(Arrays.asList(more));
        last = name(operator);
        graph.node(operator, last, inputs, attributes);
    }

    String longs(long... values) {
        String list = name("list");
        graph.longs(list, values);
        return list;
    }

    String weight(long... own) {
        String weight = name("weight");
        graph.weight(weight, own);
        return weight;
    }

    String positive(long size) {
        String weight = name("positive");
        float[] values = new float[(int) size];
        for (int at = 0; at < values.length; at++) {
            values[at] = 0.5f + random.nextFloat();
        }
        graph.tensor(weight, values, size);
        return weight;
    }

    long size() {
        return Arrays.stream(extents)
                .map(extent -> hasBatch(extent) ? extent / BATCH : extent)
                .reduce(1, (a, b) -> a * b);
    }

    boolean hasBatch(long extent) {
        return isOpen() && extent % BATCH == 0;
    }
}
