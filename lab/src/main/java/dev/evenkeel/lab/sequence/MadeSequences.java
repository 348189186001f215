package dev.evenkeel.lab.sequence;

import dev.evenkeel.data.split.DataSplit;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Example;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Sequences of {@link #SHORTEST} to {@link #LONGEST} positions and four channels: noise around a level of each channel, and in it,
 * somewhere, one of six gestures of four positions, which is the class; their lengths tell nothing of it. Half of all
 * positions are padding, as most sequences are short: a length is the shortest and the rest times the square of a uniform
 * number.
 */
final class MadeSequences {
    static final int SHORTEST = 8;
    static final int LONGEST = 40;
    private static final int CHANNELS = 4;
    private static final int GESTURE = 4;
    private static final int CLASSES = 6;
    private static final double NOISE = 0.5;
    private static final double REMEMBERED = 0.6;
    private static final double[] LEVELS = {2, -2, 1, 0};
    private static final Shape SHAPE = Shape.of(LONGEST, CHANNELS);

    private final double[][] gestures = new double[CLASSES][GESTURE * CHANNELS];

    private MadeSequences(long seed) {
        Randomness random = Randomness.of(seed, "gestures");
        for (double[] gesture : gestures) {
            for (int at = 0; at < gesture.length; at++) {
                gesture[at] = 1.5 * random.nextGaussian();
            }
        }
    }

    static DataSplit of(long seed, int training, int test) {
        MadeSequences made = new MadeSequences(seed);
        return new DataSplit(made.part(seed, "training", training), made.part(seed, "test", test));
    }

    private Dataset part(long seed, String part, int count) {
        List<Example> examples = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            examples.add(example(index % CLASSES, Randomness.of(seed, part, index)));
        }
        return Datasets.of(SHAPE, Target.classes(CLASSES), examples);
    }

    private Example example(int label, Randomness random) {
        double share = random.nextDouble();
        int length = SHORTEST + (int) ((LONGEST - SHORTEST + 1) * share * share);
        float[] values = new float[SHAPE.size()];
        for (int channel = 0; channel < CHANNELS; channel++) {
            double noise = 0;
            for (int position = 0; position < length; position++) {
                noise = REMEMBERED * noise + NOISE * random.nextGaussian();
                values[position * CHANNELS + channel] = (float) (LEVELS[channel] + noise);
            }
        }
        int from = random.nextInt(length - GESTURE + 1);
        double[] gesture = gestures[label];
        for (int at = 0; at < gesture.length; at++) {
            values[from * CHANNELS + at] += (float) gesture[at];
        }
        return Example.of(values, label).withLength(length);
    }
}
