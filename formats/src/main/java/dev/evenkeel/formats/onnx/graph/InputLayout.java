package dev.evenkeel.formats.onnx.graph;

/** Where a file's input has its channels. The network has them last, whatever the file says. */
public enum InputLayout {
    /** Where the first operators that know of channels look for them: the second axis for a convolution, say. */
    FROM_OPERATORS,
    /** {@code [batch, channels, ...]}, as PyTorch's exports of images. */
    CHANNELS_FIRST,
    /** {@code [batch, ..., channels]}, as Keras's. */
    CHANNELS_LAST
}
