package dev.evenkeel.layer;

import dev.evenkeel.kernel.stream.RowStream;

/** A training pass that can give its output row by row, after its forward pass, in place of storing it. */
public interface StreamingPass extends TrainingPass {
    /** The output of the last forward pass. Where {@link TrainingContext#outputIsStreamed} it is given so and not stored. */
    RowStream outputStream();
}
