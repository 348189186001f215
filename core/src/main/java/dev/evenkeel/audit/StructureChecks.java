package dev.evenkeel.audit;

import dev.evenkeel.network.Node;
import dev.evenkeel.norm.RmsNorm;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What stands in the wrong order, or for nothing. */
final class StructureChecks {
    static final List<Check> ALL = List.of(
            new Check(
                    "redundant-bias",
                    "A normalization that centres each channel takes every bias before it off again, so the bias learns nothing",
                    "Ioffe and Szegedy 2015, arXiv 1502.03167, section 3.2",
                    "Leave the bias out: beta does its work",
                    StructureChecks::redundantBias),
            DropoutCheck.CHECK,
            new Check(
                    "activation-before-norm",
                    "Batch normalization after the activation normalises a skewed distribution, and cannot be folded into the"
                            + " product before it",
                    "Ioffe and Szegedy 2015, arXiv 1502.03167, section 3.2",
                    "Put it before the activation unless it is meant so",
                    StructureChecks::activationFirst),
            new Check(
                    "norm-at-output",
                    "A normalization after the last product takes from the outputs the scale and level that it learned",
                    "Ioffe and Szegedy 2015, arXiv 1502.03167, section 3: the inputs of layers are normalised, not the outputs",
                    "Let the last product be the last layer",
                    StructureChecks::atOutput),
            new Check(
                    "small-sets",
                    "Among m values normalised together none lies further out than sqrt(m - 1), and 2 become -1 and +1 whatever they"
                            + " were",
                    "Samuelson 1968, doi 10.1080/01621459.1968.10480943; Wu and He 2018, arXiv 1803.08494, table 3",
                    "Take fewer groups, or normalise over more positions or channels",
                    StructureChecks::smallSets));

    private static final int FEW = 8;
    private static final int VERY_FEW = 4;

    private StructureChecks() {}

    private static void redundantBias(Subject subject, Report report) {
        for (Node node : subject.network().nodes()) {
            List<Node> centring = new ArrayList<>();
            if (LayerKind.hasBias(node) && isCentred(subject, node, centring)) {
                report.note(node, "its bias is redundant: " + centring.get(0).title() + " takes it off again");
            }
        }
    }

    /** Whether all that reads a node passes a constant of each channel on, and ends where it is taken off. */
    private static boolean isCentred(Subject subject, Node node, List<Node> centring) {
        Deque<Node> carriers = new ArrayDeque<>(List.of(node));
        while (!carriers.isEmpty()) {
            List<Node> readers = subject.network().consumers(carriers.remove().name());
            for (Node reader : readers) {
                if (LayerKind.centresChannels(reader)) {
                    centring.add(reader);
                } else if (LayerKind.isPooling(reader.layer()) || LayerKind.isReshaping(reader.layer())) {
                    carriers.add(reader);
                } else {
                    return false;
                }
            }
            if (readers.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private static void activationFirst(Subject subject, Report report) {
        for (Node node : subject.batchNormalized()) {
            skip(
                            subject,
                            subject.source(node),
                            before -> LayerKind.isPooling(before.layer())
                                    || LayerKind.isReshaping(before.layer())
                                    || LayerKind.keep(before.layer()) < 1)
                    .filter(before -> LayerKind.isActivation(before.layer()))
                    .ifPresent(before -> report.note(node, "it stands after " + before.title()));
        }
    }

    private static void atOutput(Subject subject, Report report) {
        skip(
                        subject,
                        Optional.of(subject.network().last()),
                        node -> LayerKind.isLink(node.layer()) || LayerKind.isReshaping(node.layer()))
                .filter(node -> node.layer() instanceof dev.evenkeel.norm.Normalization)
                .ifPresent(node -> report.warning(node, "nothing learned stands between it and the output"));
    }

    private static void smallSets(Subject subject, Report report) {
        for (Node node : subject.network().nodes()) {
            int together = LayerKind.normalizedTogether(node);
            if (together < FEW) {
                String message = "it normalises " + together + " values together";
                report.add(together < VERY_FEW ? Finding.Level.WARNING : Finding.Level.NOTE, node, message);
            }
            if (node.layer() instanceof RmsNorm && node.inputShapes().get(0).channels() == 1) {
                report.warning(node, "it normalises 1 value, of which it leaves the sign alone");
            }
        }
    }

    /** The first node from here backwards that is not passed over. */
    private static Optional<Node> skip(Subject subject, Optional<Node> from, Predicate<Node> passedOver) {
        Optional<Node> at = from;
        while (at.isPresent() && passedOver.test(at.get())) {
            at = subject.source(at.get());
        }
        return at;
    }
}
