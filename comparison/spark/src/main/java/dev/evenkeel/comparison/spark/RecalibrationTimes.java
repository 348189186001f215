package dev.evenkeel.comparison.spark;

import dev.evenkeel.spark.EvenkeelModel;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * How long recalibration takes over rows of 20 columns from Parquet, on one core and on two in turn, and what share of twice the speed
 * the second core brings. The network has hidden layers of 64 and 32.
 */
final class RecalibrationTimes {
    private RecalibrationTimes() {}

    public static void main(String... arguments) throws IOException {
        long rows = arguments.length > 0 ? Long.parseLong(arguments[0]) : 50_000_000;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1;
        String parquet =
                Files.createTempDirectory("recalibration").resolve("rows").toString();
        try (SparkSession spark = Local.session(2)) {
            spark.range(0, rows, 1, 16).select(ScoringTimes.columns()).write().parquet(parquet);
        }
        List<Double> shares = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            double one = seconds(parquet, 1);
            double two = seconds(parquet, 2);
            shares.add(one / (2 * two));
            System.out.printf(
                    "%,d rows: %.1f s on one core, %.1f s on two: %.2f of twice the speed%n",
                    rows, one, two, one / (2 * two));
        }
        System.out.printf("median %.2f%n", ScoringTimes.median(shares));
    }

    private static double seconds(String parquet, int cores) throws IOException {
        try (SparkSession spark = Local.session(cores)) {
            EvenkeelModel model = EvenkeelModel.of(ScoringTimes.model()).setFeaturesCols(ScoringTimes.names());
            long start = System.nanoTime();
            model.recalibrate(spark.read().parquet(parquet));
            return (System.nanoTime() - start) / 1e9;
        }
    }
}
