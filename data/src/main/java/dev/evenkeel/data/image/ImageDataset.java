package dev.evenkeel.data.image;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.tensor.Shape;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Images with a class each, kept as one byte per value and delivered as {@code value / 255}, in {@code [0, 1]}.
 *
 * <p>Input {@code [height, width, channels]}; target a class.
 */
public final class ImageDataset implements Dataset {
    private static final float[] UNIT = unit();

    private final String name;
    private final Shape shape;
    private final Target.Classes target;
    private final byte[] values;
    private final byte[] classes;

    /**
     * Wraps the arrays without copying them.
     *
     * @param values unsigned, {@code [images, height, width, channels]}
     * @param classes unsigned, one per image
     * @throws EvenkeelException if the lengths disagree or a class has no label
     */
    public ImageDataset(String name, Shape shape, Target.Classes target, byte[] values, byte[] classes) {
        if (values.length != (long) classes.length * shape.size()) {
            throw new EvenkeelException(name + ": " + classes.length + " images of " + shape + " need "
                    + (long) classes.length * shape.size() + " values, but there are " + values.length);
        }
        for (int index = 0; index < classes.length; index++) {
            int label = Byte.toUnsignedInt(classes[index]);
            if (label >= target.count()) {
                throw new EvenkeelException(name + ": image " + index + " has class " + label
                        + ", but classes go from 0 to " + (target.count() - 1));
            }
        }
        this.name = name;
        this.shape = shape;
        this.target = target;
        this.values = values;
        this.classes = classes;
    }

    @Override
    public int size() {
        return classes.length;
    }

    @Override
    public Shape inputShape() {
        return shape;
    }

    @Override
    public Target.Classes target() {
        return target;
    }

    @Override
    public String name() {
        return name;
    }

    /** What a stored value, 0 to 255, is delivered as. */
    static float scaled(byte value) {
        return UNIT[value & 0xFF];
    }

    /** The class of image {@code index}. */
    public int classOf(int index) {
        return Byte.toUnsignedInt(classes[index]);
    }

    /** Value {@code position} of image {@code index}, 0 to 255. */
    public int value(int index, int position) {
        return Byte.toUnsignedInt(values[index * shape.size() + position]);
    }

    /** The images at {@code indices}, in that order, as a set of its own: a copy. */
    public ImageDataset part(String partName, int[] indices) {
        byte[] partValues = new byte[Math.multiplyExact(indices.length, shape.size())];
        byte[] partClasses = new byte[indices.length];
        for (int index = 0; index < indices.length; index++) {
            System.arraycopy(values, indices[index] * shape.size(), partValues, index * shape.size(), shape.size());
            partClasses[index] = classes[indices[index]];
        }
        return new ImageDataset(partName, shape, target, partValues, partClasses);
    }

    @Override
    public void read(int index, Batch batch, int row) {
        float[] inputs = batch.inputs();
        int to = batch.inputOffset(row);
        int from = index * shape.size();
        for (int position = 0; position < shape.size(); position++) {
            inputs[to + position] = UNIT[values[from + position] & 0xFF];
        }
        batch.targets()[batch.targetOffset(row)] = classes[index] & 0xFF;
    }

    /** SHA-256 over height, width and channels as big-endian ints, the values, then the classes. */
    @Override
    public String fingerprint() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            ByteBuffer extents = ByteBuffer.allocate(Integer.BYTES * shape.rank());
            extents.asIntBuffer().put(shape.toArray());
            digest.update(extents);
            digest.update(values);
            digest.update(classes);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }

    private static float[] unit() {
        float[] unit = new float[256];
        for (int value = 0; value < unit.length; value++) {
            unit[value] = value / 255f;
        }
        return unit;
    }

    @Override
    public String toString() {
        return describe();
    }
}
