package dev.evenkeel.lab.comparison;

import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.tensor.Shape;

/** A dataset whose fingerprint is taken once for all trainings. */
record FingerprintedData(Dataset data, String fingerprint) implements Dataset {
    static FingerprintedData of(Dataset data) {
        return new FingerprintedData(data, data.fingerprint());
    }

    @Override
    public int size() {
        return data.size();
    }

    @Override
    public Shape inputShape() {
        return data.inputShape();
    }

    @Override
    public Target target() {
        return data.target();
    }

    @Override
    public void read(int index, Batch batch, int row) {
        data.read(index, batch, row);
    }

    @Override
    public String name() {
        return data.name();
    }
}
