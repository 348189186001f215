package dev.evenkeel.lab.review;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.data.table.encoding.InputColumn;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.lab.review.ReviewFinding.Rule;
import dev.evenkeel.train.Evaluation;
import dev.evenkeel.train.metric.ConfusionMatrix;
import dev.evenkeel.train.metric.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Looks at how a model did on its test part: whether it does better than guessing, which classes it never predicts or were
 * not tested, and whether one column gives the target away.
 *
 * <pre>{@code
 * List<ReviewFinding> findings = Review.of(predictor, data.training(), data.test().orElseThrow())
 *         .columns(data.encoding().orElseThrow().inputColumns())
 *         .findings();
 * }</pre>
 */
@CheckReturnValue
public final class Review {
    private static final int BLOCK = 256;
    private static final int MAX_CLASSES = 4096;
    private static final int MAX_NAMED = 5;
    /** With fewer of a class in the test, not to predict it may be chance. */
    private static final int MIN_EXAMPLES = 2;

    private final Predictor predictor;
    private final Dataset training;
    private final Dataset test;
    private final List<InputColumn> columns;
    private final String advice;

    private Review(Predictor predictor, Dataset training, Dataset test, List<InputColumn> columns, String advice) {
        this.predictor = predictor;
        this.training = training;
        this.test = test;
        this.columns = List.copyOf(columns);
        this.advice = advice;
    }

    /** @param test examples that were not learnt from */
    public static Review of(Predictor predictor, Dataset training, Dataset test) {
        return new Review(
                predictor,
                training,
                test,
                List.of(),
                ". Rare classes count as much as common ones with --class-weights balanced "
                        + "(Trainer.classWeights(ClassWeights.balanced()))");
    }

    /** The same for a table with these columns, which are looked at one by one. */
    public Review columns(List<InputColumn> newColumns) {
        return new Review(predictor, training, test, newColumns, advice);
    }

    /** The same for a training that weighed its classes already. */
    public Review weighed() {
        return new Review(predictor, training, test, columns, ". More examples of it would help");
    }

    /** The most urgent first; empty where all looks well. */
    public List<ReviewFinding> findings() {
        if (test.target() instanceof Target.Classes classes) {
            boolean reviewed =
                    classes.count() <= MAX_CLASSES && predictor.output().positions() == 1;
            return reviewed ? ofClasses(classes) : List.of();
        }
        return test.size() > 1 ? ofNumbers() : List.of();
    }

    private List<ReviewFinding> ofNumbers() {
        double r2 = Evaluation.of(predictor, test, List.of(Metrics.r2()))
                .values()
                .iterator()
                .next();
        List<ReviewFinding> findings = new ArrayList<>();
        if (r2 <= 0) {
            findings.add(new ReviewFinding(
                    Rule.NO_BETTER_THAN_GUESSING,
                    String.format(
                            Locale.ROOT,
                            "R2 is %.3f on the test part: no better than always predicting the mean",
                            r2)));
        }
        TargetCopy.find(columns, training, test).ifPresent(findings::add);
        return findings;
    }

    private List<ReviewFinding> ofClasses(Target.Classes classes) {
        ConfusionMatrix matrix = confusion(classes);
        long[] learnt = counts(training, classes);
        int commonest = IntStream.range(0, classes.count())
                .reduce((best, other) -> matrix.actual(other) > matrix.actual(best) ? other : best)
                .orElse(0);
        double guessed = (double) matrix.actual(commonest) / matrix.total();
        List<ReviewFinding> findings = new ArrayList<>();
        if (matrix.accuracy() <= guessed && guessed < 1) {
            findings.add(new ReviewFinding(
                    Rule.NO_BETTER_THAN_GUESSING,
                    String.format(
                            Locale.ROOT,
                            "Accuracy %.3f on the test part is no better than always predicting the commonest class,"
                                    + " '%s' (%.3f)",
                            matrix.accuracy(),
                            classes.labels().get(commonest),
                            guessed)));
        }
        neverPredicted(matrix, findings);
        untested(matrix, learnt, findings);
        TargetCopy.find(columns, training, test)
                .or(() -> ColumnLeak.find(columns, training, test, matrix.accuracy(), guessed))
                .ifPresent(findings::add);
        return findings;
    }

    private void neverPredicted(ConfusionMatrix matrix, List<ReviewFinding> findings) {
        List<Integer> never = IntStream.range(0, matrix.labels().size())
                .filter(label -> matrix.actual(label) >= MIN_EXAMPLES && matrix.predicted(label) == 0)
                .boxed()
                .toList();
        if (never.isEmpty()) {
            return;
        }
        List<String> named =
                named(never, matrix.labels(), label -> matrix.actual(label) + " of " + matrix.total() + " examples");
        findings.add(new ReviewFinding(
                Rule.NEVER_PREDICTED,
                (never.size() == 1
                                ? "Class " + named.get(0) + " of the test part is never predicted"
                                : never.size() + " classes of the test part are never predicted: "
                                        + joined(named, never))
                        + advice));
    }

    private static void untested(ConfusionMatrix matrix, long[] learnt, List<ReviewFinding> findings) {
        List<Integer> untested = IntStream.range(0, learnt.length)
                .filter(label -> learnt[label] > 0 && matrix.actual(label) == 0)
                .boxed()
                .toList();
        if (untested.isEmpty()) {
            return;
        }
        List<String> named = named(untested, matrix.labels(), label -> "learnt from " + learnt[label]);
        findings.add(new ReviewFinding(
                Rule.UNTESTED_CLASS,
                untested.size() == 1
                        ? "Class " + named.get(0) + " has no example in the test part, so nothing tests it"
                        : untested.size() + " classes have no example in the test part, so nothing tests them: "
                                + joined(named, untested)));
    }

    /** As {@code 'a' (3 of 20 examples)}, of the first. */
    private static List<String> named(List<Integer> indices, List<String> labels, IntFunction<String> said) {
        return indices.stream()
                .limit(MAX_NAMED)
                .map(index -> "'" + labels.get(index) + "' (" + said.apply(index) + ")")
                .toList();
    }

    private static String joined(List<String> named, List<Integer> all) {
        return String.join(", ", named)
                + (all.size() > named.size() ? " and " + (all.size() - named.size()) + " more" : "");
    }

    private ConfusionMatrix confusion(Target.Classes classes) {
        ConfusionMatrix.Counter counter =
                ConfusionMatrix.start(predictor.output(), classes, predictor.outputActivation());
        int width = predictor.output().size();
        float[] outputs = new float[Math.min(BLOCK, Math.max(1, test.size())) * width];
        test.forEachBatch(BLOCK, batch -> {
            predictor.predict(batch.inputs(), 0, batch.examples(), outputs, 0, batch.mask());
            for (int row = 0; row < batch.examples(); row++) {
                counter.add(outputs, row * width, batch.targets(), batch.targetOffset(row));
            }
        });
        return counter.matrix();
    }

    private static long[] counts(Dataset data, Target.Classes classes) {
        long[] counts = new long[classes.count()];
        data.forEachBatch(BLOCK, batch -> {
            for (int row = 0; row < batch.examples(); row++) {
                counts[(int) batch.targets()[batch.targetOffset(row)]]++;
            }
        });
        return counts;
    }
}
