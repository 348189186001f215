package dev.evenkeel.formats.onnx.export;

import dev.evenkeel.sequence.Attention;
import dev.evenkeel.sequence.PositionEmbedding;
import dev.evenkeel.sequence.QkNorm;
import dev.evenkeel.sequence.Rotary;
import dev.evenkeel.sequence.SequencePool;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Writes the layers of sequences, whose values stand with channels last. A file knows no padding: all positions are real. */
final class SequenceWriters {
    /** The version that has attention and rotary positions as one operator each. */
    private static final int ONE_OPERATOR_SINCE = 23;

    private static final int AXES_AS_INPUT_SINCE = 18;

    private SequenceWriters() {}

    static Value attention(Attention layer, ExportContext context) {
        AttentionGraph graph = AttentionGraph.of(layer, context);
        String attended = context.opset() >= ONE_OPERATOR_SINCE ? graph.operator() : graph.parts();
        return context.result(Order.CHANNELS_LAST, "Reshape", attended, extents(context.outputShape(), context));
    }

    /** The extents of an example behind those of any batch. */
    private static String extents(Shape shape, ExportContext context) {
        long[] own = Arrays.stream(shape.toArray()).asLongStream().toArray();
        return context.longs(
                "shape", LongStream.concat(LongStream.of(0), LongStream.of(own)).toArray());
    }

    /** A value as rows of positions, {@code [batch, positions, channels]}. */
    static String rows(Value value, ExportContext context) {
        Shape shape = value.shape();
        return shape.rank() == 2
                ? value.name()
                : context.reshape(value.name(), List.of((long) shape.positions(), (long) shape.channels()));
    }

    /** The channels {@code [from, to)} of rows. */
    static String channels(String rows, int from, int to, ExportContext context) {
        return context.inner(
                "Slice", rows, context.longs("starts", from), context.longs("ends", to), context.longs("axes", -1));
    }

    /** Queries and keys head by head, {@code [batch, positions, heads, width]}, then beside what stays as it is. */
    static Value qkNorm(QkNorm layer, ExportContext context) {
        Value x = context.channelsLast();
        String rows = rows(x, context);
        List<String> parts = new ArrayList<>();
        int own = layer.heads() * layer.width();
        int queries = layer.queryHeads() * layer.width();
        if (queries > 0) {
            parts.add(normalizedHeads(layer, 0, queries, x, context));
        }
        if (own > queries) {
            parts.add(normalizedHeads(layer, queries, own, x, context));
        }
        if (own < x.shape().channels()) {
            parts.add(channels(rows, own, x.shape().channels(), context));
        }
        String joined = parts.size() == 1
                ? parts.get(0)
                : context.inner("Concat", Attributes.NONE.whole("axis", -1), parts.toArray(new String[0]));
        return context.result(Order.CHANNELS_LAST, "Reshape", joined, extents(context.outputShape(), context));
    }

    private static String normalizedHeads(QkNorm layer, int from, int to, Value x, ExportContext context) {
        long width = layer.width();
        long positions = x.shape().positions();
        String gammaName = layer.gamma(from / layer.width());
        String gamma = context.constant(
                gammaName, List.of(width), context.tensor(gammaName).toArray());
        String rows = rows(x, context);
        String heads = context.reshape(
                from == 0 && to == x.shape().channels() ? rows : channels(rows, from, to, context),
                List.of(positions, (to - from) / width, width));
        String normalized =
                NormWriters.lastAxis(layer.kind() == QkNorm.Kind.LAYER, heads, gamma, layer.epsilon(), context);
        return context.reshape(normalized, List.of(positions, (long) to - from));
    }

    static Value rotary(Rotary layer, ExportContext context) {
        Value x = context.channelsLast();
        String rows = rows(x, context);
        String turned = context.opset() >= ONE_OPERATOR_SINCE
                ? operator(layer, x, rows, context)
                : turned(layer, x, rows, context);
        return context.result(Order.CHANNELS_LAST, "Reshape", turned, extents(context.outputShape(), context));
    }

    private static String operator(Rotary layer, Value x, String rows, ExportContext context) {
        int positions = x.shape().positions();
        int channels = x.shape().channels();
        int own = layer.heads() * layer.width();
        List<Long> extents = List.of((long) positions, layer.turned() / 2L);
        String batch = context.inner("Shape", Attributes.NONE.whole("start", 0).whole("end", 1), rows);
        String all =
                context.inner("Concat", Attributes.NONE.whole("axis", 0), batch, context.longs("positions", positions));
        String places = context.inner(
                "Expand", context.longs("places", LongStream.range(0, positions).toArray()), all);
        String turned = context.inner(
                "RotaryEmbedding",
                Attributes.NONE
                        .whole("interleaved", layer.pairing() == Rotary.Pairing.INTERLEAVED ? 1 : 0)
                        .whole("num_heads", layer.heads())
                        .whole("rotary_embedding_dim", layer.turned() == layer.width() ? 0 : layer.turned()),
                own == channels ? rows : channels(rows, 0, own, context),
                context.floats("cosines", extents, layer.cosines(positions)),
                context.floats("sines", extents, layer.sines(positions)),
                places);
        return own == channels
                ? turned
                : context.inner(
                        "Concat", Attributes.NONE.whole("axis", -1), turned, channels(rows, own, channels, context));
    }

    /** {@code x C + x' S}, where x' has the other channel of each pair in the place of each. */
    private static String turned(Rotary layer, Value x, String rows, ExportContext context) {
        int positions = x.shape().positions();
        int channels = x.shape().channels();
        int pairs = layer.turned() / 2;
        boolean halves = layer.pairing() == Rotary.Pairing.HALVES;
        long[] partners = LongStream.range(0, channels).toArray();
        float[] cosines = new float[positions * channels];
        float[] sines = new float[positions * channels];
        Arrays.fill(cosines, 1);
        float[] cosineOf = layer.cosines(positions);
        float[] sineOf = layer.sines(positions);
        for (int at = 0; at < positions * layer.heads() * pairs; at++) {
            int pair = at % pairs;
            int head = at / pairs % layer.heads();
            int position = at / pairs / layer.heads();
            int first = head * layer.width() + (halves ? pair : 2 * pair);
            int second = first + (halves ? pairs : 1);
            partners[first] = second;
            partners[second] = first;
            int row = position * channels;
            cosines[row + first] = cosineOf[position * pairs + pair];
            cosines[row + second] = cosines[row + first];
            sines[row + first] = -sineOf[position * pairs + pair];
            sines[row + second] = sineOf[position * pairs + pair];
        }
        List<Long> extents = List.of((long) positions, (long) channels);
        String other =
                context.inner("Gather", Attributes.NONE.whole("axis", -1), rows, context.longs("partners", partners));
        return context.inner(
                "Add",
                context.inner("Mul", rows, context.floats("cosines", extents, cosines)),
                context.inner("Mul", other, context.floats("sines", extents, sines)));
    }

    static Value positions(PositionEmbedding layer, ExportContext context) {
        Value x = context.channelsLast();
        int positions = x.shape().positions();
        int channels = x.shape().channels();
        List<Long> all = List.of((long) layer.limit(), (long) channels);
        String table = layer.kind() == PositionEmbedding.Kind.LEARNED
                ? context.constant("weight", all, context.tensor("weight").toArray())
                : context.floats("sinusoids", all, layer.sinusoids(channels));
        String used = layer.limit() == positions
                ? table
                : context.inner(
                        "Slice",
                        table,
                        context.longs("starts", 0),
                        context.longs("ends", positions),
                        context.longs("axes", 0));
        if (x.shape().rank() == 2) {
            return context.result(Order.CHANNELS_LAST, "Add", x.name(), used);
        }
        String sum = context.inner("Add", rows(x, context), used);
        return context.result(Order.CHANNELS_LAST, "Reshape", sum, extents(context.outputShape(), context));
    }

    static Value pool(SequencePool layer, ExportContext context) {
        Value x = context.channelsLast();
        String rows = rows(x, context);
        if (layer.kind() == SequencePool.Kind.LAST) {
            String last = context.inner(
                    "Gather",
                    Attributes.NONE.whole("axis", 1),
                    rows,
                    context.longs("last", x.shape().positions() - 1L));
            return context.result(Order.CHANNELS_LAST, "Reshape", last, extents(context.outputShape(), context));
        }
        String operator = layer.kind() == SequencePool.Kind.MEAN ? "ReduceMean" : "ReduceMax";
        Attributes flat = Attributes.NONE.whole("keepdims", 0);
        return context.opset() >= AXES_AS_INPUT_SINCE
                ? context.result(Order.CHANNELS_LAST, operator, flat, rows, context.longs("axes", 1))
                : context.result(Order.CHANNELS_LAST, operator, flat.wholes("axes", List.of(1L)), rows);
    }
}
