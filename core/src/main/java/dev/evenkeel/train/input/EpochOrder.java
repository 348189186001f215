package dev.evenkeel.train.input;

import dev.evenkeel.dataset.EvenBatches;

/**
 * Which of a worker's examples come in the batches of an epoch: those of a batch of the whole order that are its own; or, where workers
 * share batches evenly, all its own in that order, cut into one part for each batch, of sizes that differ by one at most. If these are
 * too few for that, some batches, evenly spaced, have none of them.
 */
final class EpochOrder {
    private final ExampleOrder examples;
    private final Share share;
    private final int[] order;
    private final int[] from;

    EpochOrder(ExampleOrder examples, Share share) {
        this.examples = examples;
        this.share = share;
        order = new int[share.all()];
        from = new int[examples.cut().count() + 1];
    }

    void begin(int epoch) {
        examples.write(order, epoch);
        if (share.isEven()) {
            cutEvenly();
        } else {
            takeOwn();
        }
    }

    private void takeOwn() {
        EvenBatches cut = examples.cut();
        int kept = 0;
        for (int batch = 0; batch < cut.count(); batch++) {
            from[batch] = kept;
            for (int place = cut.from(batch); place < cut.to(batch); place++) {
                if (share.holds(order[place])) {
                    order[kept++] = order[place] - share.first();
                }
            }
        }
        from[cut.count()] = kept;
    }

    private void cutEvenly() {
        int kept = 0;
        for (int place = 0; place < order.length; place++) {
            if (share.holds(order[place])) {
                order[kept++] = order[place] - share.first();
            }
        }
        int batches = examples.cut().count();
        int parts = Math.max(1, Math.min(batches, kept / share.least()));
        for (int batch = 0; batch <= batches; batch++) {
            long part = (long) parts * batch / batches;
            from[batch] = (int) (kept * part / parts);
        }
    }

    /** Its own examples, counted from 0, batch after batch. */
    int[] examples() {
        return order;
    }

    /** Where a batch begins; it ends where the next one does. */
    int from(int batch) {
        return from[batch];
    }
}
