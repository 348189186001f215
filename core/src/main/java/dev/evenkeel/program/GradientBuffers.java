package dev.evenkeel.program;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which buffer every gradient lives in: one for each reader of a value, used again for another gradient of the same length
 * once it has been read for the last time on the way backward.
 */
final class GradientBuffers {
    private static final float[] NOTHING = {};

    private final List<FusedNode> pairs;
    private final int batchSize;
    private final Arena arena;
    private final Map<String, Integer> places = new HashMap<>();
    private final Map<Reading, float[]> buffers = new HashMap<>();
    private final Map<String, List<float[]>> ofValue = new HashMap<>();
    private final float[] outputGradient;

    /** One input of one pass. */
    private record Reading(int place, int input) {}

    /** A buffer that holds a value's gradient, and at least so many values. */
    private record Lent(float[] buffer, int length) {}

    GradientBuffers(List<FusedNode> pairs, int batchSize, Arena arena) {
        this.pairs = pairs;
        this.batchSize = batchSize;
        this.arena = arena;
        for (int place = 0; place < pairs.size(); place++) {
            places.put(pairs.get(place).end().name(), place);
        }
        List<List<Lent>> lastReadAt = new ArrayList<>();
        pairs.forEach(pair -> lastReadAt.add(new ArrayList<>()));
        int last = pairs.size() - 1;
        outputGradient = arena.take(Math.multiplyExact(
                batchSize, pairs.get(last).end().outputShape().size()));
        Map<Integer, List<float[]>> free = new HashMap<>();
        for (int place = last; place >= 0; place--) {
            for (int input = 0; input < pairs.get(place).node().inputs().size(); input++) {
                Integer producer = places.get(pairs.get(place).node().inputs().get(input));
                if (producer != null && length(producer) > 0) {
                    float[] buffer = take(free, length(producer));
                    buffers.put(new Reading(place, input), buffer);
                    lastReadAt.get(lastRead(producer)).add(new Lent(buffer, length(producer)));
                }
            }
            for (Lent lent : lastReadAt.get(place)) {
                free.computeIfAbsent(lent.length, length -> new ArrayList<>()).add(lent.buffer);
            }
        }
        for (int place = 0; place < pairs.size(); place++) {
            List<String> inputs = pairs.get(place).node().inputs();
            for (int input = 0; input < inputs.size(); input++) {
                ofValue.computeIfAbsent(inputs.get(input), name -> new ArrayList<>())
                        .add(inputGradient(place, input));
            }
        }
    }

    private int length(int place) {
        FusedNode pair = pairs.get(place);
        return pair.learns() && pair.gradientRows().isEmpty()
                ? Math.multiplyExact(batchSize, pair.end().outputShape().size())
                : 0;
    }

    /** A pass whose input gradient is given row by row reads its output gradient again when the one before asks. */
    private int lastRead(int place) {
        List<String> inputs = pairs.get(place).node().inputs();
        Integer before = inputs.isEmpty() ? null : places.get(inputs.get(0));
        return before != null && pairs.get(before).gradientRows().isPresent() ? before : place;
    }

    private float[] take(Map<Integer, List<float[]>> free, int length) {
        List<float[]> same = free.getOrDefault(length, List.of());
        return same.isEmpty() ? arena.take(length) : same.remove(same.size() - 1);
    }

    /** Where a pass writes the gradient of one of its inputs; empty if nobody needs it, or if it is asked for row by row. */
    float[] inputGradient(int place, int input) {
        return buffers.getOrDefault(new Reading(place, input), NOTHING);
    }

    /** The gradients of a pass's value, one from each reader; that of the whole output if nobody reads it. */
    List<float[]> outputGradients(int place) {
        List<float[]> gradients = ofValue.getOrDefault(pairs.get(place).end().name(), List.of());
        return gradients.isEmpty() ? List.of(outputGradient) : gradients;
    }
}
