package dev.evenkeel.formats.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.formats.onnx.file.AttributeProto;
import dev.evenkeel.formats.onnx.file.ElementType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** Random nodes of sequences, valid and not, are computed as ONNX Runtime does or refused. */
class SequenceSweepTest {
    private static final int SEEDS = 300;

    private static boolean oneOf(Random random, int many) {
        return random.nextInt(many) == 0;
    }

    private static <T> T any(Random random, List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private static void recurrent(RuntimeComparison runtime, long seed) {
        Random random = new Random(seed);
        boolean lstm = random.nextBoolean();
        int positions = 1 + random.nextInt(5);
        int batch = any(random, List.of(-1, 1, 2, 3));
        int examples = batch < 0 ? 2 : batch;
        int channels = 1 + random.nextInt(3);
        int hidden = 1 + random.nextInt(4);
        String direction = any(random, List.of("forward", "reverse", "bidirectional"));
        int directions = direction.equals("bidirectional") ? 2 : 1;
        int rows = (lstm ? 4 : 3) * hidden;
        Graphs graph = Graphs.of(positions, batch, channels)
                .operatorSet(any(random, List.of(7, 14, 22)))
                .weight("w", directions, rows, channels)
                .weight("r", directions, rows, hidden)
                .weight("b", directions, 2L * rows);
        List<String> inputs = new ArrayList<>(List.of("x", "w", "r", random.nextBoolean() ? "b" : ""));
        if (oneOf(random, 2)) {
            long[] lengths = new long[oneOf(random, 8) ? examples + 1 : examples];
            boolean alike = random.nextBoolean();
            int common = 1 + random.nextInt(positions);
            Arrays.setAll(lengths, at -> alike ? common : random.nextInt(positions + 1));
            graph.indices("n", ElementType.INT32, List.of((long) lengths.length), lengths);
            inputs.add("n");
        } else {
            inputs.add("");
        }
        for (String state : lstm ? List.of("h0", "c0") : List.of("h0")) {
            boolean there = oneOf(random, 3);
            if (there && oneOf(random, 3)) {
                graph.weight(state, directions, examples, hidden);
            } else if (there) {
                graph.tensor(state, new float[directions * examples * hidden], directions, examples, hidden);
            }
            inputs.add(there ? state : "");
        }
        if (lstm && oneOf(random, 6)) {
            graph.weight("p", directions, 3L * hidden);
            inputs.add("p");
        }
        Map<String, AttributeProto> settings = new LinkedHashMap<>();
        settings.put("hidden_size", Graphs.whole(hidden));
        settings.put("direction", Graphs.text(direction));
        if (oneOf(random, 4)) {
            settings.put("clip", Graphs.real(any(random, List.of(0.5f, 100f))));
        }
        if (lstm && oneOf(random, 4)) {
            settings.put("input_forget", Graphs.whole(random.nextInt(2)));
        }
        if (!lstm && oneOf(random, 2)) {
            settings.put("linear_before_reset", Graphs.whole(random.nextInt(2)));
        }
        if (oneOf(random, 3)) {
            List<String> words = new ArrayList<>();
            int count = (lstm ? 3 : 2) * (oneOf(random, 4) ? 1 : directions);
            for (int at = 0; at < count; at++) {
                boolean usual = !oneOf(random, 8);
                boolean gate = at % (lstm ? 3 : 2) == 0;
                words.add(usual ? gate ? "Sigmoid" : "Tanh" : any(random, List.of("Relu", "tanh", "SIGMOID", "Elu")));
            }
            settings.put("activations", new AttributeProto.Texts(words));
        }
        graph.nodeWith(lstm ? "LSTM" : "GRU", lstm ? List.of("y", "h", "c") : List.of("y", "h"), inputs, settings);
        graph.output(any(random, lstm ? List.of("y", "h", "y", "h", "c") : List.of("y", "h")));
        runtime.compare("recurrent " + seed + " " + inputs + settings, graph.file(), positions, examples, channels);
    }

    private static void attention(RuntimeComparison runtime, long seed) {
        Random random = new Random(seed);
        int batch = any(random, List.of(-1, 1, 2));
        int examples = batch < 0 ? 2 : batch;
        int queries = 1 + random.nextInt(4);
        int keys = random.nextBoolean() ? queries : 1 + random.nextInt(4);
        int keyHeads = 1 + random.nextInt(2);
        int heads = keyHeads * (1 + random.nextInt(2));
        int width = 1 + random.nextInt(3);
        int of = random.nextBoolean() ? width : 1 + random.nextInt(3);
        int opset = any(random, List.of(23, 24));
        boolean apart = random.nextBoolean();
        Graphs graph = Graphs.of(batch, Math.max(queries, keys), 4)
                .operatorSet(opset)
                .longs("zero", 0)
                .longs("one", 1)
                .longs("queries", queries)
                .longs("keys", keys)
                .weight("wq", 4, (long) heads * width)
                .weight("wk", 4, (long) keyHeads * width)
                .weight("wv", 4, (long) keyHeads * of)
                .longs("sq", 0, queries, heads, width)
                .longs("sk", 0, keys, keyHeads, width)
                .longs("sv", 0, keys, keyHeads, of)
                .node("Slice", "xq", "x", "zero", "queries", "one")
                .node("Slice", "xk", "x", "zero", "keys", "one")
                .node("MatMul", "q3", "xq", "wq")
                .node("MatMul", "k3", "xk", "wk")
                .node("MatMul", "v3", "xk", "wv");
        for (String part : List.of("q", "k", "v")) {
            graph.node("Reshape", part + "s", part + "3", "s" + part)
                    .node("Transpose", part + "4", List.of(part + "s"), Map.of("perm", Graphs.wholes(0L, 2L, 1L, 3L)));
        }
        String axes = apart ? "4" : "3";
        List<String> inputs = new ArrayList<>(List.of("q" + axes, "k" + axes, "v" + axes));
        Map<String, AttributeProto> settings = new LinkedHashMap<>();
        if (!apart) {
            settings.put("q_num_heads", Graphs.whole(oneOf(random, 12) ? heads + 1 : heads));
            settings.put("kv_num_heads", Graphs.whole(oneOf(random, 12) ? -1 : keyHeads));
        }
        if (oneOf(random, 2)) {
            settings.put("is_causal", Graphs.whole(random.nextInt(2)));
        }
        if (oneOf(random, 3)) {
            settings.put("scale", Graphs.real(any(random, List.of(0.3f, 2f, 0f, -0.5f))));
        }
        if (oneOf(random, 3)) {
            settings.put("softcap", Graphs.real(any(random, List.of(0f, 1.5f))));
        }
        if (oneOf(random, 2)) {
            int cut = oneOf(random, 6) ? 1 : keys;
            List<long[]> shapes = List.of(
                    new long[] {queries, cut},
                    new long[] {1, cut},
                    new long[] {queries, 1},
                    new long[] {heads, queries, cut},
                    new long[] {1, 1, queries, cut},
                    new long[] {1, heads, queries, cut},
                    new long[] {examples, 1, queries, cut},
                    new long[] {examples, heads, queries, cut},
                    new long[] {examples, 1, 1, cut});
            long[] shape = any(random, shapes);
            int size = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
            if (random.nextBoolean()) {
                boolean[] truths = new boolean[size];
                for (int at = 0; at < size; at++) {
                    truths[at] = random.nextInt(3) > 0;
                }
                graph.truths("mask", truths, shape);
            } else {
                graph.weight("mask", shape);
            }
            inputs.add("mask");
        }
        graph.node("Attention", "y", inputs, settings);
        runtime.compare(
                "attention " + seed + " " + batch + " " + queries + "x" + keys + " " + inputs + settings,
                graph.file(),
                examples,
                Math.max(queries, keys),
                4);
    }

    private static void rotary(RuntimeComparison runtime, long seed) {
        Random random = new Random(seed);
        int batch = any(random, List.of(-1, 1, 2));
        int examples = batch < 0 ? 2 : batch;
        int positions = 1 + random.nextInt(4);
        int heads = 1 + random.nextInt(3);
        int width = 2 * (1 + random.nextInt(3));
        int turned = random.nextBoolean() ? 0 : 2 * (1 + random.nextInt(width / 2));
        int pairs = (turned == 0 ? width : turned) / 2;
        boolean apart = random.nextBoolean();
        boolean chosen = random.nextBoolean();
        Graphs graph =
                apart ? Graphs.of(batch, heads, positions, width) : Graphs.of(batch, positions, (long) heads * width);
        graph.operatorSet(any(random, List.of(23, 24)));
        List<String> inputs = new ArrayList<>(List.of("x", "cosines", "sines"));
        long[] table = chosen
                ? new long[] {positions + 2L, pairs}
                : new long[] {random.nextBoolean() ? examples : 1, positions, pairs};
        graph.weight("cosines", table).weight("sines", table);
        if (chosen) {
            long[] at = new long[examples * positions];
            boolean alike = random.nextBoolean();
            Arrays.setAll(at, index -> alike ? index % positions : random.nextInt(positions + 2));
            graph.indices("at", ElementType.INT64, List.of((long) examples, (long) positions), at);
            inputs.add("at");
        }
        Map<String, AttributeProto> settings = new LinkedHashMap<>();
        if (!apart) {
            settings.put("num_heads", Graphs.whole(heads));
        }
        if (turned > 0) {
            settings.put("rotary_embedding_dim", Graphs.whole(turned));
        }
        settings.put("interleaved", Graphs.whole(random.nextInt(2)));
        graph.node("RotaryEmbedding", "y", inputs, settings);
        long[] extents = apart
                ? new long[] {examples, heads, positions, width}
                : new long[] {examples, positions, (long) heads * width};
        runtime.compare("rotary " + seed + " " + batch + " " + inputs + settings, graph.file(), extents);
    }

    /** Fails if a node gives something else, or is refused for another reason. */
    private static void sweep(BiConsumer<RuntimeComparison, Long> nodes, int equal, String... reasons) {
        RuntimeComparison runtime = new RuntimeComparison();
        for (long seed = 0; seed < SEEDS; seed++) {
            nodes.accept(runtime, seed);
        }
        assertThat(runtime.different()).isEmpty();
        assertThat(runtime.refused()).allSatisfy(reason -> assertThat(reason).containsAnyOf(reasons));
        assertThat(runtime.equal()).as(runtime.toString()).isGreaterThan(equal);
    }

    @Test
    void recurrentNodes() {
        sweep(
                SequenceSweepTest::recurrent,
                60,
                "'y' is not supported: it gives states, not the memory of the cell, but its output 'c' is read",
                "'y' is not supported: its forget gate has weights of its own, but 'input_forget' couples it",
                "'y' is not supported: its gates see the state before, but its input 'p' has weights of peepholes",
                "'y' is not supported: it does not bound what its activations read, but 'clip' is ",
                "'y' is not supported: its 'activations' need to be Sigmoid, Tanh",
                "'y' is not supported: it begins with states of 0, but its input",
                "positions, but its input 'n' has 0",
                "LSTM 'y' computes across the examples of a batch");
    }

    @Test
    void attentionNodes() {
        sweep(
                SequenceSweepTest::attention,
                150,
                "'y' computes across the examples of a batch",
                "it needs a 'scale' above 0, but got -0.5");
    }

    @Test
    void rotaryNodes() {
        sweep(SequenceSweepTest::rotary, 100, "'y' computes across the examples of a batch");
    }
}
