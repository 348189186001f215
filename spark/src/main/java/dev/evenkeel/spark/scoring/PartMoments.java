package dev.evenkeel.spark.scoring;

import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.model.Model;
import dev.evenkeel.model.PartwisePooling;
import dev.evenkeel.spark.rows.Features;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;

/**
 * The moments of a partition's rows at the inputs of layers, as numbers that any serializer carries: for each layer the count, then
 * a mean for each channel, then a sum of squares for each; behind all layers how many rows there were.
 *
 * @param settled the bytes of the model, settled as far as the layers need it
 * @param key of the model that reads the columns, which {@code reading} holds
 */
record PartMoments(
        Broadcast<byte[]> settled,
        Broadcast<byte[]> reading,
        String key,
        List<String> layers,
        Features features,
        Unfit unfit,
        String who)
        implements FlatMapFunction<Iterator<Row>, double[]> {
    private static final int MAX_ROWS = 8192;
    private static final int MAX_VALUES = 1 << 22;

    @Override
    public Iterator<double[]> call(Iterator<Row> rows) {
        Scorer scorer = Scorer.of(key, () -> Model.read("model", reading.value()));
        Model model = Model.read("model", settled.value());
        Shape input = model.network().input();
        int capacity = Math.max(1, Math.min(MAX_ROWS, MAX_VALUES / input.size()));
        RowBlocks blocks = new RowBlocks(rows, scorer, features, capacity, unfit, who);
        List<Moments> merged = List.of();
        long read = 0;
        try (Team team = Team.of(TaskContext.get().cpus())) {
            while (blocks.next()) {
                Dataset block = new FitRows(input, blocks.inputs(), places(blocks));
                read += block.size();
                List<Moments> moments = PartwisePooling.moments(model, layers, block, team);
                merged = merged.isEmpty() ? moments : merged(merged, moments);
            }
        }
        return packed(merged, read).iterator();
    }

    private static int[] places(RowBlocks blocks) {
        int[] places = new int[blocks.rows().size()];
        int fit = 0;
        for (int row = 0; row < places.length; row++) {
            if (blocks.isFit(row)) {
                places[fit++] = row;
            }
        }
        return Arrays.copyOf(places, fit);
    }

    private static List<Moments> merged(List<Moments> all, List<Moments> more) {
        for (int layer = 0; layer < all.size(); layer++) {
            all.get(layer).merge(more.get(layer));
        }
        return all;
    }

    private static List<double[]> packed(List<Moments> moments, long read) {
        List<double[]> packed = new ArrayList<>();
        packed.add(new double[] {read});
        for (Moments layer : moments) {
            int channels = layer.channels();
            double[] numbers = new double[1 + 2 * channels];
            numbers[0] = layer.count();
            System.arraycopy(layer.mean(), 0, numbers, 1, channels);
            System.arraycopy(layer.m2(), 0, numbers, 1 + channels, channels);
            packed.add(numbers);
        }
        return packed;
    }

    /** Merges what a partition gave for a layer. */
    static void merge(double[] numbers, Moments into) {
        int channels = (numbers.length - 1) / 2;
        into.merge(
                (long) numbers[0],
                Arrays.copyOfRange(numbers, 1, 1 + channels),
                Arrays.copyOfRange(numbers, 1 + channels, numbers.length),
                0);
    }

    /** Those rows of a block that are inputs, without targets. */
    private record FitRows(Shape inputShape, float[] inputs, int[] places) implements Dataset {
        @Override
        public int size() {
            return places.length;
        }

        @Override
        public Target target() {
            return Target.values(1);
        }

        @Override
        public void read(int index, Batch batch, int row) {
            int width = inputShape.size();
            System.arraycopy(inputs, places[index] * width, batch.inputs(), batch.inputOffset(row), width);
        }
    }
}
