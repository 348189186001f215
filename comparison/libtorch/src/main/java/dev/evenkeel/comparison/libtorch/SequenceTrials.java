package dev.evenkeel.comparison.libtorch;

import dev.evenkeel.comparison.Evidence;
import dev.evenkeel.comparison.Pass;
import dev.evenkeel.comparison.PreparedTrial;
import dev.evenkeel.comparison.Task;
import dev.evenkeel.comparison.Trial;
import dev.evenkeel.comparison.value.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Attention and LSTM, their gradients by autograd. */
final class SequenceTrials {
    private static final TensorOptional NO_MASK = new TensorOptional();
    private static final DoubleOptional USUAL_SCALE = new DoubleOptional();
    private static final BoolOptional KEEP_GRAPH = new BoolOptional(true);
    private static final TensorArrayRefOptional ALL_LEAVES = new TensorArrayRefOptional();
    private static final List<String> PARAMETERS = List.of("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0");

    private SequenceTrials() {}

    /** How queries, keys and values lie. */
    enum Form {
        /** As three tensors, head by head: what its kernel likes best. */
        SEPARATE,
        /** As views of the one tensor that a linear layer writes. */
        PACKED
    }

    /** {@code y = softmax(q k' / sqrt(width)) v} of {@code [batch, heads, positions, width]}, causal. */
    static Tensor attend(Tensor q, Tensor k, Tensor v) {
        return torch.scaled_dot_product_attention(q, k, v, NO_MASK, 0, true, USUAL_SCALE, false);
    }

    /** Queries, keys and values as views {@code [3, batch, heads, positions, width]} of packed rows. */
    static Tensor parts(Tensor packed, int batch, int positions, int heads, int width) {
        return packed.view(batch, positions, 3, heads, width).permute(2, 0, 3, 1, 4);
    }

    /** {@code [batch, heads, positions, width] -> [batch * positions, heads * width]}. */
    static Tensor rows(Tensor y, int channels) {
        return y.transpose(1, 2).reshape(-1, channels);
    }

    static Trial attention(Task.Attention task, Form form) {
        Tensor x = Tensor.create(Values.input(task.rows() * 3 * task.channels()), task.rows(), 3L * task.channels());
        boolean learns = task.pass() != Pass.FORWARD;
        GradMode.set_enabled(learns);
        List<Tensor> leaves = new ArrayList<>();
        List<Tensor> inputs = new ArrayList<>();
        if (form == Form.PACKED) {
            leaves.add(x.set_requires_grad(learns));
        }
        Tensor parts = parts(x, task.batch(), task.positions(), task.heads(), task.width());
        for (int part = 0; part < 3; part++) {
            Tensor view = parts.select(0, part);
            if (form == Form.SEPARATE) {
                view = view.contiguous().set_requires_grad(learns);
                leaves.add(view);
            }
            inputs.add(view);
        }
        Supplier<Tensor> forward = () -> attend(inputs.get(0), inputs.get(1), inputs.get(2));
        String setting = form.name().toLowerCase(Locale.ROOT);
        if (!learns) {
            return new PreparedTrial(
                    setting,
                    () -> {
                        GradMode.set_enabled(false);
                        Tensor unused = forward.get();
                    },
                    () -> new Evidence().with("output", Layout.read(rows(forward.get(), task.channels()))));
        }
        Tensor y = forward.get();
        Tensor dy = Tensor.create(
                        Values.outputGradient(task.rows() * task.channels()),
                        task.batch(),
                        task.positions(),
                        task.heads(),
                        task.width())
                .transpose(1, 2);
        Tensor gradient = form == Form.SEPARATE ? dy.contiguous() : dy;
        SGD leafKeeper = keeper(leaves);
        return new PreparedTrial(
                setting,
                () -> {
                    leafKeeper.zero_grad();
                    y.backward(gradient, KEEP_GRAPH, false, ALL_LEAVES);
                },
                () -> new Evidence().with("input gradient", inputGradient(task, leaves)));
    }

    private static float[] inputGradient(Task.Attention task, List<Tensor> leaves) {
        if (leaves.size() == 1) {
            return Layout.read(leaves.get(0).grad());
        }
        TensorVector parts = new TensorVector(
                leaves.stream().map(leaf -> rows(leaf.grad(), task.channels())).toArray(Tensor[]::new));
        return Layout.read(torch.cat(parts, 1));
    }

    /** Whose {@code zero_grad} forgets gradients, as no tensor's own method does from Java. */
    private static SGD keeper(List<Tensor> leaves) {
        return new SGD(new TensorVector(leaves.toArray(Tensor[]::new)), new SGDOptions(0));
    }

    /** Which loops an LSTM takes. */
    enum Engine {
        ONEDNN,
        NATIVE
    }

    static Trial recurrence(Task.Recurrence task, Engine engine) {
        List<Tensor> leaves = new ArrayList<>();
        Tensor x = Tensor.create(
                        Values.input(task.batch() * task.positions() * task.channels()),
                        task.batch(),
                        task.positions(),
                        task.channels())
                .set_requires_grad(true);
        leaves.add(x);
        int rows = Task.Recurrence.GATES * task.hidden();
        for (String name : PARAMETERS) {
            int columns = name.contains("_ih") ? task.channels() : task.hidden();
            leaves.add((name.startsWith("bias")
                            ? Tensor.create(Values.recurrent(name, rows, task.hidden()))
                            : Tensor.create(Values.recurrent(name, rows * columns, task.hidden()), rows, columns))
                    .set_requires_grad(true));
        }
        TensorVector weights = new TensorVector(leaves.subList(1, leaves.size()).toArray(Tensor[]::new));
        Tensor zero = torch.zeros(1, task.batch(), task.hidden());
        TensorVector state = new TensorVector(zero, zero);
        Tensor dy = Tensor.create(
                Values.outputGradient(task.batch() * task.positions() * task.hidden()),
                task.batch(),
                task.positions(),
                task.hidden());
        SGD keeper = keeper(leaves);
        Supplier<Tensor> forward = () -> {
            GradMode.set_enabled(true);
            torch.globalContext().setUserEnabledMkldnn(engine == Engine.ONEDNN);
            try {
                return torch.lstm(x, state, weights, true, 1, 0, true, false, true)
                        .get0();
            } finally {
                torch.globalContext().setUserEnabledMkldnn(true);
            }
        };
        Runnable step = () -> {
            keeper.zero_grad();
            forward.get().backward(dy, new BoolOptional(), false, ALL_LEAVES);
        };
        return new PreparedTrial(engine.name().toLowerCase(Locale.ROOT), step, () -> {
            Evidence evidence = new Evidence()
                    .with("output", Layout.read(forward.get()))
                    .with("input gradient", Layout.read(x.grad()));
            for (int index = 0; index < PARAMETERS.size(); index++) {
                evidence.with(
                        PARAMETERS.get(index), Layout.read(leaves.get(index + 1).grad()));
            }
            return evidence;
        });
    }
}
