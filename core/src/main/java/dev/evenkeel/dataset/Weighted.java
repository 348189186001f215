package dev.evenkeel.dataset;

/** Examples with weights of their own. */
final class Weighted extends Forwarding {
    private final float[] weights;

    Weighted(Dataset data, float[] weights) {
        super(data);
        this.weights = weights;
    }

    @Override
    public void read(int index, Batch batch, int row) {
        super.read(index, batch, row);
        batch.weights()[row] = weights[index];
    }
}
