package dev.evenkeel.lab.check;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.conv;
import static dev.evenkeel.network.Layers.linear;

import dev.evenkeel.inference.FoldReport;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** S3: what folding changes, with random statistics, gamma and beta. */
final class FoldChecks {
    private static final double BOUND = 1e-5;
    private static final int EXAMPLES = 16;
    private static final Shape FEATURES = Shape.of(24);
    private static final Shape IMAGE = Shape.of(7, 7, 8);

    private FoldChecks() {}

    static List<Check> all() {
        return List.of(
                folded("linear", FEATURES, linear(16), batchNorm()),
                folded("linear, no bias", FEATURES, linear(16).withoutBias(), batchNorm()),
                folded("conv", IMAGE, conv(6, 3, 3), batchNorm()),
                folded("conv, no bias", IMAGE, conv(6, 3, 3).withoutBias(), batchNorm()),
                folded("grouped conv", IMAGE, conv(8, 3, 3).groups(4), batchNorm()),
                folded("gamma = 0", FEATURES, linear(16), batchNorm().zeroGamma()),
                new Check(
                        "S3 linear, formula",
                        "folded = gamma (W x + b - mean) / sqrt(variance + epsilon) + beta, in double",
                        BOUND,
                        FoldChecks::againstFormula),
                new Check(
                        "S3 padded conv",
                        "batchNorm before a zero-padded conv: layers that were folded",
                        0,
                        seed -> foldsIntoPadded(seed)));
    }

    private static Check folded(String name, Shape input, Layer product, Layer norm) {
        return new Check("S3 " + name, "folded = unfolded", BOUND, seed -> {
            Model model = model(seed, Network.of(input, product, norm));
            Predictor folded = model.freeze();
            // Where nothing was folded there is nothing to compare.
            return folded.folding().count(FoldReport.Outcome.FOLDED) == 1
                    ? Sample.deviation(outputs(folded, seed), outputs(model.freezeUnfolded(), seed))
                    : Double.NaN;
        });
    }

    private static double foldsIntoPadded(long seed) {
        Model model = model(seed, Network.of(IMAGE, batchNorm(), conv(6, 3, 3).same()));
        return model.freeze().folding().count(FoldReport.Outcome.FOLDED);
    }

    private static double againstFormula(long seed) {
        int features = 16;
        float epsilon = 1e-5f;
        Model model =
                model(seed, Network.of(FEATURES, linear(features), batchNorm().epsilon(epsilon)));
        double[] x = inputs(seed, FEATURES);
        double[] expected = new double[EXAMPLES * features];
        for (int at = 0; at < expected.length; at++) {
            int feature = at % features;
            int row = at / features;
            double sum = model.tensor("0.bias").at(feature);
            for (int input = 0; input < FEATURES.size(); input++) {
                sum += x[row * FEATURES.size() + input]
                        * model.tensor("0.weight").at(feature * FEATURES.size() + input);
            }
            double deviation = Math.sqrt((double) model.tensor("1.running_var").at(feature) + epsilon);
            double xhat = (sum - model.tensor("1.running_mean").at(feature)) / deviation;
            expected[at] = model.tensor("1.weight").at(feature) * xhat
                    + model.tensor("1.bias").at(feature);
        }
        return Sample.deviation(outputs(model.freeze(), seed), expected);
    }

    /** Gaussian values; variances around 1; gamma 0 where the description begins with that. */
    private static Model model(long seed, Network network) {
        Map<String, Tensor> tensors = new HashMap<>();
        Map<String, SampleCounts> sampleCounts = new HashMap<>();
        for (Node node : network.nodes()) {
            node.parameters().forEach(parameter -> {
                String name = node.name() + "." + parameter.name();
                boolean zero = node.layer().equals(batchNorm().zeroGamma())
                        && parameter.name().equals("weight");
                tensors.put(name, zero ? Tensor.filled(parameter.shape(), 0) : gaussian(seed, name, parameter.shape()));
            });
            node.statistics().forEach(statistic -> {
                String name = node.name() + "." + statistic.name();
                tensors.put(
                        name,
                        statistic.initial() == 1
                                ? positive(seed, name, statistic.shape())
                                : gaussian(seed, name, statistic.shape()));
            });
            if (node.gathersStatistics()) {
                sampleCounts.put(node.name(), SampleCounts.of(1, 1000));
            }
        }
        return new Model(network, tensors, sampleCounts, Model.Output.plain(), JsonObject.of(), Map.of());
    }

    private static Tensor gaussian(long seed, String name, Shape shape) {
        float[] values = new float[shape.size()];
        Sample.copy(Sample.gaussian(Randomness.of(seed, name), values.length, 0), values);
        return Tensor.of(shape, values);
    }

    private static Tensor positive(long seed, String name, Shape shape) {
        float[] values = new float[shape.size()];
        Randomness random = Randomness.of(seed, name);
        for (int at = 0; at < values.length; at++) {
            values[at] = (float) (0.1 + 2 * random.nextDouble());
        }
        return Tensor.of(shape, values);
    }

    private static double[] inputs(long seed, Shape shape) {
        return Sample.gaussian(Randomness.of(seed, "inputs"), EXAMPLES * shape.size(), 0);
    }

    private static double[] outputs(Predictor predictor, long seed) {
        float[] inputs = new float[EXAMPLES * predictor.input().size()];
        Sample.copy(inputs(seed, predictor.input()), inputs);
        float[] outputs = new float[EXAMPLES * predictor.output().size()];
        predictor.predict(inputs, EXAMPLES, outputs);
        return Sample.doubles(outputs, outputs.length);
    }
}
