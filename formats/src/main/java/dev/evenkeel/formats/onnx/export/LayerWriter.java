package dev.evenkeel.formats.onnx.export;

import dev.evenkeel.layer.Layer;

/** Writes the nodes of one kind of layer. */
interface LayerWriter<L extends Layer> {
    /** Adds what {@code layer} computes in inference to the graph of the context, and returns its result. */
    Value write(L layer, ExportContext context);
}
