package dev.evenkeel.comparison.libtorch;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/** The memory format of images and of convolutions' weights. */
public enum Layout {
    CONTIGUOUS(MemoryFormat.Contiguous, "contiguous"),
    CHANNELS_LAST(MemoryFormat.ChannelsLast, "channels_last");

    private final MemoryFormat format;
    private final String word;

    Layout(MemoryFormat format, String word) {
        this.format = format;
        this.word = word;
    }

    /** A tensor {@code [count, channels, height, width]} in this format, of values that come channels last. */
    Tensor of(float[] values, long count, long height, long width, long channels) {
        return Tensor.create(values, count, height, width, channels)
                .permute(0, 3, 1, 2)
                .contiguous(format);
    }

    /** The values of a tensor, an image's channels last. */
    static float[] read(Tensor tensor) {
        Tensor plain = tensor.detach();
        plain = (tensor.dim() == 4 ? plain.permute(0, 2, 3, 1) : plain).contiguous();
        float[] values = new float[Math.toIntExact(plain.numel())];
        new FloatPointer(plain.data_ptr_float()).get(values, 0, values.length);
        return values;
    }

    @Override
    public String toString() {
        return word;
    }
}
