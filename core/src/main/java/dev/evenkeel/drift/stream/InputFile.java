package dev.evenkeel.drift.stream;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.safetensors.DataType;
import dev.evenkeel.safetensors.SafetensorsFile;
import dev.evenkeel.safetensors.SafetensorsWriter;
import dev.evenkeel.safetensors.TensorEntry;
import dev.evenkeel.tensor.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * Inputs of a network in a file, bit by bit: a safetensors file with {@code inputs} {@code [examples, input...]} in FP32 and, where
 * some of their positions are padding, {@code padding} {@code [examples, positions]} of 0 and 1.
 */
public final class InputFile {
    private static final String KEY = "evenkeel.inputs";
    private static final String INPUTS = "inputs";
    private static final String PADDING = "padding";
    private static final int BATCH = 64;

    private InputFile() {}

    /** Writes all examples of a dataset, at once. */
    public static void write(Dataset dataset, Path file) {
        Shape input = dataset.inputShape();
        float[] values = new float[Math.multiplyExact(dataset.size(), input.size())];
        byte[] padding = new byte[Math.multiplyExact(dataset.size(), input.positions())];
        int[] written = {0};
        boolean[] isPadded = {false};
        dataset.forEachBatch(BATCH, batch -> {
            System.arraycopy(batch.inputs(), 0, values, written[0] * input.size(), batch.examples() * input.size());
            for (int row = 0;
                    row < batch.examples() * input.positions() && !batch.mask().isComplete();
                    row++) {
                boolean real = batch.mask().isReal(row);
                padding[written[0] * input.positions() + row] = (byte) (real ? 0 : 1);
                isPadded[0] |= !real;
            }
            written[0] += batch.examples();
        });
        SafetensorsWriter writer = new SafetensorsWriter()
                .metadata(KEY, "1")
                .metadata("examples", dataset.name())
                .floats(INPUTS, values, shape(dataset.size(), input.toArray()));
        if (isPadded[0]) {
            writer.bytes(PADDING, DataType.U8, padding, dataset.size(), input.positions());
        }
        writer.write(file);
    }

    private static long[] shape(long examples, int... extents) {
        long[] shape = new long[extents.length + 1];
        shape[0] = examples;
        for (int axis = 0; axis < extents.length; axis++) {
            shape[axis + 1] = extents[axis];
        }
        return shape;
    }

    /** Whether a file is one of these. */
    public static boolean isOne(Path file) {
        if (!Files.isRegularFile(file)
                || !String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(".safetensors")) {
            return false;
        }
        try (SafetensorsFile opened = SafetensorsFile.read(file)) {
            return opened.metadata().containsKey(KEY);
        } catch (EvenkeelException other) {
            return false;
        }
    }

    /**
     * Reads examples, with targets of 0.
     *
     * @throws EvenkeelException if the file is damaged, or its examples have another shape
     */
    public static Dataset read(Path file, Shape input) {
        String name = String.valueOf(file.getFileName());
        try (SafetensorsFile opened = SafetensorsFile.read(file)) {
            TensorEntry inputs = opened.tensor(INPUTS);
            long[] shape = inputs.shape();
            int[] extents = input.toArray();
            boolean fits = shape.length == extents.length + 1 && shape[0] >= 1 && shape[0] <= Integer.MAX_VALUE;
            if (!fits || !Arrays.equals(shape, shape(shape[0], extents))) {
                throw new EvenkeelException(
                        name + " holds inputs " + Arrays.toString(shape) + ", but the model reads examples " + input
                                + ". Use inputs that were collected for this model");
            }
            int examples = (int) shape[0];
            byte[] padding = new byte[0];
            if (opened.tensors().containsKey(PADDING)) {
                TensorEntry marks = opened.tensor(PADDING);
                if (marks.type() != DataType.U8 || !marks.hasShape(examples, input.positions())) {
                    throw new EvenkeelException(name + " needs padding [" + examples + ", " + input.positions()
                            + "] of U8, but holds " + marks.type() + " " + Arrays.toString(marks.shape())
                            + ". Take an intact copy of the file");
                }
                padding = opened.bytes(PADDING);
            }
            return new Inputs(name, input, examples, opened.floats(INPUTS), padding);
        }
    }

    private record Inputs(String name, Shape inputShape, int size, float[] values, byte[] padding) implements Dataset {
        @Override
        public Target target() {
            return Target.values(1);
        }

        @Override
        public void read(int index, Batch batch, int row) {
            int width = inputShape.size();
            System.arraycopy(values, index * width, batch.inputs(), batch.inputOffset(row), width);
            batch.targets()[batch.targetOffset(row)] = 0;
            int positions = inputShape.positions();
            for (int position = 0; position < positions && padding.length > 0; position++) {
                if (padding[index * positions + position] != 0) {
                    batch.mask().pad(row * positions + position);
                }
            }
        }

        @Override
        public String toString() {
            return describe();
        }
    }
}
