package dev.evenkeel.audit;

import dev.evenkeel.layer.core.InputStandardization;
import dev.evenkeel.model.TargetScaling;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.spatial.AveragePool;
import dev.evenkeel.spatial.Conv;
import dev.evenkeel.spatial.GlobalAveragePool;
import dev.evenkeel.spatial.MaxPool;
import dev.evenkeel.tensor.Shape;
import java.util.List;

/** Data that lie otherwise than the network reads them. */
final class DataChecks {
    /** As many channels as images have: grey, with alpha, colours, colours with alpha. */
    private static final int MAX_COLOURS = 4;
    /** The root mean square of targets above which their size, not their pattern, is what training learns first. */
    private static final double LARGE_TARGETS = 30;
    /** The deviation below which differences between targets are lost among the errors of the first steps. */
    private static final double SMALL_TARGETS = 0.01;

    static final List<Check> ALL = List.of(
            new Check(
                    "channels-first",
                    "Images are [height, width, channels] here; read as such, [channels, height, width] mixes up pixels and colours",
                    "PyTorch's torch.nn.Conv2d reads (N, C, H, W), Keras and Evenkeel read (N, H, W, C)",
                    "Give images channels last, or put transpose(1, 2, 0) first",
                    DataChecks::channelsFirst),
            new Check(
                    "raw-targets",
                    "Weights begin with outputs of about 1: far larger targets blow up the first gradients, far smaller ones drown",
                    "LeCun et al. 1998, Efficient BackProp, section 4.5",
                    "Say targets(Targets.STANDARDIZED): predictions are scaled back to the targets' own unit",
                    DataChecks::rawTargets));

    private DataChecks() {}

    private static void channelsFirst(Subject subject, Report report) {
        Shape input = subject.network().input();
        if (input.rank() != 3 || !looksChannelsFirst(input.toArray())) {
            return;
        }
        for (Node node : subject.network().nodes()) {
            if (readsPositions(node) && readsTheInput(subject.network(), node)) {
                report.warning(
                        node,
                        "it reads " + input + " as " + input.extent(0) + " x " + input.extent(1) + " pixels of "
                                + input.channels() + " channels, which looks like [channels, height, width]");
                return;
            }
        }
    }

    private static boolean looksChannelsFirst(int[] extents) {
        return extents[0] <= MAX_COLOURS && extents[1] > MAX_COLOURS && extents[2] > MAX_COLOURS;
    }

    private static boolean readsPositions(Node node) {
        return node.layer() instanceof Conv
                || node.layer() instanceof MaxPool
                || node.layer() instanceof AveragePool
                || node.layer() instanceof GlobalAveragePool;
    }

    /** Whether nothing but a standardisation lies between a node and the network's input. */
    private static boolean readsTheInput(Network network, Node node) {
        String source = node.inputs().get(0);
        return source.equals(Network.INPUT)
                || network.find(source)
                        .filter(before -> before.layer() instanceof InputStandardization)
                        .filter(before -> before.inputs().contains(Network.INPUT))
                        .isPresent();
    }

    private static void rawTargets(Subject subject, Report report) {
        subject.circumstances().rawTargets().ifPresent(targets -> rawTargets(subject.network(), targets, report));
    }

    private static void rawTargets(Network network, TargetScaling targets, Report report) {
        float[] means = targets.mean().toArray();
        float[] deviations = targets.deviation().toArray();
        for (int target = 0; target < means.length; target++) {
            if (Math.hypot(means[target], deviations[target]) > LARGE_TARGETS || deviations[target] < SMALL_TARGETS) {
                report.warning(
                        network.last(),
                        "target %d is learnt as it is, with mean %.4g and deviation %.4g",
                        target,
                        means[target],
                        deviations[target]);
            }
        }
    }
}
