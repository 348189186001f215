package dev.evenkeel.audit;

import dev.evenkeel.model.Model;
import dev.evenkeel.network.Node;
import dev.evenkeel.norm.Normalization;
import dev.evenkeel.norm.PopulationStatistics;
import dev.evenkeel.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** Channels of a model whose weights or statistics are useless or wrong. */
final class ChannelChecks {
    private static final double CONSTANT = 0.01;
    private static final double EPSILON_COUNTS = 0.9;
    private static final double DEAD = 1e-3;
    private static final double HUGE = 10;
    /** Below this beta/|gamma| fewer than 1 in 10,000 normal values pass a ReLU. */
    private static final double SILENT = -3.72;

    /** The share of silent channels from which a network is smaller than it was meant to be; fewer cost only their time. */
    private static final double WASTED = 0.1;

    static final List<Check> ALL = List.of(
            ModelChecks.of(
                    "not-finite",
                    "One value that is infinite or not a number makes every prediction so",
                    "IEEE 754",
                    "Take an intact copy, or train again",
                    ChannelChecks::finite),
            ModelChecks.of(
                    "negative-variance",
                    "No data has a negative variance: the file is damaged or its tensors are mixed up",
                    "the definition of a variance",
                    "Take an intact copy, or recalibrate",
                    ChannelChecks::negative),
            ModelChecks.of(
                    "constant-channels",
                    "A channel whose variance is next to nothing carries no information",
                    "Ioffe and Szegedy 2015, arXiv 1502.03167",
                    "Look at what comes before: dead activations, or inputs that never change",
                    ChannelChecks::constant),
            ModelChecks.of(
                    "large-epsilon",
                    "Where epsilon is large against the variance, epsilon and not the data decides the scale",
                    "Ioffe and Szegedy 2015, arXiv 1502.03167, section 3: epsilon is there for numerical stability",
                    "Take a smaller epsilon, or look why the channels vary so little",
                    ChannelChecks::epsilon),
            ModelChecks.of(
                    "dead-channels",
                    "A channel whose gamma is next to nothing passes nothing on but its beta",
                    "Liu et al. 2017, arXiv 1708.06519",
                    "Prune the channels, or train with less decay on gamma",
                    ChannelChecks::dead),
            ModelChecks.of(
                    "huge-gamma",
                    "A huge gamma lets one channel decide, and makes rounding and shifted statistics count",
                    "Ioffe and Szegedy 2015, arXiv 1502.03167",
                    "Look at the channel, and train with a smaller learning rate or some decay on gamma",
                    ChannelChecks::huge),
            ModelChecks.of(
                    "silent-channels",
                    "Behind a ReLU a channel far below 0 is always 0: for normal values a share Phi(beta/|gamma|) passes",
                    "Nair and Hinton 2010, ICML; the normal distribution",
                    "Prune the channels, or train with a smaller learning rate",
                    ChannelChecks::silent));

    private ChannelChecks() {}

    private static void finite(Model model, Node node, Report report) {
        node.parameters().forEach(parameter -> finite(model, node, parameter.name(), report));
        node.statistics().forEach(statistic -> finite(model, node, statistic.name(), report));
    }

    private static void finite(Model model, Node node, String name, Report report) {
        long wrong = ModelChecks.count(ModelChecks.tensor(model, node, name), value -> !Double.isFinite(value));
        if (wrong > 0) {
            report.error(
                    node,
                    wrong + (wrong == 1 ? " value of its " : " values of its ") + name + (wrong == 1 ? " is" : " are")
                            + " infinite or not a number");
        }
    }

    private static void negative(Model model, Node node, Report report) {
        if (node.layer() instanceof PopulationStatistics) {
            Tensor variance = variance(model, node);
            long negative = ModelChecks.count(variance, value -> value < 0);
            if (negative > 0) {
                report.error(node, of(negative, variance) + " have a negative variance");
            }
        }
    }

    private static void constant(Model model, Node node, Report report) {
        LayerKind.batchNormalization(node).ifPresent(settings -> {
            double bound = CONSTANT * settings.epsilon();
            Tensor variance = variance(model, node);
            long constant = ModelChecks.count(variance, value -> value >= 0 && value < bound);
            if (constant > 0) {
                report.warning(
                        node,
                        of(constant, variance)
                                + " hardly vary (variance below epsilon/100): they carry no information");
            }
        });
    }

    private static void epsilon(Model model, Node node, Report report) {
        LayerKind.batchNormalization(node).ifPresent(settings -> {
            double epsilon = settings.epsilon();
            Tensor variance = variance(model, node);
            long small = ModelChecks.count(
                    variance, value -> value >= CONSTANT * epsilon && value / (value + epsilon) < EPSILON_COUNTS);
            if (small > 0) {
                report.warning(
                        node,
                        of(small, variance)
                                + " have v/(v+epsilon) below 0.9: epsilon, not the data, decides their scale");
            }
        });
    }

    private static void dead(Model model, Node node, Report report) {
        if (hasGamma(node) && node.layer() instanceof PopulationStatistics) {
            Tensor gamma = ModelChecks.tensor(model, node, "weight");
            double bound = DEAD * largest(gamma);
            long dead = ModelChecks.count(gamma, value -> Math.abs(value) <= bound);
            if (dead > 0) {
                report.warning(node, of(dead, gamma) + " are dead: their gamma is below a thousandth of the largest");
            }
        }
    }

    private static void huge(Model model, Node node, Report report) {
        if (hasGamma(node)) {
            Tensor gamma = ModelChecks.tensor(model, node, "weight");
            double bound = HUGE * Math.max(1, median(gamma));
            long huge = ModelChecks.count(gamma, value -> Math.abs(value) > bound);
            if (huge > 0) {
                report.warning(
                        node,
                        of(huge, gamma) + " have a gamma above 10 and ten times the median; the largest is "
                                + (float) largest(gamma));
            }
        }
    }

    private static void silent(Model model, Node node, Report report) {
        List<Node> readers = model.network().consumers(node.name());
        if (!(node.layer() instanceof Normalization norm)
                || !norm.affine().shifts()
                || !(node.layer() instanceof PopulationStatistics)
                || readers.isEmpty()
                || !readers.stream().allMatch(reader -> LayerKind.isRelu(reader.layer()))) {
            return;
        }
        Tensor beta = ModelChecks.tensor(model, node, "bias");
        Tensor gamma =
                norm.affine().scales() ? ModelChecks.tensor(model, node, "weight") : Tensor.filled(beta.shape(), 1);
        double bound = DEAD * largest(gamma);
        int silent = 0;
        for (int channel = 0; channel < gamma.shape().size(); channel++) {
            double scale = Math.abs(gamma.at(channel));
            silent += scale > bound && beta.at(channel) < SILENT * scale ? 1 : 0;
        }
        String words = of(silent, gamma) + " are silent: with beta/|gamma| below " + SILENT
                + " hardly any value passes the ReLU behind them";
        if (silent >= WASTED * gamma.shape().size()) {
            report.warning(node, words);
        } else if (silent > 0) {
            report.note(node, words);
        }
    }

    private static boolean hasGamma(Node node) {
        return node.layer() instanceof Normalization norm && norm.affine().scales();
    }

    private static Tensor variance(Model model, Node node) {
        return ModelChecks.tensor(model, node, "running_var");
    }

    private static double largest(Tensor tensor) {
        double largest = 0;
        for (float value : tensor.toArray()) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static double median(Tensor tensor) {
        double[] values = new double[tensor.shape().size()];
        Arrays.setAll(values, index -> Math.abs(tensor.at(index)));
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private static String of(long some, Tensor channels) {
        return ModelChecks.of(some, channels.shape().size());
    }
}
