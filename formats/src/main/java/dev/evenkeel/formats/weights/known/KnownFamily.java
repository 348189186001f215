package dev.evenkeel.formats.weights.known;

import java.util.List;
import java.util.Optional;

/** Networks whose tensors have certain names. */
public interface KnownFamily {
    /** All of them. */
    List<KnownFamily> ALL =
            List.of(new Gpt2(), new Bert(), new TorchEncoder(), new TorchAttention(), new TorchRecurrent());

    /** As "GPT-2". */
    String title();

    /** Whether a file's tensors are of such a network. */
    boolean knows(FileShapes file);

    /** @throws dev.evenkeel.EvenkeelException if a tensor is missing that the description needs, or something must be said */
    KnownDescription describe(FileShapes file, KnownSettings settings);

    /** The family of a file. */
    static Optional<KnownFamily> of(FileShapes file) {
        return ALL.stream().filter(family -> family.knows(file)).findFirst();
    }
}
