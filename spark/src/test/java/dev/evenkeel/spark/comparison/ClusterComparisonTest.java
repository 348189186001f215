package dev.evenkeel.spark.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.lab.comparison.Comparison;
import dev.evenkeel.lab.comparison.ComparisonReport;
import dev.evenkeel.lab.comparison.ComparisonResult;
import dev.evenkeel.lab.comparison.Configuration;
import dev.evenkeel.lab.comparison.ConfigurationResult;
import dev.evenkeel.lab.comparison.subject.Perceptron;
import dev.evenkeel.lab.comparison.subject.Variation;
import dev.evenkeel.network.Mlp;
import dev.evenkeel.spark.LocalSpark;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterComparisonTest {
    @TempDir
    private Path folder;

    @Test
    void aClusterFindsWhatOneComputerDoesAndGoesOnWhereItWasStopped() throws IOException {
        SparkContext context = LocalSpark.session().sparkContext();
        List<String> told = new ArrayList<>();
        ComparisonResult cluster = ClusterComparison.run(
                context,
                ClusterComparisonTest::comparison,
                folder.resolve("cluster"),
                (done, all) -> told.add(done + " of " + all));
        ComparisonResult alone = comparison().run(folder.resolve("alone"), 2, progress -> {}, () -> false);
        assertThat(values(cluster)).isEqualTo(values(alone));
        assertThat(cluster.verdict()).isEqualTo(alone.verdict());
        assertThat(ComparisonReport.json(cluster).array("arms").size())
                .isEqualTo(ComparisonReport.json(alone).array("arms").size());
        assertThat(told).containsExactly("1 of 4", "2 of 4", "3 of 4", "4 of 4");

        Files.delete(folder.resolve("cluster").resolve("cells").resolve("arm2-seed1.json"));
        told.clear();
        ComparisonResult again = ClusterComparison.run(
                context,
                ClusterComparisonTest::comparison,
                folder.resolve("cluster"),
                (done, all) -> told.add(done + " of " + all));
        assertThat(values(again)).isEqualTo(values(alone));
        assertThat(told).containsExactly("1 of 1");
    }

    private static List<List<Double>> values(ComparisonResult result) {
        return result.configurations().stream().map(ConfigurationResult::values).toList();
    }

    private static Comparison comparison() {
        Perceptron perceptron =
                new Perceptron(Shape.of(2), 2, Mlp.of(List.of(8)).dropout(Mlp.DropoutPlace.NONE, .3));
        List<Configuration> configurations =
                Configuration.of(List.of(Variation.parse("norm=batch,none")), perceptron, 32, .1);
        return new Comparison(points(1, 120), points(2, 60), configurations, 2, new Recipe());
    }

    private static final class Recipe implements Comparison.Recipe {
        @Override
        public int epochs(Configuration configuration) {
            return 2;
        }

        @Override
        public Trainer trainer(Configuration configuration) {
            return Trainer.of(configuration.network())
                    .batchSize(configuration.batch())
                    .epochs(2);
        }

        @Override
        public JsonObject settings() {
            return JsonObject.of().with("epochs", 2);
        }
    }

    private static Dataset points(long seed, int count) {
        Randomness randomness = Randomness.of(seed, "points");
        float[][] inputs = new float[count][2];
        int[] classes = new int[count];
        for (int point = 0; point < count; point++) {
            classes[point] = point % 2;
            inputs[point][0] = (float) randomness.nextGaussian() + 2 * classes[point];
            inputs[point][1] = (float) randomness.nextGaussian();
        }
        return Datasets.of(Shape.of(2), inputs, classes, Target.classes(2));
    }
}
