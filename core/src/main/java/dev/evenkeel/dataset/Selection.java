package dev.evenkeel.dataset;

/** Some examples of another dataset. */
final class Selection extends Forwarding {
    private final int[] indices;

    Selection(Dataset whole, int[] indices) {
        super(whole);
        this.indices = indices;
    }

    @Override
    public int size() {
        return indices.length;
    }

    @Override
    public void read(int index, Batch batch, int row) {
        super.read(indices[index], batch, row);
    }

    @Override
    public String exampleName(int index) {
        return super.exampleName(indices[index]);
    }
}
