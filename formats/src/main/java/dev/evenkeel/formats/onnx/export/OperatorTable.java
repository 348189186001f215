package dev.evenkeel.formats.onnx.export;

/**
 * The operators that exports use, after the documents of ONNX 1.22: the operator, the version in which it came or changed,
 * how many inputs it takes ({@code *} for any number), how many outputs it gives at most, and its settings; those with
 * {@code !} have no usual value.
 */
final class OperatorTable {
    static final String TEXT = """
            Add 14 2 1
            AveragePool 11 1 1 auto_pad:text ceil_mode:whole count_include_pad:whole kernel_shape:wholes! pads:wholes strides:wholes
            AveragePool 19 1 1 auto_pad:text ceil_mode:whole count_include_pad:whole dilations:wholes kernel_shape:wholes! pads:wholes strides:wholes
            BatchNormalization 15 5 3 epsilon:real momentum:real training_mode:whole
            Concat 13 1-* 1 axis:whole!
            Conv 11 2-3 1 auto_pad:text dilations:wholes group:whole kernel_shape:wholes pads:wholes strides:wholes
            ConvTranspose 11 2-3 1 auto_pad:text dilations:wholes group:whole kernel_shape:wholes output_padding:wholes output_shape:wholes pads:wholes strides:wholes
            Div 14 2 1
            Erf 13 1 1
            Flatten 13 1 1 axis:whole
            Gather 13 2 1 axis:whole
            Gelu 20 1 1 approximate:text
            Gemm 13 2-3 1 alpha:real beta:real transA:whole transB:whole
            GlobalAveragePool 1 1 1
            GlobalMaxPool 1 1 1
            GroupNormalization 21 3 1 epsilon:real num_groups:whole! stash_type:whole
            Identity 16 1 1
            InstanceNormalization 6 3 1 epsilon:real
            LayerNormalization 17 2-3 3 axis:whole epsilon:real stash_type:whole
            LeakyRelu 16 1 1 alpha:real
            MatMul 13 2 1
            MaxPool 12 1 2 auto_pad:text ceil_mode:whole dilations:wholes kernel_shape:wholes! pads:wholes storage_order:whole strides:wholes
            Mul 14 2 1
            Pad 13 2-3 1 mode:text
            Pad 18 2-4 1 mode:text
            RMSNormalization 23 2 1 axis:whole epsilon:real stash_type:whole
            ReduceMean 13 1 1 axes:wholes keepdims:whole
            ReduceMean 18 1-2 1 keepdims:whole noop_with_empty_axes:whole
            Relu 14 1 1
            Reshape 14 2 1 allowzero:whole
            Resize 13 1-4 1 coordinate_transformation_mode:text cubic_coeff_a:real exclude_outside:whole extrapolation_value:real mode:text nearest_mode:text
            Resize 18 1-4 1 antialias:whole axes:wholes coordinate_transformation_mode:text cubic_coeff_a:real exclude_outside:whole extrapolation_value:real keep_aspect_ratio_policy:text mode:text nearest_mode:text
            Sigmoid 13 1 1
            Slice 13 3-5 1
            Softmax 13 1 1 axis:whole
            Sqrt 13 1 1
            Sub 14 2 1
            Tanh 13 1 1
            Transpose 13 1 1 perm:wholes
            """;

    private OperatorTable() {}
}
