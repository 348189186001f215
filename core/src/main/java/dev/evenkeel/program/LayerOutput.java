package dev.evenkeel.program;

import dev.evenkeel.network.Node;
import dev.evenkeel.operation.Activations;
import java.util.List;

/**
 * The output of a layer in a training program, to look at between a forward pass and the next one. What is not stored,
 * because it goes to its reader row by row or a fused layer changed it at once, is computed anew where it is asked for.
 */
public final class LayerOutput {
    private enum Source {
        STORED,
        STREAMED,
        UNFUSED
    }

    private final Node node;
    private final TrainingProgram.Stage stage;
    private final Activations activations;
    private final Source source;

    private LayerOutput(Node node, TrainingProgram.Stage stage, Source source) {
        this.node = node;
        this.stage = stage;
        this.source = source;
        activations = stage.output();
    }

    /** Those of a stage: one, or two where a layer was fused. */
    static List<LayerOutput> of(TrainingProgram.Stage stage) {
        Source last = stage.output().values().length > 0 ? Source.STORED : Source.STREAMED;
        LayerOutput end = new LayerOutput(stage.end(), stage, last);
        return stage.fusion().unfused().isPresent()
                ? List.of(new LayerOutput(stage.node(), stage, Source.UNFUSED), end)
                : List.of(end);
    }

    public Node node() {
        return node;
    }

    /** Its shape, and the mask that holds for it; the values are another layer's or empty unless it {@link #isStored}. */
    public Activations activations() {
        return activations;
    }

    /** Whether looking at it costs nothing. */
    public boolean isStored() {
        return source == Source.STORED;
    }

    /**
     * An array that begins with the output of the first {@code examples} examples of the last forward pass: the buffer
     * itself where it is stored, else {@code spare}, which is written.
     */
    public float[] first(int examples, float[] spare) {
        switch (source) {
            case STORED -> {
                return activations.values();
            }
            case STREAMED -> stage.fusion().stream().write(0, activations.rows(examples), spare, 0);
            case UNFUSED -> stage.fusion().unfused().orElseThrow().write(examples, spare);
        }
        return spare;
    }
}
