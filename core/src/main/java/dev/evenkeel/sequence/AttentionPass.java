package dev.evenkeel.sequence;

import dev.evenkeel.kernel.team.ScratchSlots;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.tensor.Randomness;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Trains an {@link Attention}: a task is a head of keys and values of an example with all heads of queries that read it; where
 * a bias learns that heads share, all heads of the example. So each gradient has one writer, and the bits do not depend on the
 * threads.
 */
final class AttentionPass implements TrainingPass {
    private static final long WORTH_SHARING = 1 << 19;

    private final Attention attention;
    private final TrainingContext context;
    private final AttentionLayout layout;
    private final AttentionGradient[] memories;
    private final float[][] gradients;
    private final int headsPerTask;
    private final int grain;
    private final Team.RangeTask forward;
    private final Team.RangeTask backward;
    private long dropKey;
    private float keep = 1;

    AttentionPass(Attention attention, TrainingContext context) {
        this.attention = attention;
        this.context = context;
        List<Activations> inputs =
                IntStream.range(0, context.inputs()).mapToObj(context::input).toList();
        layout = AttentionLayout.of(
                attention, inputs.stream().map(Activations::shape).toList());
        ScratchSlots slots = new ScratchSlots(context.compute().team());
        forward = slots.task(this::forward);
        backward = slots.task(this::backward);
        memories = new AttentionGradient[slots.count()];
        Arrays.setAll(
                memories,
                slot -> new AttentionGradient(
                        context.compute().kernels(), attention, new AttentionInputs(layout, inputs)));
        gradients = new float[inputs.size()][];
        Arrays.setAll(
                gradients, input -> context.needsInputGradient(input) ? context.inputGradient(input) : new float[0]);
        boolean biasLearns = inputs.size() > AttentionLayout.BIAS && gradients[AttentionLayout.BIAS].length > 0;
        headsPerTask = biasLearns ? attention.keyValueHeads() : 1;
        long work = (long) layout.queryCount()
                * layout.keyCount()
                * (layout.width() + layout.valueWidth())
                * (attention.heads() / attention.keyValueHeads())
                * headsPerTask;
        grain = (int) Math.max(1, WORTH_SHARING / Math.max(1, work));
    }

    @Override
    public void forward(Step step) {
        keep = step.purpose() == Step.Purpose.LEARN ? 1 - attention.dropout() : 1;
        dropKey = Randomness.derive(context.randomKey(), step.number());
        context.compute().team().run(tasks(step), grain, forward);
    }

    @Override
    public void backward(Step step) {
        context.compute().team().run(tasks(step), grain, backward);
    }

    private int tasks(Step step) {
        return step.examples() * attention.keyValueHeads() / headsPerTask;
    }

    private void forward(int from, int to, int slot) {
        AttentionGradient memory = memories[slot];
        memory.keep(dropKey, keep);
        float[] y = context.output().values();
        for (int unit = from * headsPerTask; unit < to * headsPerTask; unit++) {
            memory.forwardAll(unit / attention.keyValueHeads(), unit % attention.keyValueHeads(), y);
        }
    }

    private void backward(int from, int to, int slot) {
        AttentionGradient memory = memories[slot];
        memory.keep(dropKey, keep);
        float[] dy = context.outputGradient();
        for (int unit = from * headsPerTask; unit < to * headsPerTask; unit++) {
            int example = unit / attention.keyValueHeads();
            int keyHead = unit % attention.keyValueHeads();
            clear(example, keyHead);
            memory.loadForGradients(example, keyHead);
            for (int head = firstHead(keyHead); head < firstHead(keyHead + 1); head++) {
                for (int query = 0; query < layout.queryCount(); query += AttentionHead.BLOCK) {
                    memory.backward(example, head, query, end(query), dy, gradients);
                }
            }
        }
    }

    private int firstHead(int keyHead) {
        return keyHead * (attention.heads() / attention.keyValueHeads());
    }

    private int end(int query) {
        return Math.min(layout.queryCount(), query + AttentionHead.BLOCK);
    }

    /** Sets to 0 what is added to. */
    private void clear(int example, int keyHead) {
        clear(example, keyHead, layout.key(), layout.width());
        clear(example, keyHead, layout.value(), layout.valueWidth());
        if (keyHead == 0 && gradients.length > AttentionLayout.BIAS && gradients[AttentionLayout.BIAS].length > 0) {
            int size = context.input(AttentionLayout.BIAS).shape().size();
            Arrays.fill(gradients[AttentionLayout.BIAS], example * size, (example + 1) * size, 0f);
        }
    }

    private void clear(int example, int keyHead, AttentionLayout.Part part, int width) {
        float[] gradient = gradients[part.input()];
        for (int position = 0; gradient.length > 0 && position < layout.keyCount(); position++) {
            int at = part.start(example * layout.keyCount() + position, keyHead, width);
            Arrays.fill(gradient, at, at + width, 0f);
        }
    }
}
