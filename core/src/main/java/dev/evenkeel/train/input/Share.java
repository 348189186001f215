package dev.evenkeel.train.input;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.worker.Workers;
import java.util.Arrays;
import java.util.List;

/**
 * The examples of one worker among those of all, which are numbered through in order of rank. So an order of the whole says at each
 * worker which of its own examples a batch holds.
 *
 * @param first the number of its first example
 * @param own how many are its own
 * @param all how many all have
 * @param largest how many the worker has that has most
 * @param least 0 where a batch is drawn from the examples of all, so that chance says how many of it are here; else every worker's
 *     examples are spread evenly over the batches, and it has at least so many of a batch, or none
 */
@CheckReturnValue
public record Share(Workers workers, int first, int own, int all, int largest, int least) {
    /** Batches are drawn from the examples of all. */
    private static final int DRAWN = 0;

    /** @throws EvenkeelException if all have more examples than can be numbered */
    public static Share of(Dataset data, Workers workers) {
        double[] sizes = new double[workers.count()];
        workers.gather(new double[] {data.size()}, sizes);
        double all = Arrays.stream(sizes).sum();
        if (all > Integer.MAX_VALUE) {
            throw new EvenkeelException("All workers together have " + (long) all + " examples of " + data.name()
                    + ", but at most " + Integer.MAX_VALUE + " can be trained on. Take a sample");
        }
        double before = Arrays.stream(sizes, 0, workers.rank()).sum();
        int largest = (int) Arrays.stream(sizes).max().orElse(0);
        return new Share(workers, (int) before, data.size(), (int) all, largest, DRAWN);
    }

    /** The same with every worker's examples spread evenly over the batches, at least so many in each that has some of them. */
    public Share evenly(int leastOfABatch) {
        return new Share(workers, first, own, all, largest, leastOfABatch);
    }

    /** Whether every worker's examples are spread evenly over the batches. */
    boolean isEven() {
        return least != DRAWN;
    }

    /** SHA-256 over the examples of a single worker, or over what it is at each of several. */
    public static String fingerprint(Dataset data, Workers workers) {
        String own = data.fingerprint();
        if (!workers.several()) {
            return own;
        }
        return Datasets.fingerprint(texts(own, workers));
    }

    /** The texts of all workers, in order of rank. */
    public static List<String> texts(String own, Workers workers) {
        return Arrays.stream(workers.gatherEach(own.chars().asDoubleStream().toArray()))
                .map(Share::text)
                .toList();
    }

    private static String text(double[] characters) {
        StringBuilder text = new StringBuilder();
        Arrays.stream(characters).forEach(character -> text.append((char) character));
        return text.toString();
    }

    public boolean holds(int example) {
        return example >= first && example < first + own;
    }

    /** Those of some examples of the whole that are here, as this worker counts them. */
    public int[] of(int[] examples) {
        return Arrays.stream(examples)
                .filter(this::holds)
                .map(example -> example - first)
                .toArray();
    }
}
