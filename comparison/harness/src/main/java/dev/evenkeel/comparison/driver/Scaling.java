package dev.evenkeel.comparison.driver;

import dev.evenkeel.comparison.Task;
import dev.evenkeel.comparison.Task.TrainingStep;
import dev.evenkeel.comparison.driver.ScalingChart.Series;
import dev.evenkeel.comparison.driver.worker.Crew;
import dev.evenkeel.comparison.driver.worker.Participant;
import dev.evenkeel.comparison.driver.worker.Participant.Launch;
import dev.evenkeel.comparison.driver.worker.WorkerProcess;
import dev.evenkeel.comparison.driver.worker.WorkerProcess.FailedException;
import dev.evenkeel.comparison.network.Architecture;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How the CNN's step time grows with the batch, and with the channels of its second convolution (x1 to x4): its work is
 * proportional to the first and a line in the second.
 */
final class Scaling {
    private static final int BATCH = 128;
    private static final int[] BATCHES = {16, 32, 64, 128, 192, 256};
    private static final int[] CHANNELS = {64, 96, 128, 192, 256};

    private final Crew crew;
    private final int threads;
    private final Options options;
    private final Results results;

    Scaling(Crew crew, int threads, Options options, Results results) {
        this.crew = crew;
        this.threads = threads;
        this.options = options;
        this.results = results;
    }

    /** One series over batches, one over channels; empty if the network cannot be built. */
    List<Series> measure() {
        List<TrainingStep> steps = new ArrayList<>();
        IntStream.of(BATCHES).forEach(batch -> steps.add(step(batch, Architecture.CHANNELS)));
        IntStream.of(CHANNELS).forEach(channels -> steps.add(step(BATCH, channels)));
        try {
            double[] nanos = nanos(steps);
            double[] millis = IntStream.range(0, nanos.length)
                    .mapToDouble(index -> nanos[index] / 1e6)
                    .toArray();
            return List.of(series("batch", BATCHES, millis, 0), series("channels", CHANNELS, millis, BATCHES.length));
        } catch (FailedException problem) {
            results.unavailable(Participant.EVENKEEL, Catalogue.SCALING, problem);
            return List.of();
        } finally {
            crew.endOwn();
        }
    }

    private double[] nanos(List<TrainingStep> steps) throws FailedException {
        Launch launch = Participant.EVENKEEL.launches(threads).get(0);
        WorkerProcess process = crew.process(Participant.EVENKEEL, launch);
        List<Entry> entries = new ArrayList<>();
        for (Task step : steps) {
            process.ask("prepare", step);
            Cell cell = new Cell(step.toString(), threads, Participant.EVENKEEL, Catalogue.SCALING);
            Entry entry = new Entry(process, launch, step, 0, cell);
            entry.warm(options.pace());
            entries.add(entry);
        }
        double[][] rounds = new double[entries.size()][options.rounds()];
        for (int round = 0; round < options.rounds(); round++) {
            for (int index = 0; index < entries.size(); index++) {
                rounds[index][round] = entries.get(index).measure();
            }
        }
        return IntStream.range(0, rounds.length)
                .mapToDouble(index -> Statistics.median(rounds[index]))
                .toArray();
    }

    private Series series(String what, int[] sizes, double[] millis, int from) {
        double[] x = IntStream.of(sizes).asDoubleStream().toArray();
        double[] y = new double[sizes.length];
        System.arraycopy(millis, from, y, 0, y.length);
        return new Series(what, threads, x, y);
    }

    private static TrainingStep step(int batch, int channels) {
        return new TrainingStep(Architecture.CNN, batch, channels);
    }
}
