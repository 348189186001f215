package dev.evenkeel.network;

import dev.evenkeel.kernel.Activation;
import dev.evenkeel.layer.Activate;
import dev.evenkeel.layer.Add;
import dev.evenkeel.layer.Concatenate;
import dev.evenkeel.layer.Dropout;
import dev.evenkeel.layer.FixedStandardization;
import dev.evenkeel.layer.Flatten;
import dev.evenkeel.layer.InputStandardization;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Linear;
import dev.evenkeel.layer.Part;
import dev.evenkeel.layer.Residual;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.layer.Softmax;
import dev.evenkeel.norm.BatchNorm;
import dev.evenkeel.norm.BatchRenorm;
import dev.evenkeel.norm.GroupNorm;
import dev.evenkeel.norm.InstanceNorm;
import dev.evenkeel.norm.LayerNorm;
import dev.evenkeel.norm.RmsNorm;
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
import java.util.ArrayList;
import java.util.List;

/**
 * The layers by the words that Java, YAML and files share. Meant for
 * {@code import static dev.evenkeel.network.Layers.*}.
 */
public final class Layers {
    static final Vocabulary VOCABULARY = Vocabulary.empty()
            .with("linear", "features", Linear::read)
            .with("relu", "value", settings -> relu())
            .with("leakyRelu", "slope", Activate::readLeakyRelu)
            .with("gelu", "approximation", Activate::readGelu)
            .with("silu", "value", settings -> silu())
            .with("sigmoid", "value", settings -> sigmoid())
            .with("tanh", "value", settings -> tanh())
            .with("batchNorm", "epsilon", BatchNorm::read)
            .with("batchRenorm", "epsilon", BatchRenorm::read)
            .with("layerNorm", "epsilon", LayerNorm::read)
            .with("groupNorm", "groups", GroupNorm::read)
            .with("instanceNorm", "epsilon", InstanceNorm::read)
            .with("rmsNorm", "epsilon", RmsNorm::read)
            .with("softmax", "value", settings -> softmax())
            .with("dropout", "probability", Dropout::read)
            .with("flatten", "value", settings -> flatten())
            .with("standardize", "scope", Layers::readStandardize)
            .with("add", "value", settings -> add())
            .with("concatenate", "value", settings -> concatenate())
            .with("conv", "channels", Conv::read)
            .with("convTranspose", "channels", ConvTranspose::read)
            .with("maxPool", "size", MaxPool::read)
            .with("averagePool", "size", AveragePool::read)
            .with("adaptivePool", "size", AdaptivePool::read)
            .with("globalAveragePool", "value", settings -> globalAveragePool())
            .with("spatialDropout", "probability", SpatialDropout::read)
            .with("zeroPad", "padding", ZeroPad::read)
            .with("upsample", "factor", Upsample::read)
            .with("identityShortcut", "channels", IdentityShortcut::read);

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
        return new FixedStandardization(list(mean), list(deviation));
    }

    private static Layer readStandardize(Settings settings) {
        boolean fixed =
                settings.find("mean").isPresent() || settings.find("deviation").isPresent();
        return fixed ? FixedStandardization.read(settings) : InputStandardization.read(settings);
    }

    private static List<Float> list(float[] values) {
        List<Float> list = new ArrayList<>();
        for (float value : values) {
            list.add(value);
        }
        return list;
    }

    /** {@code y = x1 + x2 + ...}. */
    public static Add add() {
        return new Add();
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

    /** {@code y = body(x) + x}. */
    public static Residual residual(Part... body) {
        return Residual.of(body);
    }
}
