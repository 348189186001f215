package dev.evenkeel.audit;

import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.layer.core.Activate;
import dev.evenkeel.network.Node;
import dev.evenkeel.norm.BatchNorm;
import dev.evenkeel.norm.Normalization;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Dropout keeps means but not variances: with a share p kept, inference divides by the root of a variance that training
 * made larger. The ratio of the variance in inference to that in training is {@code p} for an input of mean 0 and
 * {@code p (pi - 1) / (pi - p)} for a ReLU of a normal one (Li et al. 2018), and with any other mean m and variance v
 * {@code p v / (v + (1 - p) m^2)}, so at most {@code p}; a product of inputs that do not correlate leaves it.
 */
final class DropoutCheck {
    static final Check CHECK = new Check(
            "dropout-before-norm",
            "Dropout raises the variance in training and not in inference, and the running statistics know only the first",
            "Li et al. 2018, arXiv 1801.05134",
            "Drop only behind the last batch normalization, or recalibrate, which runs without dropout, and keep what does"
                    + " better on validation data",
            DropoutCheck::look);

    private DropoutCheck() {}

    static double ratioBehindRelu(double keep) {
        return keep * (Math.PI - 1) / (Math.PI - keep);
    }

    private static void look(Subject subject, Report report) {
        for (Node node : subject.network().nodes()) {
            double keep = LayerKind.keep(node.layer());
            if (keep < 1) {
                nearest(subject, node).ifPresent(reached -> tell(subject, node, keep, reached, report));
            }
        }
    }

    private static void tell(Subject subject, Node dropout, double keep, Reached reached, Report report) {
        String where = "it drops before " + reached.norm().title();
        OptionalDouble ratio = ratio(subject, dropout, keep);
        if (reached.way() == Way.DIRECT && ratio.isEmpty()) {
            report.warning(
                    dropout, "%s, whose variance in inference will be at most %.2f of that in training", where, keep);
        } else if (reached.way() == Way.OTHER || ratio.isEmpty()) {
            report.note(dropout, where + ", whose variance in inference will be smaller than in training");
        } else if (reached.way() == Way.PRODUCT) {
            report.note(
                    dropout,
                    "%s, whose variance in inference will be %.2f of that in training if what the product between them adds"
                            + " up does not correlate",
                    where,
                    ratio.getAsDouble());
        } else {
            report.warning(
                    dropout,
                    "%s, whose variance in inference will be %.2f of that in training",
                    where,
                    ratio.getAsDouble());
        }
    }

    /** What is known of the ratio, by what is dropped. */
    private static OptionalDouble ratio(Subject subject, Node dropout, double keep) {
        Optional<Node> source = subject.source(dropout);
        if (source.map(node -> LayerKind.isRelu(node.layer())).orElse(false)) {
            return OptionalDouble.of(ratioBehindRelu(keep));
        }
        boolean centred = source.map(node ->
                        node.layer() instanceof BatchNorm || node.layer().equals(Activate.of(Activation.TANH)))
                .orElse(false);
        return centred ? OptionalDouble.of(keep) : OptionalDouble.empty();
    }

    /** How values come from a dropout to a batch normalization. */
    private enum Way {
        DIRECT,
        PRODUCT,
        OTHER
    }

    private record Reached(Node norm, Way way) {}

    private record Step(Node node, Way way) {}

    /** The first batch normalization behind a node with no other normalization between. */
    private static Optional<Reached> nearest(Subject subject, Node dropout) {
        List<Step> steps = new ArrayList<>();
        steps.add(new Step(dropout, Way.DIRECT));
        Set<String> seen = new HashSet<>();
        for (int index = 0; index < steps.size(); index++) {
            Step step = steps.get(index);
            for (Node reader : subject.network().consumers(step.node().name())) {
                if (LayerKind.normalizesByBatch(reader)) {
                    return Optional.of(new Reached(reader, step.way()));
                }
                if (!(reader.layer() instanceof Normalization) && seen.add(reader.name())) {
                    steps.add(new Step(reader, through(reader, step.way())));
                }
            }
        }
        return Optional.empty();
    }

    private static Way through(Node node, Way way) {
        if (LayerKind.isReshaping(node.layer())) {
            return way;
        }
        return way == Way.DIRECT && LayerKind.isProduct(node) ? Way.PRODUCT : Way.OTHER;
    }
}
