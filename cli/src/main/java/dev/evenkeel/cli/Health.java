package dev.evenkeel.cli;

import dev.evenkeel.layer.Parameter;
import dev.evenkeel.model.Evidence;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Node;
import dev.evenkeel.norm.Averaging;
import dev.evenkeel.norm.BatchNorm;
import dev.evenkeel.norm.BatchRenorm;
import dev.evenkeel.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Looks through a model's weights and running statistics for what makes predictions wrong or channels useless. */
final class Health {
    private static final double EPSILON_COUNTS = 0.9;
    private static final double DEAD = 1e-3;
    private static final double INITIAL_COUNTS = 0.01;

    private final Model model;
    private final List<Finding> findings = new ArrayList<>();

    private Health(Model model) {
        this.model = model;
    }

    static List<Finding> of(Model model) {
        Health health = new Health(model);
        model.network().nodes().forEach(health::look);
        return List.copyOf(health.findings);
    }

    private void look(Node node) {
        node.parameters().forEach(parameter -> finite(node, parameter.name()));
        node.statistics().forEach(statistic -> finite(node, statistic.name()));
        if (node.gathersStatistics() && model.evidence(node.name()).isNone()) {
            add(Finding.Level.ERROR, node, "its running statistics were never gathered");
        }
        if (node.layer() instanceof BatchNorm layer) {
            channels(node, layer.epsilon(), Optional.of(layer.averaging()));
        } else if (node.layer() instanceof BatchRenorm layer) {
            channels(node, layer.epsilon(), Optional.of(layer.averaging()));
        }
    }

    private void finite(Node node, String tensor) {
        long wrong = count(model.tensor(node.name() + "." + tensor), value -> !Double.isFinite(value));
        if (wrong > 0) {
            add(Finding.Level.ERROR, node, wrong + " values of its " + tensor + " are infinite or not a number");
        }
    }

    private void channels(Node node, double epsilon, Optional<Averaging> averaging) {
        Tensor variance = model.tensor(node.name() + ".running_var");
        int channels = variance.shape().size();
        long negative = count(variance, value -> value < 0);
        if (negative > 0) {
            add(Finding.Level.ERROR, node, of(negative, channels) + " have a negative variance");
        }
        long constant = count(variance, value -> value >= 0 && value < epsilon / 100);
        if (constant > 0) {
            add(
                    Finding.Level.WARNING,
                    node,
                    of(constant, channels) + " hardly vary (variance below epsilon/100): they carry"
                            + " no information");
        }
        long small = count(variance, value -> value >= epsilon / 100 && value / (value + epsilon) < EPSILON_COUNTS);
        if (small > 0) {
            add(
                    Finding.Level.WARNING,
                    node,
                    of(small, channels) + " have v/(v+epsilon) below 0.9: epsilon, not the data,"
                            + " decides their scale");
        }
        if (node.parameters().stream().map(Parameter::name).anyMatch("weight"::equals)) {
            dead(node, model.tensor(node.name() + ".weight"), channels);
        }
        evidence(node, averaging);
    }

    private void dead(Node node, Tensor gamma, int channels) {
        double largest = 0;
        for (float value : gamma.toArray()) {
            largest = Math.max(largest, Math.abs(value));
        }
        double bound = DEAD * largest;
        long dead = count(gamma, value -> Math.abs(value) <= bound);
        if (dead > 0) {
            add(
                    Finding.Level.WARNING,
                    node,
                    of(dead, channels) + " are dead: their gamma is below a thousandth of the" + " largest");
        }
    }

    private void evidence(Node node, Optional<Averaging> averaging) {
        Evidence evidence = model.evidence(node.name());
        if (evidence.batches().isEmpty() && evidence.values().isEmpty()) {
            add(Finding.Level.NOTE, node, "what stands behind its running statistics is unknown");
        } else if (averaging.isPresent()
                && averaging.get() instanceof Averaging.Exponential exponential
                && evidence.batches().orElse(0) > 0
                && !model.attachments().containsKey(RecalibrateCommand.RECALIBRATION)) {
            double initial = Math.pow(1 - exponential.newBatchWeight(), (double)
                    evidence.batches().getAsLong());
            if (initial > INITIAL_COUNTS) {
                add(
                        Finding.Level.WARNING,
                        node,
                        String.format(
                                Locale.ROOT,
                                "%.0f %% of its running statistics are still their initial values: train longer or recalibrate",
                                initial * 100));
            }
        }
    }

    private void add(Finding.Level level, Node node, String message) {
        findings.add(new Finding(level, node.name(), node.title() + ": " + message));
    }

    private static String of(long some, int all) {
        return some + " of " + all + " channels";
    }

    private static long count(Tensor tensor, java.util.function.DoublePredicate test) {
        long count = 0;
        for (float value : tensor.toArray()) {
            count += test.test(value) ? 1 : 0;
        }
        return count;
    }
}
