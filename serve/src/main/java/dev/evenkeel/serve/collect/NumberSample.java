package dev.evenkeel.serve.collect;

import dev.evenkeel.drift.InputReservoir;
import dev.evenkeel.drift.stream.InputFile;
import dev.evenkeel.serve.model.Examples;
import dev.evenkeel.serve.watch.Collected;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Shape;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** A sample of inputs as the network reads them. */
final class NumberSample implements Sample {
    private final Shape input;
    private final InputReservoir reservoir;
    private final AtomicLong leftOut = new AtomicLong();

    NumberSample(Shape input, int limit, long seed) {
        this.input = input;
        long bytes = (long) Float.BYTES * input.size();
        reservoir = new InputReservoir(input, (int) Math.max(1, Math.min(limit, MAX_BYTES / bytes)), seed);
    }

    void offer(Examples examples) {
        int first = 0;
        for (int example = 0; example < examples.count(); example++) {
            if (!isFinite(examples.inputs(), example)) {
                offer(examples, first, example);
                first = example + 1;
                leftOut.incrementAndGet();
            }
        }
        offer(examples, first, examples.count());
    }

    private void offer(Examples examples, int first, int end) {
        if (end > first) {
            Mask mask = new Mask(end - first, input.positions());
            for (int example = first; example < end && !examples.mask().isComplete(); example++) {
                mask.copyFrom(examples.mask(), example, example - first);
            }
            reservoir.offer(examples.inputs(), first * input.size(), end - first, mask);
        }
    }

    private boolean isFinite(float[] inputs, int example) {
        for (int at = example * input.size(); at < (example + 1) * input.size(); at++) {
            if (!Float.isFinite(inputs[at])) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Collected collected() {
        return new Collected(reservoir.dataset().size(), reservoir.offered(), leftOut.get());
    }

    @Override
    public String ending() {
        return ".safetensors";
    }

    @Override
    public void write(Path file) {
        InputFile.write(reservoir.dataset(), file);
    }
}
