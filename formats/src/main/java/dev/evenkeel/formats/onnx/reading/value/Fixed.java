package dev.evenkeel.formats.onnx.reading.value;

import dev.evenkeel.formats.onnx.file.ElementType;
import dev.evenkeel.formats.onnx.file.TensorProto;
import dev.evenkeel.formats.onnx.graph.BatchAxis;
import dev.evenkeel.formats.onnx.problem.UnsupportedOperatorException;
import dev.evenkeel.safetensors.HalfPrecision;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.DoubleToLongFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Constants, read when they are needed. */
public final class Fixed implements Value {
    private final String name;
    private final ElementType type;
    private final int[] extents;
    private final Origin origin;
    private final Supplier<float[]> floats;
    private final Supplier<long[]> longs;

    /** Where constants come from. */
    public enum Origin {
        /** A tensor with a name of its own, which training may have made. */
        INITIALIZER,
        /** Stated among the operators. */
        STATED
    }

    private Fixed(
            String name,
            ElementType type,
            int[] extents,
            Origin origin,
            Supplier<float[]> floats,
            Supplier<long[]> longs) {
        this.name = name;
        this.type = type;
        this.extents = extents;
        this.origin = origin;
        this.floats = floats;
        this.longs = longs;
    }

    public static Fixed of(TensorProto tensor) {
        if (tensor.type().bytes() == 0) {
            throw new UnsupportedOperatorException(
                    "The constant '" + tensor.name() + "' of type " + tensor.type() + " is not supported: numbers are");
        }
        return of(tensor.name(), tensor.type(), ints(tensor.extents()), () -> tensor);
    }

    public static Fixed of(String name, ElementType type, int[] extents, Supplier<TensorProto> tensor) {
        return new Fixed(
                name,
                type,
                extents,
                Origin.INITIALIZER,
                () -> tensor.get().weights(),
                () -> tensor.get().longs());
    }

    public static Fixed ofFloats(String name, int[] extents, float... values) {
        return new Fixed(name, ElementType.FLOAT, extents, Origin.INITIALIZER, () -> values, () -> {
            throw new IllegalStateException("'" + name + "' holds no whole numbers");
        });
    }

    public static Fixed ofLongs(String name, int[] extents, long... values) {
        return new Fixed(name, ElementType.INT64, extents, Origin.INITIALIZER, () -> numbers(values), () -> values);
    }

    private static float[] numbers(long[] values) {
        float[] numbers = new float[values.length];
        for (int index = 0; index < numbers.length; index++) {
            numbers[index] = values[index];
        }
        return numbers;
    }

    private static int[] ints(java.util.List<Long> extents) {
        return extents.stream().mapToInt(Math::toIntExact).toArray();
    }

    /** The name in the file. */
    public String name() {
        return name;
    }

    public ElementType type() {
        return type;
    }

    @Override
    public int[] extents() {
        return extents;
    }

    public int size() {
        return Arrays.stream(extents).reduce(1, Math::multiplyExact);
    }

    public float[] floats() {
        return floats.get();
    }

    public long[] longs() {
        return longs.get();
    }

    /** Whether training may change it. */
    public boolean isLearned() {
        return origin == Origin.INITIALIZER && type.isFloatingPoint();
    }

    /** The same, as stated among the operators. */
    public Fixed stated() {
        return new Fixed(name, type, extents, Origin.STATED, floats, longs);
    }

    public boolean isWhole() {
        return !type.isFloatingPoint();
    }

    /** The same elements with other extents. */
    public Fixed reshaped(int... other) {
        if (Arrays.stream(other).reduce(1, Math::multiplyExact) != size()) {
            throw new IllegalArgumentException("the constant '" + name + "' " + Arrays.toString(extents)
                    + " cannot have the extents " + Arrays.toString(other));
        }
        return new Fixed(name, type, other, origin, floats, longs);
    }

    /** The same elements under another type, rounded to its bits: {@code Cast}. Truth is 1. */
    public Fixed as(ElementType other) {
        if (other == ElementType.BOOL && type != ElementType.BOOL) {
            return wholes(
                    other,
                    () -> isWhole()
                            ? Arrays.stream(longs.get())
                                    .map(value -> value == 0 ? 0 : 1)
                                    .toArray()
                            : rounded(value -> value == 0 ? 0 : 1));
        }
        if (isWhole() || other.isFloatingPoint()) {
            Supplier<float[]> values = hasFewerBits(other) ? () -> rounded(other) : floats;
            return new Fixed(
                    name, other, extents, origin, values, isWhole() ? longs : () -> rounded(value -> (long) value));
        }
        return wholes(other, () -> rounded(value -> (long) value));
    }

    private Fixed wholes(ElementType other, Supplier<long[]> values) {
        return new Fixed(name, other, extents, origin, () -> numbers(values.get()), values);
    }

    private static boolean hasFewerBits(ElementType type) {
        return type == ElementType.FLOAT16 || type == ElementType.BFLOAT16;
    }

    private float[] rounded(ElementType half) {
        float[] values = floats.get().clone();
        for (int index = 0; index < values.length; index++) {
            values[index] = half == ElementType.FLOAT16
                    ? HalfPrecision.binary16ToFloat(HalfPrecision.floatToBinary16(values[index]))
                    : HalfPrecision.bfloat16ToFloat(HalfPrecision.floatToBfloat16(values[index]));
        }
        return values;
    }

    private long[] rounded(DoubleToLongFunction rounding) {
        float[] values = floats.get();
        long[] rounded = new long[values.length];
        Arrays.setAll(rounded, index -> rounding.applyAsLong(values[index]));
        return rounded;
    }

    /** The elements at positions of this, with other extents. */
    public Fixed taken(int[] other, int... from) {
        return new Fixed(name, type, other, origin, () -> taken(floats.get(), from), () -> {
            long[] values = longs.get();
            return Arrays.stream(from).mapToLong(at -> values[at]).toArray();
        });
    }

    private static float[] taken(float[] values, int[] from) {
        float[] taken = new float[from.length];
        for (int at = 0; at < taken.length; at++) {
            taken[at] = values[from[at]];
        }
        return taken;
    }

    /** With axis i being axis {@code order[i]} of this. */
    public Fixed transposed(int... order) {
        int[] turned = Arrays.stream(order).map(axis -> extents[axis]).toArray();
        Flowing.Flattened axes = new Flowing.Flattened(extents, order);
        return new Fixed(name, type, turned, origin, () -> turned(floats.get(), axes), () -> turned(longs.get(), axes));
    }

    private static float[] turned(float[] values, Flowing.Flattened axes) {
        float[] turned = new float[values.length];
        axes.forEachRun((at, from, step, count) -> {
            for (int inner = 0; inner < count; inner++) {
                turned[at + inner] = values[from + inner * step];
            }
        });
        return turned;
    }

    private static long[] turned(long[] values, Flowing.Flattened axes) {
        long[] turned = new long[values.length];
        axes.forEachRun((at, from, step, count) -> {
            for (int inner = 0; inner < count; inner++) {
                turned[at + inner] = values[from + inner * step];
            }
        });
        return turned;
    }

    /**
     * What each example of a batch has of these constants, if all have the same.
     *
     * @param axis along which the examples lie as {@code batch} says
     */
    public Optional<Fixed> sharedBy(int examples, int axis, BatchAxis batch) {
        int width =
                batch.inner() * Arrays.stream(extents, axis + 1, extents.length).reduce(1, Math::multiplyExact);
        int[] own = extents.clone();
        own[axis] = batch.perExample();
        int[] first = new int[size() / examples];
        Arrays.setAll(first, at -> at / width * width * examples + at % width);
        if (isWhole()) {
            long[] all = longs();
            boolean alike = IntStream.range(0, all.length)
                    .allMatch(at -> all[at] == all[first[at / (width * examples) * width + at % width]]);
            long[] taken = Arrays.stream(first).mapToLong(at -> all[at]).toArray();
            return alike
                    ? Optional.of(new Fixed(name, type, own, origin, () -> numbers(taken), () -> taken))
                    : Optional.empty();
        }
        float[] all = floats();
        boolean alike = IntStream.range(0, all.length)
                .allMatch(at -> Float.compare(all[at], all[first[at / (width * examples) * width + at % width]]) == 0);
        float[] taken = new float[first.length];
        for (int at = 0; at < taken.length; at++) {
            taken[at] = all[first[at]];
        }
        return alike ? Optional.of(new Fixed(name, type, own, origin, () -> taken, longs)) : Optional.empty();
    }
}
