package dev.evenkeel.data.digits;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.digits.Glyphs.Glyph;
import dev.evenkeel.data.image.ImageDataset;
import dev.evenkeel.data.split.DataSplit;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.tensor.Shape;
import java.util.List;

/**
 * Grey images {@code [28, 28, 1]} of the ten digits, drawn from strokes with a random hand, warp, width and noise: a set
 * to begin with that needs no file and no network.
 *
 * <p>Image {@code index} shows digit {@code index % 10}, so classes are balanced. It is a function of the seed, of the
 * part (training or test) and of its index alone, the same bytes on every machine.
 */
public final class Digits {
    /** The extent of an image, in pixels. */
    public static final int SIDE = 28;

    private static final int TRAINING = 0;
    private static final int TEST = 1;
    private static final Target.Classes CLASSES = Target.classes(10);

    private Digits() {}

    /** The usual set: 10,000 training and 2,000 test images of seed 0. */
    public static DataSplit standard() {
        return generate(0, 10_000, 2_000);
    }

    /**
     * Another set of the same kind.
     *
     * @param training how many images to learn from, at least 1
     * @param test how many images to test with, at least 1
     * @throws EvenkeelException if a count is less than 1
     */
    public static DataSplit generate(long seed, int training, int test) {
        return new DataSplit(
                draw(seed, TRAINING, training, "digits (training)"), draw(seed, TEST, test, "digits (test)"));
    }

    private static ImageDataset draw(long seed, int part, int count, String name) {
        if (count < 1) {
            throw new EvenkeelException(name + " needs at least 1 image, but " + count + " were asked for");
        }
        byte[] pixels = new byte[Math.multiplyExact(count, SIDE * SIDE)];
        byte[] classes = new byte[count];
        Canvas canvas = new Canvas(SIDE);
        for (int index = 0; index < count; index++) {
            classes[index] = (byte) (index % 10);
            draw(canvas, index % 10, SplitMix.of(seed, part, index), pixels, index * SIDE * SIDE);
        }
        return new ImageDataset(name, Shape.of(SIDE, SIDE, 1), CLASSES, pixels, classes);
    }

    private static void draw(Canvas canvas, int digit, SplitMix random, byte[] pixels, int offset) {
        Hand hand = new Hand(random, SIDE);
        List<Glyph> ways = Glyphs.of(digit);
        Glyph glyph = ways.get(random.below(ways.size()));
        canvas.clear();
        for (float[] stroke : glyph.strokes()) {
            float[] points = stroke.clone();
            for (int index = 0; index < points.length; index++) {
                points[index] += hand.tremor * random.normal();
            }
            hand.place(points);
            canvas.stroke(points);
        }
        canvas.develop(hand, random, pixels, offset);
    }
}
