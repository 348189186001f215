package dev.evenkeel.train;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.EvenBatches;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.network.Node;
import dev.evenkeel.norm.BatchNormalization;
import dev.evenkeel.train.input.Share;
import dev.evenkeel.worker.BatchStatistics;
import java.util.List;

/**
 * How several workers share the batches of a run. Where a layer normalises each worker's part of a batch by itself, parts are even, so
 * that none has a single value per channel, whose variance is always 0.
 */
final class SharedBatches {
    private SharedBatches() {}

    /** @throws EvenkeelException if batches, or the examples of this worker, are too few for even parts */
    static Share of(TrainerSettings settings, Share share) {
        if (!share.workers().several()) {
            return share;
        }
        List<Node> within = settings.network.nodes().stream()
                .filter(node -> isWithinWorker(settings, node))
                .toList();
        if (within.isEmpty()) {
            return share;
        }
        Node node = within.stream()
                .filter(SharedBatches::hasOnePosition)
                .findFirst()
                .orElse(within.get(0));
        int least = hasOnePosition(node) ? 2 : 1;
        requireEnough(settings, share, node, least);
        return share.evenly(least);
    }

    private static boolean isWithinWorker(TrainerSettings settings, Node node) {
        return node.layer() instanceof BatchNormalization<?> norm
                && !norm.keepsStatistics()
                && settings.trainingMode(node.name()).source() == TrainingMode.Source.BATCH
                && (settings.batchStatistics == BatchStatistics.PER_WORKER || !norm.normalizesWholeBatch());
    }

    private static boolean hasOnePosition(Node node) {
        return node.inputShapes().get(0).positions() == 1;
    }

    private static void requireEnough(TrainerSettings settings, Share share, Node node, int least) {
        int workers = share.workers().count();
        String why = settings.batchStatistics == BatchStatistics.PER_WORKER
                ? " normalises each worker's part of a batch by itself (batchStatistics perWorker)"
                : " has ghost batches, which stay within a worker (ghostSize)";
        String instead = settings.batchStatistics == BatchStatistics.PER_WORKER
                ? "batchStatistics synchronized"
                : "a normalization of whole batches";
        if (share.own() > 0 && share.own() < least) {
            throw new EvenkeelException(node.title() + why + " and needs " + least
                    + " examples or more at a worker, but worker "
                    + share.workers().rank() + " of " + workers + " has "
                    + share.own() + " to learn from. Take fewer workers (numWorkers), give each more examples, or take "
                    + instead);
        }
        int batches = new EvenBatches(share.all(), settings.batchSize).count();
        if (share.largest() < (long) least * batches) {
            int possible = Math.max(1, share.largest() / least);
            throw new EvenkeelException(node.title() + why + " and needs " + least
                    + (least == 1 ? " example" : " examples") + " or more of each batch at a worker, but batches of "
                    + settings.batchSize + " over " + workers + " workers leave fewer. Take batches of "
                    + (share.all() + possible - 1) / possible + " or more (batchSize), fewer workers (numWorkers), or "
                    + instead);
        }
    }
}
