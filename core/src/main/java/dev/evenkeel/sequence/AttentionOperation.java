package dev.evenkeel.sequence;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.ScratchSlots;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.PositionalOperation;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/** Attention in inference. */
record AttentionOperation(Attention attention) implements PositionalOperation {
    @Override
    public String describe() {
        return "attention, " + attention.heads() + (attention.heads() == 1 ? " head" : " heads")
                + (attention.keyValueHeads() == attention.heads() ? "" : " on " + attention.keyValueHeads())
                + (attention.span() == Attention.Span.CAUSAL ? ", causal" : "");
    }

    @Override
    public long work(Shape output) {
        return 2L * output.positions() * output.size();
    }

    @Override
    public Bound bind(Compute compute, Activations[] inputs, Activations output) {
        List<Activations> read = Arrays.asList(inputs);
        AttentionLayout layout = AttentionLayout.of(
                attention, read.stream().map(Activations::shape).toList());
        ScratchSlots slots = new ScratchSlots(compute.team());
        AttentionHead[] scratch = new AttentionHead[slots.count()];
        Arrays.setAll(
                scratch, slot -> new AttentionHead(compute.kernels(), attention, new AttentionInputs(layout, read)));
        float[] y = output.values();
        Team.RangeTask attend = slots.task((from, to, slot) -> {
            for (int task = from; task < to; task++) {
                scratch[slot].forwardAll(task / attention.keyValueHeads(), task % attention.keyValueHeads(), y);
            }
        });
        return examples -> compute.team().run(examples * attention.keyValueHeads(), 1, attend);
    }

    /** A bias has a column for each position. */
    @Override
    public boolean followsLength(List<Shape> inputs) {
        return inputs.size() <= AttentionLayout.BIAS;
    }

    /** Keys and values of the positions before are kept, packed for the products: memory for the limit is taken at once. */
    @Override
    public Bound bindAt(Compute compute, Activations[] inputs, Activations output, Place place) {
        if (attention.span() != Attention.Span.CAUSAL || inputs.length > AttentionLayout.BIAS) {
            throw new EvenkeelException(
                    "attends to later positions, or reads a bias; a session needs causal attention");
        }
        List<Activations> read = Arrays.asList(inputs);
        AttentionLayout layout = AttentionLayout.of(
                        attention, read.stream().map(Activations::shape).toList())
                .withKeys(place.limit());
        AttentionHead[] heads = new AttentionHead[attention.keyValueHeads()];
        Arrays.setAll(
                heads, head -> new AttentionHead(compute.kernels(), attention, new AttentionInputs(layout, read)));
        int group = attention.heads() / attention.keyValueHeads();
        float[] y = output.values();
        return examples -> {
            for (int keyHead = 0; keyHead < heads.length; keyHead++) {
                heads[keyHead].append(place.position(), keyHead);
                for (int head = keyHead * group; head < (keyHead + 1) * group; head++) {
                    heads[keyHead].forward(0, head, 0, 1, y);
                }
            }
        };
    }
}
