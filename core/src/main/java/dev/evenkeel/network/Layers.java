package dev.evenkeel.network;

import dev.evenkeel.arithmetic.Apply;
import dev.evenkeel.arithmetic.Combine;
import dev.evenkeel.arithmetic.Constant;
import dev.evenkeel.arithmetic.Function;
import dev.evenkeel.arithmetic.MatrixMultiply;
import dev.evenkeel.arithmetic.PRelu;
import dev.evenkeel.arithmetic.Reduce;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Part;
import dev.evenkeel.layer.Residual;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.layer.core.Activate;
import dev.evenkeel.layer.core.Add;
import dev.evenkeel.layer.core.Concatenate;
import dev.evenkeel.layer.core.Dropout;
import dev.evenkeel.layer.core.Embedding;
import dev.evenkeel.layer.core.FixedStandardization;
import dev.evenkeel.layer.core.Flatten;
import dev.evenkeel.layer.core.InputStandardization;
import dev.evenkeel.layer.core.Linear;
import dev.evenkeel.layer.core.LogSoftmax;
import dev.evenkeel.layer.core.Softmax;
import dev.evenkeel.norm.BatchNorm;
import dev.evenkeel.norm.BatchRenorm;
import dev.evenkeel.norm.GroupNorm;
import dev.evenkeel.norm.InstanceNorm;
import dev.evenkeel.norm.LayerNorm;
import dev.evenkeel.norm.RmsNorm;
import dev.evenkeel.rearrange.Expand;
import dev.evenkeel.rearrange.Pad;
import dev.evenkeel.rearrange.Reshape;
import dev.evenkeel.rearrange.Slice;
import dev.evenkeel.rearrange.Take;
import dev.evenkeel.rearrange.Tile;
import dev.evenkeel.rearrange.Transpose;
import dev.evenkeel.sequence.Attention;
import dev.evenkeel.sequence.Gru;
import dev.evenkeel.sequence.Lstm;
import dev.evenkeel.spatial.AdaptivePool;
import dev.evenkeel.spatial.AveragePool;
import dev.evenkeel.spatial.Conv;
import dev.evenkeel.spatial.ConvTranspose;
import dev.evenkeel.spatial.GlobalAveragePool;
import dev.evenkeel.spatial.IdentityShortcut;
import dev.evenkeel.spatial.MaxPool;
import dev.evenkeel.spatial.SpatialDropout;
import dev.evenkeel.spatial.Upsample;
import dev.evenkeel.spatial.ZeroPad;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;

/**
 * The layers by the words that Java, YAML and files share. Meant for
 * {@code import static dev.evenkeel.network.Layers.*}.
 */
public final class Layers {
    private Layers() {}

    /** {@code y = x W^T + b} over the last axis. */
    public static Linear linear(int features) {
        return Linear.of(features);
    }

    /** {@code y = max(0, x)}. */
    public static Activate relu() {
        return Activate.of(Activation.RELU);
    }

    /** {@code y = x} for {@code x > 0}, else {@code 0.01 x}. */
    public static Activate leakyRelu() {
        return leakyRelu(Activate.USUAL_SLOPE);
    }

    /** {@code y = x} for {@code x > 0}, else {@code slope * x}. */
    public static Activate leakyRelu(double slope) {
        return Activate.leakyRelu((float) slope);
    }

    /** {@code y = x/2 * (1 + erf(x / sqrt(2)))}. */
    public static Activate gelu() {
        return Activate.of(Activation.GELU);
    }

    /** {@code y = x/2 * (1 + tanh(sqrt(2/pi) * (x + 0.044715 x^3)))}. */
    public static Activate geluTanh() {
        return Activate.of(Activation.GELU_TANH);
    }

    /** {@code y = x / (1 + exp(-x))}. */
    public static Activate silu() {
        return Activate.of(Activation.SILU);
    }

    /** {@code y = 1 / (1 + exp(-x))}. */
    public static Activate sigmoid() {
        return Activate.of(Activation.SIGMOID);
    }

    /** {@code y = tanh(x)}. */
    public static Activate tanh() {
        return Activate.of(Activation.TANH);
    }

    /** {@code y = x} for {@code x > 0}, else {@code e^x - 1}. */
    public static UnaryLayer elu() {
        return Apply.of(Function.ELU);
    }

    /** {@code y = gamma x} for {@code x > 0}, else {@code gamma alpha (e^x - 1)}, with which activations normalise themselves. */
    public static UnaryLayer selu() {
        return Apply.of(Function.SELU);
    }

    /** {@code y = log(1 + e^x)}. */
    public static UnaryLayer softplus() {
        return Apply.of(Function.SOFTPLUS);
    }

    /** {@code y = x min(max(x / 6 + 1/2, 0), 1)}. */
    public static UnaryLayer hardSwish() {
        return Apply.of(Function.HARD_SWISH);
    }

    /** {@code y = x tanh(log(1 + e^x))}. */
    public static UnaryLayer mish() {
        return Apply.of(Function.MISH);
    }

    /** {@code y = min(max(x, min), max)}. */
    public static UnaryLayer clip(double min, double max) {
        return new Apply(Function.CLIP, (float) min, (float) max);
    }

    /** {@code y = x / sqrt(1 + (x / limit)^2)}: no value goes beyond limit, and those near 0 hardly change. */
    public static UnaryLayer smoothClip(double limit) {
        return new Apply(Function.SMOOTH_CLIP, (float) limit, 0);
    }

    /** {@code y = x} for {@code x > 0}, else {@code weight x}, with one slope for all that learns. */
    public static UnaryLayer prelu() {
        return new PRelu(1);
    }

    /** {@code y = gamma * xhat + beta}, each channel with its mean and variance over the batch. */
    public static BatchNorm batchNorm() {
        return BatchNorm.standard();
    }

    /** As {@link #batchNorm}, corrected towards the running statistics. */
    public static BatchRenorm batchRenorm() {
        return BatchRenorm.standard();
    }

    /** {@code y = gamma * xhat + beta}, each position with the mean and variance over its channels. */
    public static LayerNorm layerNorm() {
        return LayerNorm.standard();
    }

    /** {@code y = gamma * xhat + beta}, each example with the mean and variance of each group of its channels. */
    public static GroupNorm groupNorm(int groups) {
        return GroupNorm.of(groups);
    }

    /** {@code y = xhat}, each example with the mean and variance of each of its channels. */
    public static InstanceNorm instanceNorm() {
        return InstanceNorm.standard();
    }

    /** {@code y = gamma * x / rms}, each position with the root of its channels' mean square. */
    public static RmsNorm rmsNorm() {
        return RmsNorm.standard();
    }

    /** {@code y = exp(x) / sum exp(x)} over the last axis. */
    public static Softmax softmax() {
        return new Softmax();
    }

    /** {@code y = x - log(sum exp(x))} over the last axis. */
    public static LogSoftmax logSoftmax() {
        return new LogSoftmax();
    }

    /** Sets a random share of the values to 0 in training. */
    public static Dropout dropout(double probability) {
        return new Dropout((float) probability);
    }

    /** All axes of an example as one. */
    public static Flatten flatten() {
        return new Flatten();
    }

    /** {@code y = (x - mean) / deviation}, each channel of the input with its own, fitted on the training data. */
    public static InputStandardization standardize() {
        return standardize(InputStandardization.Scope.PER_CHANNEL);
    }

    /** {@code y = (x - mean) / deviation}, fitted on the training data. */
    public static InputStandardization standardize(InputStandardization.Scope scope) {
        return new InputStandardization(scope);
    }

    /** {@code y = (x - mean) / deviation} with values for each channel, or one for all. */
    public static FixedStandardization standardize(float[] mean, float[] deviation) {
        return FixedStandardization.of(mean, deviation);
    }

    /** {@code y = x1 + x2 + ...}. */
    public static Add add() {
        return new Add();
    }

    /** {@code y = x z} of two inputs, the smaller one repeated along the larger. */
    public static Layer multiply() {
        return new Combine(Combine.Operator.MULTIPLY);
    }

    /** Scaled dot-product attention of queries, keys and values, on as many heads. */
    public static Attention attention(int heads) {
        return Attention.of(heads);
    }

    /** A long short-term memory over the positions, from the first to the last, with as many values in its state. */
    public static Lstm lstm(int hidden) {
        return Lstm.of(hidden);
    }

    /** A gated recurrent unit over the positions, from the first to the last, with as many values in its state. */
    public static Gru gru(int hidden) {
        return Gru.of(hidden);
    }

    /** The product of the matrices on the last two axes of two inputs. */
    public static Layer matmul() {
        return new MatrixMultiply();
    }

    /** Values that learn, from 0, and are the same for every example; added with an empty list of inputs. */
    public static Layer constant(int... shape) {
        return new Constant(Shape.of(shape), Constant.Learning.LEARNED);
    }

    /** The mean over some axes of an example, which stay with extent 1; a negative one counts from the last. */
    public static UnaryLayer reduceMean(int... axes) {
        return new Reduce(Reduce.Operator.MEAN, Arrays.stream(axes).boxed().toList());
    }

    /** The channels of several inputs behind each other. */
    public static Concatenate concatenate() {
        return new Concatenate();
    }

    /** A convolution over one to three axes, at stride 1 without padding; {@code kernel} for all axes or for each. */
    public static Conv conv(int channels, int... kernel) {
        return Conv.of(channels, kernel);
    }

    /** A transposed convolution over one to three axes; {@code kernel} for all axes or for each. */
    public static ConvTranspose convTranspose(int channels, int... kernel) {
        return ConvTranspose.of(channels, kernel);
    }

    /** The maximum of each window of {@code size} positions, for all axes or for each. */
    public static MaxPool maxPool(int... size) {
        return MaxPool.of(size);
    }

    /** The mean of each window of {@code size} positions, for all axes or for each. */
    public static AveragePool averagePool(int... size) {
        return AveragePool.of(size);
    }

    /** The mean of each of {@code size} regions, for all axes or for each. */
    public static AdaptivePool adaptiveAveragePool(int... size) {
        return AdaptivePool.average(size);
    }

    /** The maximum of each of {@code size} regions, for all axes or for each. */
    public static AdaptivePool adaptiveMaxPool(int... size) {
        return AdaptivePool.max(size);
    }

    /** The mean over all positions, per channel. */
    public static GlobalAveragePool globalAveragePool() {
        return new GlobalAveragePool();
    }

    /** Sets a random share of the channels to 0 in training, at all positions. */
    public static SpatialDropout spatialDropout(double probability) {
        return new SpatialDropout((float) probability);
    }

    /** Zeros around each example, for all axes or for each. */
    public static ZeroPad zeroPad(int... positions) {
        return ZeroPad.of(positions);
    }

    /** Every position several times, for all axes or for each. */
    public static Upsample upsample(int... factor) {
        return Upsample.of(factor);
    }

    /** Every {@code stride}-th position, filled up to {@code channels} with zeros. */
    public static IdentityShortcut identityShortcut(int stride, int channels) {
        return new IdentityShortcut(stride, channels);
    }

    /** {@code y = W[x]}: row x of a learned table of {@code entries} rows, for every whole number x of the input. */
    public static Embedding embedding(int entries, int features) {
        return new Embedding(entries, features);
    }

    /** The same values with other extents. */
    public static Reshape reshape(int... extents) {
        return new Reshape(Shape.of(extents));
    }

    /** Axis i of the output is axis {@code order[i]} of the input, counted from 0 without the batch. */
    public static Transpose transpose(int... order) {
        return new Transpose(Arrays.stream(order).boxed().toList());
    }

    /** {@code length} positions of an axis from {@code start} on. */
    public static Slice slice(int axis, int start, int length) {
        return new Slice(axis, start, length, 1);
    }

    /** The chosen positions of an axis, in this order. */
    public static Take take(int axis, int... indices) {
        return new Take(axis, Arrays.stream(indices).boxed().toList());
    }

    /** So many positions of 0 before and behind each axis, channels too. */
    public static Pad pad(int... positions) {
        return Pad.of(positions);
    }

    /** Repeats axes of extent 1, and puts axes before the first, until an example has these extents. */
    public static Expand expand(int... extents) {
        return new Expand(Shape.of(extents));
    }

    /** The example so often behind itself along each axis. */
    public static Tile tile(int... times) {
        return new Tile(Arrays.stream(times).boxed().toList());
    }

    /** {@code y = body(x) + x}. */
    public static Residual residual(Part... body) {
        return Residual.of(body);
    }
}
