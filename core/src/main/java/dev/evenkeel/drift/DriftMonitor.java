package dev.evenkeel.drift;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.drift.DriftReport.Verdict;
import dev.evenkeel.drift.stream.ExampleSampling;
import dev.evenkeel.drift.stream.Windows;
import dev.evenkeel.model.Model;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Randomness;
import java.util.ArrayList;
import java.util.List;

/**
 * Watches what a model is fed, without labels and without the data it was trained on: batch normalization stores mean and
 * variance of what flowed into it then, and this compares what flows into it now. It looks at a share of the examples, chosen by
 * their number alone, and sends these through the layers as they are before folding, up to the last that stores statistics. What
 * was dropped while those were gathered is dropped here too.
 *
 * <p>Safe for any number of threads; memory is bounded by the network. For the test see {@link LayerDrift}
 * and {@code docs/drift.md}.
 *
 * <pre>{@code
 * DriftMonitor monitor = DriftMonitor.of(model);
 * predictor.predict(inputs, examples, outputs);
 * monitor.observe(inputs, 0, examples);
 * monitor.report().verdict();
 * }</pre>
 */
public final class DriftMonitor {
    private final int size;
    private final int positions;
    private final List<Reference> references;
    private final List<LayerWatch> watches = new ArrayList<>();
    private final ObservedNetwork network;
    private final double[][] sums;
    private final double[][] squares;
    private final ExampleSampling sampling;
    private final Object lock = new Object();
    private int filled;
    private long observed;
    private long notFinite;

    private DriftMonitor(Model model, DriftSettings settings, int levels) {
        size = model.network().input().size();
        positions = model.network().input().positions();
        sampling = new ExampleSampling(settings.every(), Randomness.key(0, "drift"));
        references = Reference.of(model);
        network = new ObservedNetwork(model, references, Reference.dropping(model));
        references.forEach(reference -> watches.add(new LayerWatch(reference, settings, references.size(), levels)));
        sums = references.stream()
                .map(reference -> new double[reference.channels()])
                .toArray(double[][]::new);
        squares = references.stream()
                .map(reference -> new double[reference.channels()])
                .toArray(double[][]::new);
    }

    /** A monitor of what a server is fed. @throws dev.evenkeel.EvenkeelException if the model cannot be frozen */
    public static DriftMonitor of(Model model) {
        return of(model, DriftSettings.standard());
    }

    /** As {@link #of(Model)}, but as closely as said. */
    public static DriftMonitor of(Model model, DriftSettings settings) {
        return new DriftMonitor(model, settings, Windows.LEVELS);
    }

    /**
     * Compares all examples of a dataset, in their order, with what a model stores.
     *
     * @throws dev.evenkeel.EvenkeelException if the model cannot be frozen
     * @throws IllegalArgumentException if it does not read such examples
     */
    public static DriftReport compare(Model model, Dataset data) {
        DriftMonitor monitor = new DriftMonitor(model, DriftSettings.standard().every(1), Windows.ALL_LEVELS);
        if (!data.inputShape().equals(model.network().input())) {
            throw new IllegalArgumentException("The network reads examples "
                    + model.network().input() + ", but those of " + data.name() + " are " + data.inputShape());
        }
        if (monitor.watchesAnything()) {
            data.forEachBatch(256, batch -> monitor.observe(batch.inputs(), 0, batch.examples(), batch.mask()));
        }
        return monitor.conclude();
    }

    /** Whether the model has a layer that stores statistics of its input. */
    public boolean watchesAnything() {
        return !references.isEmpty();
    }

    /** As {@link #observe(float[], int, int, Mask)} for examples without padding. */
    public void observe(float[] inputs, int offset, int examples) {
        observe(inputs, offset, examples, new Mask(0, positions));
    }

    /**
     * Looks at some of the examples that are predicted.
     *
     * @param inputs {@code [examples, input]} from {@code offset} on; read before this returns
     * @param mask which of their positions are real
     * @throws IllegalArgumentException if there are fewer values, or the mask has other positions
     */
    public void observe(float[] inputs, int offset, int examples, Mask mask) {
        if (examples < 0 || offset < 0 || offset + (long) examples * size > inputs.length) {
            throw new IllegalArgumentException(examples + " examples of " + size + " values from offset " + offset
                    + " on need more than the " + inputs.length + " values that were given");
        }
        if (mask.positions() != positions) {
            throw new IllegalArgumentException(
                    "An example has " + positions + " positions, but the mask has " + mask.positions() + " for each");
        }
        sampling.choose(examples, place -> {
            if (watchesAnything()) {
                take(inputs, offset + place * size, mask, place);
            }
        });
    }

    private void take(float[] inputs, int offset, Mask mask, int example) {
        synchronized (lock) {
            Activations room = network.input();
            if (filled == 0) {
                room.mask().clear();
            }
            System.arraycopy(inputs, offset, room.values(), filled * size, size);
            if (!mask.isComplete()) {
                room.mask().copyFrom(mask, example, filled);
            }
            filled++;
            if (filled == network.capacity()) {
                look();
            }
        }
    }

    /** Examples that are not finite are told apart before, since they would spread to the examples beside them in no operation. */
    private void look() {
        int examples = filled;
        filled = 0;
        network.run(examples, observed, (index, values, count) -> gather(index, values, examples));
        observed += examples;
        for (int example = 0; example < examples; example++) {
            notFinite += network.isFinite(network.input(), example) ? 0 : 1;
        }
    }

    private void gather(int index, Activations values, int examples) {
        for (int example = 0; example < examples; example++) {
            double real = standardized(index, values, example);
            if (real > 0 && network.isFinite(values, example) && network.isFinite(network.input(), example)) {
                watches.get(index).add(real, sums[index], squares[index]);
            }
        }
    }

    /** Sums an example's standardised values, and their squares, over its real positions; which share of them is real. */
    private double standardized(int index, Activations values, int example) {
        Reference reference = references.get(index);
        int channels = reference.channels();
        int rows = reference.positions();
        double[] sum = sums[index];
        double[] square = squares[index];
        java.util.Arrays.fill(sum, 0);
        java.util.Arrays.fill(square, 0);
        int rowsOfMask = values.mask().positions();
        int real = 0;
        for (int row = 0; row < rows; row++) {
            if (values.mask().isComplete()
                    || values.mask().isReal(example * rowsOfMask + (int) ((long) row * rowsOfMask / rows))) {
                add(reference, values.values(), (example * rows + row) * channels, sum, square);
                real++;
            }
        }
        for (int channel = 0; channel < channels; channel++) {
            sum[channel] /= rows;
            square[channel] /= rows;
        }
        return (double) real / rows;
    }

    private static void add(Reference reference, float[] values, int at, double[] sum, double[] square) {
        float[] mean = reference.mean();
        float[] inverse = reference.inverse();
        for (int channel = 0; channel < sum.length; channel++) {
            double value = (values[at + channel] - mean[channel]) * inverse[channel];
            sum[channel] += value;
            square[channel] += value * value;
        }
    }

    /** What was found so far. */
    public DriftReport report() {
        synchronized (lock) {
            if (filled > 0) {
                look();
            }
            List<LayerDrift> layers = watches.stream().map(LayerWatch::drift).toList();
            return new DriftReport(verdict(layers), sampling.seen(), observed, notFinite, layers);
        }
    }

    /** What was found, with one more test of all examples together: for a sample that has come to its end. */
    private DriftReport conclude() {
        synchronized (lock) {
            if (filled > 0) {
                look();
            }
            watches.forEach(LayerWatch::conclude);
        }
        return report();
    }

    private static Verdict verdict(List<LayerDrift> layers) {
        if (layers.stream().anyMatch(layer -> layer.verdict() == Verdict.DRIFTING)) {
            return Verdict.DRIFTING;
        }
        boolean steady = !layers.isEmpty() && layers.stream().allMatch(layer -> layer.verdict() == Verdict.STEADY);
        return steady ? Verdict.STEADY : Verdict.TOO_FEW_TO_TELL;
    }
}
