package dev.evenkeel.audit;

import dev.evenkeel.layer.core.Add;
import dev.evenkeel.network.Node;
import dev.evenkeel.norm.LayerNorm;
import dev.evenkeel.norm.RmsNorm;
import dev.evenkeel.sequence.Attention;
import dev.evenkeel.sequence.PositionEmbedding;
import dev.evenkeel.sequence.Recurrent;
import dev.evenkeel.sequence.Rotary;
import dev.evenkeel.spatial.Conv;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/** What goes wrong with sequences: the future seen, the order not seen, and sums that are normalised. */
final class SequenceChecks {
    static final List<Check> ALL = List.of(
            new Check(
                    "leaks-future",
                    "In a causal network a normalization over positions tells each position of later ones: in training the"
                            + " statistics of the batch do, so losses look better than what the network can generate",
                    "Shen et al. 2020, PowerNorm, arXiv 2003.07845, section 3; Xiong et al. 2020, arXiv 2002.04745",
                    "Normalise each position by itself: layerNorm or rmsNorm",
                    SequenceChecks::leaksFuture),
            PaddingCheck.CHECK,
            new Check(
                    "no-positions",
                    "Attention to all positions alone does not see their order: its outputs are permuted with its inputs",
                    "Vaswani et al. 2017, arXiv 1706.03762, section 3.5",
                    "Put a positionEmbedding in front, or a rotary between the projection and the attention",
                    SequenceChecks::noPositions),
            new Check(
                    "post-norm",
                    "Where the sums past attention are normalised, gradients near the output are large at first: without a"
                            + " warm-up training stays poor",
                    "Xiong et al. 2020, arXiv 2002.04745: BLEU 8.45 without a warm-up, 34 with one",
                    "Warm the learning rate up, or normalise in front of the branches (pre-norm)",
                    SequenceChecks::postNorm));

    /** A first learning rate up to this share of the largest is a warm-up's. */
    private static final double WARM = 0.25;

    private SequenceChecks() {}

    private static boolean isCausal(Node node) {
        return node.layer() instanceof Attention attention && attention.span() == Attention.Span.CAUSAL;
    }

    private static void leaksFuture(Subject subject, Report report) {
        List<Node> causal = subject.network().nodes().stream()
                .filter(SequenceChecks::isCausal)
                .toList();
        if (causal.isEmpty()) {
            return;
        }
        for (Node node : subject.network().nodes()) {
            if (LayerKind.normalizesPositions(node)) {
                report.warning(
                        node,
                        "it normalises over positions, but " + causal.get(0).title()
                                + " may not see later ones: training sees what it should predict"
                                + (LayerKind.normalizesByBatch(node) ? "" : ", and so does inference"));
            }
        }
    }

    private static void noPositions(Subject subject, Report report) {
        Set<String> ordered = subject.from(SequenceChecks::givesOrder);
        for (Node node : subject.network().nodes()) {
            boolean seesAll = node.layer() instanceof Attention && !isCausal(node);
            if (seesAll && node.inputs().stream().noneMatch(ordered::contains)) {
                report.warning(node, "nothing before it says where a position stands");
            }
        }
    }

    /** Whether a node's output at a position depends on where it stands among the others. */
    private static boolean givesOrder(Node node) {
        return node.layer() instanceof PositionEmbedding
                || node.layer() instanceof Rotary
                || node.layer() instanceof Conv
                || node.layer() instanceof Recurrent
                || isCausal(node)
                || node.inputs().isEmpty();
    }

    private static void postNorm(Subject subject, Report report) {
        OptionalDouble firstRate = subject.circumstances().firstRate();
        if (firstRate.isPresent() && firstRate.getAsDouble() <= WARM) {
            return;
        }
        Set<String> attended = subject.from(node -> node.layer() instanceof Attention);
        for (Node node : subject.network().nodes()) {
            boolean ofChannels = node.layer() instanceof LayerNorm || node.layer() instanceof RmsNorm;
            boolean ofSum = subject.source(node)
                    .filter(before -> before.layer() instanceof Add
                            && before.inputs().stream().anyMatch(attended::contains))
                    .isPresent();
            boolean summedAgain =
                    subject.network().consumers(node.name()).stream().anyMatch(reader -> reader.layer() instanceof Add);
            if (ofChannels && ofSum && summedAgain) {
                String what = "it normalises a sum that goes past attention";
                if (firstRate.isPresent()) {
                    report.warning(node, what + ", and the learning rate is not warmed up");
                } else {
                    report.note(node, what);
                }
            }
        }
    }
}
