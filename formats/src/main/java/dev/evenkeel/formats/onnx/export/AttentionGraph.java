package dev.evenkeel.formats.onnx.export;

import dev.evenkeel.sequence.Attention;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an attention is in a graph.
 *
 * @param queries {@code [batch, positions, heads * width]}
 * @param keys {@code [batch, keyCount, keyValueHeads * width]}
 * @param values {@code [batch, keyCount, keyValueHeads * valueWidth]}
 * @param bias {@code [batch or 1, heads or 1, positions, keyCount]}
 */
record AttentionGraph(
        Attention layer,
        ExportContext context,
        String queries,
        String keys,
        String values,
        Optional<String> bias,
        Counts counts) {
    private static final int BIAS = 3;

    /** How many there are. */
    record Counts(long positions, long keys, long width, long valueWidth) {}

    static AttentionGraph of(Attention layer, ExportContext context) {
        List<Value> inputs = context.inputsChannelsLast();
        List<String> rows = inputs.stream()
                .limit(BIAS)
                .map(input -> SequenceWriters.rows(input, context))
                .toList();
        int shared = layer.keyValueHeads();
        int channels = inputs.get(0).shape().channels();
        int positions = inputs.get(0).shape().positions();
        int width = channels / (rows.size() == 1 ? layer.heads() + 2 * shared : layer.heads());
        int own = layer.heads() * width;
        int keys = inputs.get(rows.size() == 1 ? 0 : 1).shape().positions();
        Counts counts = new Counts(positions, keys, width, width);
        return switch (rows.size()) {
            case 1 ->
                new AttentionGraph(
                        layer,
                        context,
                        SequenceWriters.channels(rows.get(0), 0, own, context),
                        SequenceWriters.channels(rows.get(0), own, own + shared * width, context),
                        SequenceWriters.channels(rows.get(0), own + shared * width, channels, context),
                        Optional.empty(),
                        counts);
            case 2 ->
                new AttentionGraph(
                        layer,
                        context,
                        rows.get(0),
                        SequenceWriters.channels(rows.get(1), 0, shared * width, context),
                        SequenceWriters.channels(rows.get(1), shared * width, 2 * shared * width, context),
                        Optional.empty(),
                        counts);
            default ->
                new AttentionGraph(
                        layer,
                        context,
                        rows.get(0),
                        rows.get(1),
                        rows.get(2),
                        inputs.stream().skip(BIAS).findFirst().map(input -> bias(input, context)),
                        new Counts(positions, keys, width, inputs.get(2).shape().channels() / shared));
        };
    }

    private static String bias(Value bias, ExportContext context) {
        List<Long> extents = Attributes.list(bias.shape().toArray());
        if (extents.size() == 2) {
            extents.add(0, 1L);
            return context.reshape(bias.name(), extents);
        }
        return bias.name();
    }

    /** As one operator: {@code [batch, positions, heads * valueWidth]}. */
    String operator() {
        Attributes attributes = Attributes.NONE
                .whole("is_causal", layer.span() == Attention.Span.CAUSAL ? 1 : 0)
                .whole("q_num_heads", layer.heads())
                .whole("kv_num_heads", layer.keyValueHeads());
        attributes = layer.scale() == 0 ? attributes : attributes.real("scale", layer.scale());
        attributes = layer.softcap() == 0 ? attributes : attributes.real("softcap", layer.softcap());
        List<String> reads = new ArrayList<>(List.of(queries, keys, values));
        bias.ifPresent(reads::add);
        return context.inner("Attention", attributes, reads.toArray(String[]::new));
    }

    /** As products and a softmax; queries that share keys lie behind each other. */
    String parts() {
        long heads = layer.heads();
        long shared = layer.keyValueHeads();
        long rows = heads / shared * counts.positions();
        float scale = layer.scale() == 0 ? (float) (1 / Math.sqrt((double) counts.width())) : layer.scale();
        String scaled = context.inner("Mul", queries, context.number("scale", scale));
        String q = heads(scaled, counts.positions(), heads, List.of(0L, 2L, 1L, 3L));
        String grouped = heads == shared ? q : context.reshape(q, List.of(shared, rows, counts.width()));
        String k = heads(keys, counts.keys(), shared, List.of(0L, 2L, 3L, 1L));
        String v = heads(values, counts.keys(), shared, List.of(0L, 2L, 1L, 3L));
        String scores = ungrouped(context.inner("MatMul", grouped, k), counts.keys());
        String p = context.inner("Softmax", Attributes.NONE.whole("axis", -1), masked(capped(scores)));
        String shares = heads == shared ? p : context.reshape(p, List.of(shared, rows, counts.keys()));
        String attended = ungrouped(context.inner("MatMul", shares, v), counts.valueWidth());
        return context.inner("Transpose", Attributes.NONE.wholes("perm", List.of(0L, 2L, 1L, 3L)), attended);
    }

    private String heads(String rows, long positions, long heads, List<Long> order) {
        String apart = context.reshape(rows, List.of(positions, heads, -1L));
        return context.inner("Transpose", Attributes.NONE.wholes("perm", order), apart);
    }

    private String ungrouped(String value, long width) {
        return layer.heads() == layer.keyValueHeads()
                ? value
                : context.reshape(value, List.of((long) layer.heads(), counts.positions(), width));
    }

    private String capped(String scores) {
        if (layer.softcap() == 0) {
            return scores;
        }
        String bound = context.number("softcap", layer.softcap());
        return context.inner("Mul", context.inner("Tanh", context.inner("Div", scores, bound)), bound);
    }

    private String masked(String scores) {
        String sum = bias.map(added -> context.inner("Add", scores, added)).orElse(scores);
        if (layer.span() == Attention.Span.ALL) {
            return sum;
        }
        int keys = (int) counts.keys();
        float[] triangle = new float[(int) counts.positions() * keys];
        for (int at = 0; at < triangle.length; at++) {
            triangle[at] = at % keys > at / keys ? Float.NEGATIVE_INFINITY : 0;
        }
        return context.inner("Add", sum, context.floats("later", List.of(counts.positions(), counts.keys()), triangle));
    }
}
