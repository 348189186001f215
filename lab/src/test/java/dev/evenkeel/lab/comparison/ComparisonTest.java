package dev.evenkeel.lab.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.lab.comparison.statistics.Guess;
import dev.evenkeel.lab.comparison.statistics.Verdict;
import dev.evenkeel.lab.comparison.subject.Perceptron;
import dev.evenkeel.lab.comparison.subject.Variation;
import dev.evenkeel.lab.report.Block;
import dev.evenkeel.lab.report.Report;
import dev.evenkeel.network.Mlp;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.CancelledException;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.train.loss.Losses;
import dev.evenkeel.train.optimizer.Optimizers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
    private static final Dataset TRAINING = points(1, 120);
    private static final Dataset TEST = points(2, 60);

    @TempDir
    private Path folder;

    @Test
    void theReferenceIsTheFirstArmAndOthersAreJudgedBesideIt() {
        ComparisonResult result = run(comparison(7, "rate=0.1,1e-6"), folder, 2);

        assertThat(result.reference().configuration().name()).isEqualTo("rate=0.1");
        assertThat(result.reference().judged()).isEmpty();
        assertThat(result.configurations().get(1).judged().orElseThrow().verdict())
                .isEqualTo(Verdict.WORSE);
        assertThat(result.ranked().get(0)).isEqualTo(result.reference());
        assertThat(result.configurations().get(1).stepsToTarget()).isInfinite();
        assertThat(result.reference().stepsToTarget()).isPositive().isLessThanOrEqualTo(4 * 4);
        assertThat(result.verdict()).hasSize(1);
        assertThat(result.verdict().get(0))
                .matches(
                        "rate=1e-6 is worse than rate=0.1: accuracy lower by 0[.]\\d+ \\(0[.]\\d+ to 0[.]\\d+, p = 0.016\\)[.]");
    }

    @Test
    void valuesAreTheSameForAnyNumberOfThreads() {
        Comparison comparison = comparison(3, "norm=batch,none", "dropout=none,after");

        assertThat(values(run(comparison, folder.resolve("one"), 1)))
                .isEqualTo(values(run(comparison, folder.resolve("three"), 3)));
    }

    @Test
    void whatIsInterruptedGoesOnWithWhatIsMissing() throws IOException {
        Comparison comparison = comparison(3, "norm=batch,layer");
        List<ComparisonProgress> seen = new CopyOnWriteArrayList<>();
        boolean[] stop = new boolean[1];

        assertThatThrownBy(
                        () -> comparison.run(folder, 1, progress -> stop[0] = progress.finished() >= 2, () -> stop[0]))
                .isInstanceOf(CancelledException.class)
                .hasMessage("The comparison was stopped. What had ended is kept in " + folder);
        List<Path> kept = trials();
        assertThat(kept).hasSize(2);
        kept.forEach(ComparisonTest::setOld);
        Files.writeString(folder.resolve("cells").resolve("arm1-seed3.json.0123456789abcdef.tmp"), "{\"cur");
        ComparisonResult resumed = comparison.run(folder, 1, seen::add, () -> false);

        assertThat(kept).allMatch(ComparisonTest::isOld);
        assertThat(trials()).hasSize(6);
        assertThat(values(resumed)).isEqualTo(values(run(comparison, folder.resolve("whole"), 1)));
        assertThat(seen.get(0).finished()).isEqualTo(2);
        assertThat(seen.get(0).share()).isBetween(8.0 / 24, 9.1 / 24);
        assertThat(seen).extracting(ComparisonProgress::share).isSortedAccordingTo(java.util.Comparator.naturalOrder());
        assertThat(seen.get(seen.size() - 1)).isEqualTo(new ComparisonProgress(6, 6, 1, 0));
    }

    @Test
    void theResultSaysWhereTheTimeWent() {
        ComparisonResult result = run(comparison(3, "norm=batch,layer"), folder, 2);
        Effort effort = result.effort().orElseThrow();

        assertThat(effort.trainings()).isEqualTo(6);
        assertThat(effort.training()).isBetween(0.0, 1.0);
        assertThat(effort.waiting()).isBetween(0.0, 1.0);
        assertThat(effort.bookkeeping()).isBetween(0.0, 1.0);
        assertThat(effort.words()).startsWith("Took ").contains(" on 2 threads: ", "bookkeeping", "waiting");
        assertThat(ComparisonReport.json(result).object("effort").members())
                .containsKeys("seconds", "threads", "trainings", "training", "waiting", "bookkeeping", "busy");
        assertThat(run(comparison(3, "norm=batch,layer"), folder, 2)
                        .effort()
                        .orElseThrow()
                        .trainings())
                .isZero();
    }

    @Test
    void moreSeedsAddToWhatIsThere() throws IOException {
        run(comparison(2, "norm=batch,layer"), folder, 1);
        List<Path> kept = trials();
        kept.forEach(ComparisonTest::setOld);

        ComparisonResult more = run(comparison(4, "norm=batch,layer"), folder, 1);

        assertThat(kept).hasSize(4).allMatch(ComparisonTest::isOld);
        assertThat(more.reference().values()).hasSize(4);
    }

    @Test
    void theFolderOfAnotherComparisonIsRefused() {
        run(comparison(1, "norm=batch,layer"), folder, 1);

        assertThatThrownBy(() -> run(comparison(1, "norm=batch,rms"), folder, 1))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage(
                        folder + " holds another comparison, which differs in arms. Ask for the same to go on with it,"
                                + " or give another folder");
    }

    @Test
    void aTrainingThatDivergesCountsAsAGuess() {
        ComparisonResult result = run(comparison(2, "rate=0.1,1e30"), folder, 1);

        ConfigurationResult diverged = result.configurations().get(1);
        assertThat(diverged.diverged()).isEqualTo(2);
        assertThat(diverged.values()).containsOnly(Guess.of(TRAINING, TEST));
        assertThat(result.reference().diverged()).isZero();
    }

    @Test
    void anArmThatCannotBeTrainedIsNamed() {
        assertThatThrownBy(() -> run(comparison(1, "batch=8,1"), folder, 2))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith("batch=1: ");
    }

    @Test
    void aGuessIsTheCommonestClassOrTheMean() {
        Target.Classes three = Target.classes(3);
        float[][] four = {{0}, {0}, {0}, {0}};
        Dataset training = Datasets.of(Shape.of(1), four, new int[] {0, 2, 2, 1}, three);
        Dataset test = Datasets.of(Shape.of(1), four, new int[] {2, 2, 2, 1}, three);

        assertThat(Guess.of(training, test)).isEqualTo(.75);
        assertThat(Guess.of(
                        Datasets.of(Shape.of(1), four, new float[][] {{1}, {3}, {1}, {3}}),
                        Datasets.of(Shape.of(1), four, new float[][] {{2}, {2}, {5}, {-1}})))
                .isEqualTo(Math.sqrt(18 / 4.0));
    }

    @Test
    void fewSeedsGiveAResultButNoVerdict() {
        ComparisonResult result = run(comparison(2, "norm=batch,layer,none"), folder, 2);

        assertThat(result.verdict())
                .containsExactly(
                        "Too few seeds to tell: with 2 no outcome could be significant, with 2 arms beside norm=batch"
                                + " it takes 7.");
        assertThat(result.configurations().get(1).judged().orElseThrow().verdict())
                .isEqualTo(Verdict.TOO_FEW_SEEDS);
    }

    @Test
    void theReportShowsBothFactorsAndHowMuchTheyMatter() {
        ComparisonResult result = run(comparison(1, "norm=none,batch", "placement=before,after"), folder, 1);
        Report report = ComparisonReport.of(result, "Comparison", List.of());

        assertThat(report.summary()).isEqualTo(result.verdict());
        assertThat(report.sections())
                .extracting(Report.Section::title)
                .containsExactly("Ranking", "Both factors", "Learning curves");
        Block.HeatMap map = (Block.HeatMap) report.sections().get(1).blocks().get(0);
        assertThat(map.rows()).containsExactly("norm=none", "norm=batch");
        assertThat(map.columns()).containsExactly("placement=before", "placement=after");
        assertThat(map.values().get(0).get(0))
                .isEqualTo(result.reference().value().median());
        assertThat(map.values().get(0).get(1)).isNaN();
        assertThat(result.robustness())
                .extracting(held -> held.factor().word() + "=" + held.value())
                .containsExactly("norm=none", "norm=batch", "placement=before", "placement=after");
        assertThat(result.robustness().get(0).span()).isZero();
        assertThat(ComparisonReport.json(result).array("arms").size()).isEqualTo(3);
        assertThat(ComparisonReport.tables(result).get(0).rows())
                .allSatisfy(row -> assertThat(row)
                        .hasSize(
                                ComparisonReport.tables(result).get(0).columns().size()));
    }

    @Test
    void whatThereIsSoFarIsReportedAndNotJudged() throws IOException {
        Comparison comparison = comparison(2, "rate=0.1,1e30", "norm=batch,layer");
        run(comparison, folder, 1);
        Files.delete(folder.resolve("cells").resolve("arm1-seed2.json"));
        Files.delete(folder.resolve("cells").resolve("arm2-seed1.json"));
        Files.delete(folder.resolve("cells").resolve("arm2-seed2.json"));

        Report report = ComparisonReport.soFar(
                comparison, folder, new ComparisonProgress(5, 8, 0.65, 90.2), "Comparison", List.of());

        assertThat(report.summary())
                .containsExactly(
                        "5 of 8 trainings have ended, with 65 % of all epochs. About 90 s are left.",
                        "Verdicts come when all have ended. Until then nothing is decided, and every median may change.");
        Block.Table table = (Block.Table) report.sections().get(0).blocks().get(0);
        assertThat(table.rows().get(0))
                .startsWith("rate=0.1 norm=batch", "1 of 2")
                .doesNotContain("");
        assertThat(table.rows().get(1)).containsExactly("rate=0.1 norm=layer", "0 of 2", "", "", "", "0", "");
        assertThat(table.rows().get(2)).startsWith("rate=1e30 norm=batch", "2 of 2", "", "", "", "2");
        Block.Bands curves = (Block.Bands) report.sections().get(1).blocks().get(0);
        assertThat(curves.bands())
                .extracting(Block.Band::name)
                .containsExactly("rate=0.1 norm=batch", "rate=1e30 norm=batch", "rate=1e30 norm=layer");
        assertThat(curves.bands().get(0).middle()).hasSize(4);
    }

    @Test
    void beforeTheFirstTrainingEndsThereIsATableAlone() {
        Report report = ComparisonReport.soFar(
                comparison(2, "norm=batch,layer"),
                folder,
                new ComparisonProgress(0, 4, 0, Double.NaN),
                "Comparison",
                List.of());

        assertThat(report.summary()).contains("0 of 4 trainings have ended.");
        assertThat(report.sections()).hasSize(1);
    }

    @Test
    void curvesAreThoseOfTheBestAndOfTheReference() {
        ComparisonResult result =
                run(comparison(1, "rate=1e-9,0.1,0.11,0.12,0.13,0.14,0.15,0.16,0.17,0.18,0.19"), folder, 2);
        Report report = ComparisonReport.of(result, "Comparison", List.of());

        Block.Bands curves = (Block.Bands)
                report.sections().get(report.sections().size() - 1).blocks().get(0);
        assertThat(curves.bands()).hasSize(9).extracting(Block.Band::name).contains("rate=1e-9");
        assertThat(curves.title()).endsWith(", of the best arms and rate=1e-9");
        assertThat(ComparisonReport.explanation(result)).startsWith("Values of one seed, without intervals; ");
    }

    @Test
    void nothingToCompareIsRefused() {
        assertThatThrownBy(() -> new Comparison(TRAINING, TEST, List.of(), 1, new Recipe()))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith("A comparison needs two arms or more, but got 0 that differ.");
    }

    private static Comparison comparison(int seeds, String... variations) {
        Perceptron perceptron =
                new Perceptron(Shape.of(2), 2, Mlp.of(List.of(8)).dropout(Mlp.DropoutPlace.NONE, .3));
        List<Configuration> configurations =
                Configuration.of(Stream.of(variations).map(Variation::parse).toList(), perceptron, 32, .1);
        return new Comparison(TRAINING, TEST, configurations, seeds, new Recipe());
    }

    private static ComparisonResult run(Comparison comparison, Path folder, int threads) {
        return comparison.run(folder, threads, progress -> {}, () -> false);
    }

    private static List<List<Double>> values(ComparisonResult result) {
        return result.configurations().stream().map(ConfigurationResult::values).toList();
    }

    private List<Path> trials() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("cells"))) {
            return files.sorted().toList();
        }
    }

    private static void setOld(Path file) {
        assertThat(file.toFile().setLastModified(1000)).isTrue();
    }

    private static boolean isOld(Path file) {
        try {
            return Files.getLastModifiedTime(file).equals(FileTime.fromMillis(1000));
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    private static Dataset points(long seed, int count) {
        Randomness randomness = Randomness.of(seed, "points");
        float[][] inputs = new float[count][2];
        int[] classes = new int[count];
        for (int point = 0; point < count; point++) {
            classes[point] = point % 3 == 0 ? 1 : 0;
            inputs[point][0] = (float) (randomness.nextGaussian() + 2 * classes[point]);
            inputs[point][1] = (float) (randomness.nextGaussian() - 2 * classes[point]);
        }
        return Datasets.of(Shape.of(2), inputs, classes, Target.classes(2));
    }

    private static final class Recipe implements Comparison.Recipe {
        @Override
        public int epochs(Configuration configuration) {
            return 4;
        }

        @Override
        public Trainer trainer(Configuration configuration) {
            return Trainer.of(configuration.network())
                    .loss(Losses.crossEntropy())
                    .optimizer(Optimizers.sgd(configuration.learningRate()))
                    .batchSize(configuration.batch())
                    .epochs(epochs(configuration));
        }

        @Override
        public JsonObject settings() {
            return JsonObject.of().with("epochs", 4);
        }
    }
}
