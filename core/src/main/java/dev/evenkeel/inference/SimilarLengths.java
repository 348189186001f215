package dev.evenkeel.inference;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.tensor.Mask;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Runs sequences with padding beside others of about their length, in so few positions as hold them, by plans that are made when
 * they are first needed. Outputs lie in the order of the examples.
 */
final class SimilarLengths {
    /** Each length is this share of the next: of lengths that are spread evenly, a fourteenth of the positions is padding. */
    private static final double STEP = 0.85;

    private static final int MAX_LENGTHS = 16;

    private final Plan plan;
    private final Kernels kernels;
    private final Optional<Team> team;
    private final SequenceValues sequences;
    private final int[] lengths;
    private final AtomicReferenceArray<@Nullable Blocks> shorter;

    /**
     * Where examples are, and where their outputs go.
     *
     * @param mask of all of them
     */
    record Examples(float[] inputs, int inputOffset, int count, float[] outputs, int outputOffset, Mask mask) {}

    private SimilarLengths(Plan plan, Kernels kernels, Optional<Team> team, SequenceValues sequences) {
        this.plan = plan;
        this.kernels = kernels;
        this.team = team;
        this.sequences = sequences;
        lengths = lengths(plan.input().positions());
        shorter = new AtomicReferenceArray<>(lengths.length);
    }

    /** Empty where an operation does not follow the length of a sequence. */
    static Optional<SimilarLengths> of(Plan plan, Kernels kernels) {
        return plan.sequences().map(sequences -> new SimilarLengths(plan, kernels, Optional.empty(), sequences));
    }

    /** The same that shares the work among a team. */
    SimilarLengths on(Team shared) {
        return new SimilarLengths(plan, kernels, Optional.of(shared), sequences);
    }

    private static int[] lengths(int positions) {
        int[] ascending = new int[MAX_LENGTHS];
        int first = MAX_LENGTHS;
        for (int length = positions; length > 0 && first > 0; length = (int) (length * STEP)) {
            ascending[--first] = length;
        }
        return Arrays.copyOfRange(ascending, first, MAX_LENGTHS);
    }

    /** @param whole what runs those of the whole length */
    void run(Examples examples, Blocks whole, OutputActivation finish) {
        int[] lengthOf = new int[examples.count];
        Arrays.setAll(lengthOf, examples.mask::length);
        int[] chosen = new int[examples.count];
        for (int index = 0; index < lengths.length; index++) {
            int above = index == 0 ? -1 : lengths[index - 1];
            int count = 0;
            for (int example = 0; example < examples.count; example++) {
                if (lengthOf[example] > above && lengthOf[example] <= lengths[index]) {
                    chosen[count++] = example;
                }
            }
            if (count > 0) {
                Blocks blocks = index == lengths.length - 1 ? whole : shorter(index);
                blocks.run(count, (workspace, first, block) -> {
                    take(examples, chosen, first, block, workspace);
                    workspace.compute(block);
                    workspace.finish(kernels, finish, block);
                    hand(examples, chosen, first, block, workspace);
                });
            }
        }
    }

    private void take(Examples examples, int[] chosen, int first, int block, Workspace workspace) {
        for (int place = 0; place < block; place++) {
            int example = chosen[first + place];
            int at = examples.inputOffset + example * plan.input().size();
            workspace.take(examples.inputs, at, examples.mask, example, place);
        }
    }

    private void hand(Examples examples, int[] chosen, int first, int block, Workspace workspace) {
        int size = plan.output().size();
        for (int place = 0; place < block; place++) {
            int at = examples.outputOffset + chosen[first + place] * size;
            System.arraycopy(workspace.output().values(), place * size, examples.outputs, at, size);
        }
    }

    private Blocks shorter(int index) {
        Blocks found = shorter.get(index);
        if (found != null) {
            return found;
        }
        Blocks alone = new Blocks(plan.shortened(sequences, lengths[index]), kernels);
        Blocks made = team.map(alone::on).orElse(alone);
        return shorter.compareAndSet(index, null, made) ? made : shorter(index);
    }
}
