package dev.evenkeel.formats.onnx;

import static dev.evenkeel.formats.onnx.Graphs.whole;
import static dev.evenkeel.formats.onnx.Graphs.wholes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Small graphs of operators that move, cut and mix axes, drawn at random: each is valid for any number of examples. */
final class RandomGraphs extends GrowingGraph {
    private RandomGraphs(long seed) {
        super(seed);
    }

    static Graphs of(long seed, int steps) {
        RandomGraphs drawn = new RandomGraphs(seed);
        for (int step = 0; step < steps; step++) {
            drawn.step();
        }
        return drawn.graph.node("Identity", "y", drawn.last);
    }

    private void step() {
        if (size() > 2000) {
            mean();
            return;
        }
        switch (random.nextInt(20)) {
            case 0, 1 -> transpose();
            case 2, 3 -> rows();
            case 4 -> flatten();
            case 5 -> cut();
            case 6 -> merge();
            case 7 -> squeeze();
            case 8 -> unsqueeze();
            case 9 -> sum();
            case 10 -> batchNormalization();
            case 11 -> image();
            case 12 -> product();
            case 13 -> softmax();
            case 14 -> mean();
            case 15 -> layerNormalization();
            case 16 -> part();
            case 17 -> doubled();
            case 18 -> residual();
            default -> node("Relu", Map.of());
        }
    }

    private void transpose() {
        List<Integer> order = new ArrayList<>(IntStream.range(0, rank()).boxed().toList());
        Collections.shuffle(order, random);
        node(
                "Transpose",
                Map.of("perm", wholes(order.stream().map(Integer::longValue).toArray(Long[]::new))));
        long[] before = extents;
        extents = order.stream().mapToLong(axis -> before[axis]).toArray();
    }

    /** To {@code [-1, D]}, as is done before layers for points or tokens. */
    private void rows() {
        int kept = 1 + random.nextInt(rank());
        if (IntStream.range(rank() - kept + 1, rank()).anyMatch(this::hasBatch) || kept == rank() + 1) {
            return;
        }
        int first = rank() - kept + 1;
        long[] wanted = LongStream.concat(LongStream.of(-1), Arrays.stream(extents, first, rank()))
                .toArray();
        long rows = Arrays.stream(extents, 0, first).reduce(1, (a, b) -> a * b);
        reshape(
                wanted,
                LongStream.concat(LongStream.of(rows), Arrays.stream(extents, first, rank()))
                        .toArray());
    }

    private void reshape(long[] wanted, long[] result) {
        node("Reshape", Map.of(), longs(wanted));
        extents = result;
    }

    private void flatten() {
        int axis = random.nextInt(rank() + 1);
        node("Flatten", Map.of("axis", whole(axis)));
        extents = new long[] {
            Arrays.stream(extents, 0, axis).reduce(1, (a, b) -> a * b),
            Arrays.stream(extents, axis, extents.length).reduce(1, (a, b) -> a * b)
        };
    }

    /** One axis becomes two; the batch's extent is computed of the input's shape, or is what is left. */
    private void cut() {
        int axis = random.nextInt(rank());
        long extent = extents[axis];
        long own = hasBatch(axis) ? extent / BATCH : extent;
        long factor = LongStream.rangeClosed(2, own)
                .filter(f -> own % f == 0)
                .findFirst()
                .orElse(1);
        boolean inner = random.nextBoolean();
        long[] pair = inner ? new long[] {extent / factor, factor} : new long[] {factor, extent / factor};
        if (rank() > 4) {
            return;
        }
        long[] result = LongStream.concat(
                        LongStream.concat(Arrays.stream(extents, 0, axis), Arrays.stream(pair)),
                        Arrays.stream(extents, axis + 1, rank()))
                .toArray();
        computed(result);
    }

    private void merge() {
        if (rank() < 2) {
            return;
        }
        int axis = random.nextInt(rank() - 1);
        long[] result = LongStream.concat(
                        LongStream.concat(
                                Arrays.stream(extents, 0, axis), LongStream.of(extents[axis] * extents[axis + 1])),
                        Arrays.stream(extents, axis + 2, rank()))
                .toArray();
        computed(result);
    }

    /** A reshape whose list says the batch's extent, as {@code -1} or by the shape of the input. */
    private void computed(long[] result) {
        if (Arrays.stream(result).filter(this::hasBatch).count() > 1) {
            return;
        }
        if (random.nextBoolean() || !isOpen()) {
            reshape(
                    Arrays.stream(result)
                            .map(extent -> hasBatch(extent) ? -1 : extent)
                            .toArray(),
                    result);
            return;
        }
        List<String> parts = new ArrayList<>();
        String shape = name("shape");
        String count = name("count");
        String first = longs(0);
        graph.node("Shape", shape, "x").node("Gather", count, shape, first);
        for (long extent : result) {
            String part = count;
            if (!hasBatch(extent)) {
                part = longs(extent);
            } else if (extent != BATCH) {
                part = name("times");
                graph.node("Mul", part, count, longs(extent / BATCH));
            }
            parts.add(part);
        }
        String list = name("wanted");
        graph.node("Concat", list, parts, Map.of("axis", whole(0)));
        node("Reshape", Map.of(), list);
        extents = result;
    }

    private void squeeze() {
        int[] ones =
                IntStream.range(0, rank()).filter(axis -> extents[axis] == 1).toArray();
        if (ones.length == 0 || rank() < 2) {
            return;
        }
        int axis = ones[random.nextInt(ones.length)];
        node("Squeeze", Map.of(), longs(axis));
        extents = IntStream.range(0, rank())
                .filter(at -> at != axis)
                .mapToLong(at -> extents[at])
                .toArray();
    }

    private void unsqueeze() {
        if (rank() > 4) {
            return;
        }
        int axis = random.nextInt(rank() + 1);
        node("Unsqueeze", Map.of(), longs(axis));
        extents = LongStream.concat(
                        LongStream.concat(Arrays.stream(extents, 0, axis), LongStream.of(1)),
                        Arrays.stream(extents, axis, rank()))
                .toArray();
    }

    /** With constants that are broadcast. */
    private void sum() {
        int length = random.nextInt(rank() + 1);
        long[] own = IntStream.range(rank() - length, rank())
                .mapToLong(axis -> hasBatch(axis) || random.nextInt(3) == 0 ? 1 : extents[axis])
                .toArray();
        node(random.nextBoolean() ? "Add" : "Mul", Map.of(), weight(own));
    }

    private void batchNormalization() {
        if (rank() < 2 || hasBatch(1)) {
            return;
        }
        long channels = extents[1];
        node("BatchNormalization", Map.of(), weight(channels), weight(channels), weight(channels), positive(channels));
    }

    private void image() {
        if (rank() < 3 || IntStream.range(1, rank()).anyMatch(this::hasBatch)) {
            return;
        }
        long channels = extents[1];
        int axes = rank() - 2;
        switch (random.nextInt(6)) {
            case 0 -> node("InstanceNormalization", Map.of(), weight(channels), weight(channels));
            case 1 -> {
                node(random.nextBoolean() ? "GlobalAveragePool" : "GlobalMaxPool", Map.of());
                Arrays.fill(extents, 2, rank(), 1);
            }
            case 2 -> {
                if (rank() == 4) {
                    node("LRN", Map.of("size", whole(3)));
                }
            }
            case 3 -> {
                long[] window = new long[axes];
                for (int axis = 0; axis < axes; axis++) {
                    window[axis] = 1L + random.nextInt((int) Math.min(2, extents[axis + 2]));
                    extents[axis + 2] -= window[axis] - 1;
                }
                node(
                        random.nextBoolean() ? "MaxPool" : "AveragePool",
                        Map.of(
                                "kernel_shape",
                                wholes(LongStream.of(window).boxed().toArray(Long[]::new))));
            }
            default -> {
                long[] weight = new long[rank()];
                weight[0] = 1L + random.nextInt(3);
                weight[1] = channels;
                for (int axis = 2; axis < rank(); axis++) {
                    weight[axis] = 1L + random.nextInt((int) Math.min(2, extents[axis]));
                    extents[axis] -= weight[axis] - 1;
                }
                node("Conv", Map.of(), weight(weight), weight(weight[0]));
                extents[1] = weight[0];
            }
        }
    }

    private void product() {
        if (rank() < 2 || hasBatch(rank() - 1)) {
            return;
        }
        long features = 1L + random.nextInt(4);
        long inputs = extents[rank() - 1];
        if (rank() == 2 && random.nextBoolean()) {
            node("Gemm", Map.of("transB", whole(1)), weight(features, inputs), weight(features));
        } else if (random.nextInt(3) == 0 && !hasBatch(rank() - 2)) {
            String former = last;
            String matrix = weight(features, extents[rank() - 2]);
            last = name("left");
            graph.node("MatMul", last, matrix, former);
            extents[rank() - 2] = features;
            return;
        } else {
            node("MatMul", Map.of(), weight(inputs, features));
        }
        extents[rank() - 1] = features;
    }

    private void softmax() {
        node("Softmax", Map.of("axis", whole(random.nextInt(rank()))));
    }

    private void mean() {
        int axis = random.nextInt(rank());
        boolean keeps = random.nextBoolean() || rank() < 3;
        node("ReduceMean", Map.of("axes", wholes((long) axis), "keepdims", whole(keeps ? 1 : 0)));
        extents = IntStream.range(0, rank())
                .filter(at -> keeps || at != axis)
                .mapToLong(at -> at == axis ? 1 : extents[at])
                .toArray();
    }

    private void layerNormalization() {
        int axis = random.nextInt(rank());
        if (IntStream.range(axis, rank()).anyMatch(this::hasBatch)) {
            return;
        }
        long[] own = Arrays.copyOfRange(extents, axis, rank());
        node("LayerNormalization", Map.of("axis", whole(axis)), weight(own), weight(own));
    }

    private void part() {
        int axis = random.nextInt(rank());
        if (hasBatch(axis)) {
            return;
        }
        if (random.nextBoolean()) {
            boolean list = random.nextBoolean() || rank() < 3;
            long at = random.nextInt((int) extents[axis]);
            if (list) {
                node("Gather", Map.of("axis", whole(axis)), longs(at, 0));
                extents[axis] = 2;
            } else {
                String scalar = name("scalar");
                graph.scalar(scalar, at);
                node("Gather", Map.of("axis", whole(axis)), scalar);
                extents = IntStream.range(0, rank())
                        .filter(of -> of != axis)
                        .mapToLong(of -> extents[of])
                        .toArray();
            }
        } else {
            long start = random.nextInt((int) extents[axis]);
            node("Slice", Map.of(), longs(start), longs(extents[axis]), longs(axis));
            extents[axis] -= start;
        }
    }

    private void doubled() {
        int axis = random.nextInt(rank());
        if (hasBatch(axis)) {
            return;
        }
        long[] times = new long[rank()];
        Arrays.fill(times, 1);
        times[axis] = 2;
        if (random.nextBoolean()) {
            node("Tile", Map.of(), longs(times));
        } else {
            node("Concat", Map.of("axis", whole(axis)), last);
        }
        extents[axis] *= 2;
    }

    /** Two branches that come together again. */
    private void residual() {
        String former = last;
        node("Tanh", Map.of());
        node("Add", Map.of(), former);
    }
}
