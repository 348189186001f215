package dev.evenkeel.formats.onnx.schema;

/**
 * The operators that exports use, after the documents of ONNX 1.22: the operator, the version in which it came or changed,
 * how many inputs it takes ({@code *} for any number), how many outputs it gives at most, and its settings; those with
 * {@code !} have no usual value.
 */
final class OperatorTable {
    static final String TEXT = """
            Abs 13 1 1
            Add 14 2 1
            Attention 23 3-6 4 is_causal:whole kv_num_heads:whole q_num_heads:whole qk_matmul_output_mode:whole scale:real softcap:real softmax_precision:whole
            AveragePool 11 1 1 auto_pad:text ceil_mode:whole count_include_pad:whole kernel_shape:wholes! pads:wholes strides:wholes
            AveragePool 19 1 1 auto_pad:text ceil_mode:whole count_include_pad:whole dilations:wholes kernel_shape:wholes! pads:wholes strides:wholes
            BatchNormalization 15 5 3 epsilon:real momentum:real training_mode:whole
            Cast 13 1 1 to:whole!
            Cast 19 1 1 saturate:whole to:whole!
            Ceil 13 1 1
            Celu 12 1 1 alpha:real
            Clip 13 1-3 1
            Concat 13 1-* 1 axis:whole!
            Conv 11 2-3 1 auto_pad:text dilations:wholes group:whole kernel_shape:wholes pads:wholes strides:wholes
            ConvTranspose 11 2-3 1 auto_pad:text dilations:wholes group:whole kernel_shape:wholes output_padding:wholes output_shape:wholes pads:wholes strides:wholes
            Cos 7 1 1
            Div 14 2 1
            Elu 6 1 1 alpha:real
            Erf 13 1 1
            Exp 13 1 1
            Expand 13 2 1
            Flatten 13 1 1 axis:whole
            Floor 13 1 1
            GRU 14 3-6 2 activation_alpha:reals activation_beta:reals activations:texts clip:real direction:text hidden_size:whole layout:whole linear_before_reset:whole
            Gather 13 2 1 axis:whole
            Gelu 20 1 1 approximate:text
            Gemm 13 2-3 1 alpha:real beta:real transA:whole transB:whole
            GlobalAveragePool 1 1 1
            GlobalMaxPool 1 1 1
            GroupNormalization 21 3 1 epsilon:real num_groups:whole! stash_type:whole
            HardSigmoid 6 1 1 alpha:real beta:real
            HardSwish 14 1 1
            Identity 16 1 1
            InstanceNormalization 6 3 1 epsilon:real
            LRN 13 1 1 alpha:real beta:real bias:real size:whole!
            LSTM 14 3-8 3 activation_alpha:reals activation_beta:reals activations:texts clip:real direction:text hidden_size:whole input_forget:whole layout:whole
            LayerNormalization 17 2-3 3 axis:whole epsilon:real stash_type:whole
            LeakyRelu 16 1 1 alpha:real
            Log 13 1 1
            LogSoftmax 13 1 1 axis:whole
            LpNormalization 1 1 1 axis:whole p:whole
            MatMul 13 2 1
            Max 13 1-* 1
            MaxPool 12 1 2 auto_pad:text ceil_mode:whole dilations:wholes kernel_shape:wholes! pads:wholes storage_order:whole strides:wholes
            Min 13 1-* 1
            Mish 18 1 1
            Mul 14 2 1
            Neg 13 1 1
            PRelu 16 2 1
            Pad 13 2-3 1 mode:text
            Pad 18 2-4 1 mode:text
            Pow 15 2 1
            RMSNormalization 23 2 1 axis:whole epsilon:real stash_type:whole
            Reciprocal 13 1 1
            ReduceL1 13 1 1 axes:wholes keepdims:whole
            ReduceL1 18 1-2 1 keepdims:whole noop_with_empty_axes:whole
            ReduceL2 13 1 1 axes:wholes keepdims:whole
            ReduceL2 18 1-2 1 keepdims:whole noop_with_empty_axes:whole
            ReduceLogSum 13 1 1 axes:wholes keepdims:whole
            ReduceLogSum 18 1-2 1 keepdims:whole noop_with_empty_axes:whole
            ReduceLogSumExp 13 1 1 axes:wholes keepdims:whole
            ReduceLogSumExp 18 1-2 1 keepdims:whole noop_with_empty_axes:whole
            ReduceMax 13 1 1 axes:wholes keepdims:whole
            ReduceMax 18 1-2 1 keepdims:whole noop_with_empty_axes:whole
            ReduceMean 13 1 1 axes:wholes keepdims:whole
            ReduceMean 18 1-2 1 keepdims:whole noop_with_empty_axes:whole
            ReduceMin 13 1 1 axes:wholes keepdims:whole
            ReduceMin 18 1-2 1 keepdims:whole noop_with_empty_axes:whole
            ReduceProd 13 1 1 axes:wholes keepdims:whole
            ReduceProd 18 1-2 1 keepdims:whole noop_with_empty_axes:whole
            ReduceSum 13 1-2 1 keepdims:whole noop_with_empty_axes:whole
            ReduceSumSquare 13 1 1 axes:wholes keepdims:whole
            ReduceSumSquare 18 1-2 1 keepdims:whole noop_with_empty_axes:whole
            Relu 14 1 1
            Reshape 14 2 1 allowzero:whole
            Resize 13 1-4 1 coordinate_transformation_mode:text cubic_coeff_a:real exclude_outside:whole extrapolation_value:real mode:text nearest_mode:text
            Resize 18 1-4 1 antialias:whole axes:wholes coordinate_transformation_mode:text cubic_coeff_a:real exclude_outside:whole extrapolation_value:real keep_aspect_ratio_policy:text mode:text nearest_mode:text
            RotaryEmbedding 23 3-4 1 interleaved:whole num_heads:whole rotary_embedding_dim:whole
            Round 11 1 1
            Selu 6 1 1 alpha:real gamma:real
            Shape 15 1 1 end:whole start:whole
            Sigmoid 13 1 1
            Sign 13 1 1
            Sin 7 1 1
            Slice 13 3-5 1
            Softmax 13 1 1 axis:whole
            Softplus 1 1 1
            Softsign 1 1 1
            Sqrt 13 1 1
            Sub 14 2 1
            Tanh 13 1 1
            ThresholdedRelu 10 1 1 alpha:real
            Tile 13 2 1
            Transpose 13 1 1 perm:wholes
            """;

    private OperatorTable() {}
}
