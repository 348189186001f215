package dev.evenkeel.sequence;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.PositionalOperation;
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
    public Bound bind(Kernels kernels, Activations[] inputs, Activations output) {
        List<Activations> read = Arrays.asList(inputs);
        AttentionLayout layout = AttentionLayout.of(
                attention, read.stream().map(Activations::shape).toList());
        AttentionHead scratch = new AttentionHead(kernels, attention, new AttentionInputs(layout, read));
        int group = attention.heads() / attention.keyValueHeads();
        float[] y = output.values();
        return examples -> {
            for (int task = 0; task < examples * attention.keyValueHeads(); task++) {
                int example = task / attention.keyValueHeads();
                int keyHead = task % attention.keyValueHeads();
                scratch.load(example, keyHead);
                for (int head = keyHead * group; head < (keyHead + 1) * group; head++) {
                    for (int from = 0; from < layout.queryCount(); from += AttentionHead.BLOCK) {
                        int to = Math.min(layout.queryCount(), from + AttentionHead.BLOCK);
                        scratch.forward(example, head, from, to, y);
                    }
                }
            }
        };
    }

    /** Keys and values of the positions before are kept, packed for the products: memory for the limit is taken at once. */
    @Override
    public Bound bindAt(Kernels kernels, Activations[] inputs, Activations output, Place place) {
        if (attention.span() != Attention.Span.CAUSAL || inputs.length > AttentionLayout.BIAS) {
            throw new EvenkeelException(
                    "attends to later positions, or reads a bias; a session needs causal attention");
        }
        List<Activations> read = Arrays.asList(inputs);
        AttentionLayout layout = AttentionLayout.of(
                        attention, read.stream().map(Activations::shape).toList())
                .withKeys(place.limit());
        AttentionHead[] heads = new AttentionHead[attention.keyValueHeads()];
        Arrays.setAll(heads, head -> new AttentionHead(kernels, attention, new AttentionInputs(layout, read)));
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
