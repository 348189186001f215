package dev.evenkeel.program;

import dev.evenkeel.kernel.stream.RowStream;
import dev.evenkeel.kernel.stream.RowWriter;
import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.fusion.Fusion;
import dev.evenkeel.layer.fusion.UnfusedOutput;
import java.util.Optional;

/** What a node's pass is given by its neighbours, and what it offered when it was made. */
final class NodeFusion implements Fusion {
    private final FusedNode pair;
    private final Optional<Moments> outputMoments;
    private final Optional<Moments> inputMoments;
    private final Optional<RowStream> inputStream;
    private final Optional<DeferredRows> inputGradient;
    private Optional<RowStream> output = Optional.empty();
    private Optional<UnfusedOutput> unfused = Optional.empty();

    /**
     * Before the pass is made.
     *
     * @param inputGradient what the node before takes its gradient from, if it is to come row by row
     */
    NodeFusion(
            FusedNode pair,
            Optional<Moments> outputMoments,
            Optional<Moments> inputMoments,
            Optional<RowStream> inputStream,
            Optional<DeferredRows> inputGradient) {
        this.pair = pair;
        this.outputMoments = outputMoments;
        this.inputMoments = inputMoments;
        this.inputStream = inputStream;
        this.inputGradient = inputGradient;
    }

    @Override
    public Optional<Layer> fused() {
        return pair.node().equals(pair.end())
                ? Optional.empty()
                : Optional.of(pair.end().layer());
    }

    @Override
    public Optional<Moments> outputMoments() {
        return outputMoments;
    }

    @Override
    public Optional<Moments> inputMoments() {
        return inputMoments;
    }

    @Override
    public boolean outputIsStreamed() {
        return pair.streamed();
    }

    @Override
    public Optional<RowStream> inputStream() {
        return inputStream;
    }

    @Override
    public Optional<RowWriter> outputGradientRows() {
        return pair.gradientRows();
    }

    @Override
    public void offerOutput(RowStream rows) {
        output = Optional.of(rows);
    }

    @Override
    public void offerInputGradient(RowWriter rows) {
        inputGradient.ifPresent(deferred -> deferred.source = rows);
    }

    @Override
    public void offerUnfused(UnfusedOutput unfusedOutput) {
        unfused = Optional.of(unfusedOutput);
    }

    /** The output row by row, of a pass that is asked to give it so. */
    RowStream stream() {
        return output.orElseThrow(() -> new IllegalStateException(
                pair.node().title() + " needs to offer its output row by row, but its pass offered nothing"));
    }

    /** What the node computes before the layer that is fused into it, if there is one. */
    Optional<UnfusedOutput> unfused() {
        return fused().isPresent() ? unfused : Optional.empty();
    }

    /** Rows of a gradient that a pass offers which is made later. */
    static final class DeferredRows implements RowWriter {
        private RowWriter source = (from, to, rows, at) -> {
            throw new IllegalStateException("A pass needs to offer the gradient of its input, but offered nothing");
        };

        @Override
        public void write(int rowFrom, int rowTo, float[] to, int at) {
            source.write(rowFrom, rowTo, to, at);
        }
    }
}
