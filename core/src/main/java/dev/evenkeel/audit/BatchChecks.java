package dev.evenkeel.audit;

import dev.evenkeel.dataset.EvenBatches;
import dev.evenkeel.model.StatisticsOrigin;
import dev.evenkeel.network.Node;
import dev.evenkeel.norm.BatchNorm;
import dev.evenkeel.norm.BatchNormalization;
import dev.evenkeel.norm.setting.Averaging;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a training asks of batch normalization: by its batches, its steps and its weight decay. */
final class BatchChecks {
    private static final double INFLATED = 1.1;

    /** The share of running statistics above which their initial values count. */
    static final double INITIAL_COUNTS = 0.01;

    static final List<Check> ALL = List.of(
            new Check(
                    "few-values",
                    "Statistics of few values are noisy, and 1/s is too large on average: by"
                            + " sqrt(m/2) Gamma((m-2)/2) / Gamma((m-1)/2) for m normal values",
                    "Wu and He 2018, arXiv 1803.08494; the mean of an inverse chi distribution",
                    "Take larger batches, or a normalization that does not depend on them, as groupNorm or batchRenorm",
                    BatchChecks::fewValues),
            new Check(
                    "batch-of-one",
                    "A batch with one value per channel has no variance, so training refuses it",
                    "Ioffe and Szegedy 2015, arXiv 1502.03167, section 3.1",
                    "Take another batch size, or one example more or less",
                    BatchChecks::batchOfOne),
            new Check(
                    "accumulation",
                    "Accumulated gradients are not a larger batch to batch normalization: statistics stay those of each batch",
                    "Wu and Johnson 2021, arXiv 2105.07576",
                    "Choose the batch size for the statistics, or a normalization that does not depend on batches",
                    BatchChecks::accumulation),
            new Check(
                    "decayed-norm",
                    "Weight decay on gamma and beta shrinks what the network computes; on weights before a normalization it only"
                            + " sets their effective learning rate",
                    "van Laarhoven 2017, arXiv 1706.05350; Goyal et al. 2017, arXiv 1706.02677",
                    "Give them a parameter group with decay 0 unless it is meant so",
                    BatchChecks::decayed),
            new Check(
                    "new-batch-weight",
                    "A new batch that weighs more than all before it leaves running statistics as noisy as those of one batch; such"
                            + " a weight is most often a momentum that was taken for the weight of the old average, or the other"
                            + " way round",
                    "momentum is the weight of the new batch in PyTorch (0.1), of the old average in Keras, Flax (0.99) and ONNX"
                            + " (0.9)",
                    "Say newBatchWeight 0.1 for PyTorch's momentum 0.1, and 0.01 for a momentum 0.99 of Keras",
                    BatchChecks::newBatchWeight),
            new Check(
                    "short-training",
                    "Running statistics follow slowly: after t batches their initial values still weigh (1 - newBatchWeight)^t",
                    "the definition of an exponential average",
                    "Train longer, take a larger newBatchWeight or cumulative statistics, or leave statistics of the population",
                    BatchChecks::shortTraining));

    private BatchChecks() {}

    /**
     * By how much {@code 1/s} of m normal values is larger than {@code 1/sigma} on average; m from 3 on.
     * {@code Gamma((m-2)/2) / Gamma((m-1)/2)} begins at {@code sqrt(pi)} and {@code 2/sqrt(pi)} for 3 and 4, and from m to
     * {@code m + 2} it is multiplied by {@code (m-2)/(m-1)}.
     */
    static double inflation(long m) {
        double ratio = m % 2 == 1 ? Math.sqrt(Math.PI) : 2 / Math.sqrt(Math.PI);
        for (long at = m % 2 == 1 ? 3 : 4; at < m; at += 2) {
            ratio *= (at - 2.0) / (at - 1.0);
        }
        return Math.sqrt(m / 2.0) * ratio;
    }

    private static void fewValues(Subject subject, Report report) {
        subject.circumstances()
                .batches()
                .ifPresent(cut ->
                        subject.batchNormalized().forEach(node -> fewValues(subject, node, largest(cut), report)));
    }

    private static void fewValues(Subject subject, Node node, int whole, Report report) {
        int positions = positions(node);
        int apart = subject.circumstances().apart();
        int batch = Math.max(1, whole / apart);
        int together = node.layer() instanceof BatchNorm norm && norm.ghostSize() != BatchNorm.WHOLE_BATCH
                ? Math.min(batch, norm.ghostSize())
                : batch;
        long values = (long) together * positions;
        String what = String.format(
                Locale.ROOT,
                "%,d %s per channel (%d of the batch%s x %d %s)",
                values,
                values == 1 ? "value" : "values",
                together,
                apart == 1 ? "" : " at each of " + apart + " workers",
                positions,
                positions == 1 ? "position" : "positions");
        if (values == 1) {
            report.error(node, "it cannot learn from " + what + ", whose variance is always 0");
        } else if (values == 2) {
            report.warning(node, "of " + what + " it makes nothing but +1 and -1, and 1/s has no mean");
        } else if (values < 1000 && node.layer() instanceof BatchNorm && inflation(values) > INFLATED) {
            report.warning(node, "with %s 1/s is %.2f times too large on average", what, inflation(values));
        }
    }

    private static void batchOfOne(Subject subject, Report report) {
        Optional<EvenBatches> batches = subject.circumstances().batches();
        if (batches.isEmpty() || smallest(batches.get()) != 1 || largest(batches.get()) == 1) {
            return;
        }
        for (Node node : subject.batchNormalized()) {
            if (positions(node) == 1) {
                report.error(
                        node,
                        "%,d examples in batches of %d leave a batch of one, from which it cannot learn",
                        batches.get().examples(),
                        batches.get().batchSize());
            }
        }
    }

    private static void accumulation(Subject subject, Report report) {
        int batches = subject.circumstances().accumulation();
        if (batches > 1) {
            subject.batchNormalized()
                    .forEach(node ->
                            report.note(node, "each of the " + batches + " batches of a step is normalised by itself"));
        }
    }

    private static void decayed(Subject subject, Report report) {
        for (Node node : subject.network().nodes()) {
            List<String> shrunk = node.parameters().stream()
                    .map(parameter -> node.name() + "." + parameter.name())
                    .filter(subject.circumstances().decayed()::contains)
                    .toList();
            if (!shrunk.isEmpty()) {
                report.note(node, "weight decay shrinks " + String.join(" and ", shrunk));
            }
        }
    }

    private static void newBatchWeight(Subject subject, Report report) {
        for (Node node : subject.batchNormalized()) {
            LayerKind.batchNormalization(node)
                    .map(BatchNormalization::averaging)
                    .filter(Averaging.Exponential.class::isInstance)
                    .map(averaging -> ((Averaging.Exponential) averaging).newBatchWeight())
                    .filter(weight -> weight > 0.5f)
                    .ifPresent(weight -> report.warning(node, question(weight)));
        }
    }

    private static String question(float weight) {
        String shown = Float.toString(weight);
        if (weight == 1) {
            return "its newBatchWeight is 1, so its running statistics are those of the last batch";
        }
        String other = BigDecimal.ONE
                .subtract(new BigDecimal(shown))
                .round(new MathContext(3))
                .stripTrailingZeros()
                .toPlainString();
        return "its newBatchWeight is " + shown + ", so its running statistics are hardly more than those of the last"
                + " batch. If " + shown + " is the momentum of Keras, Flax or ONNX, the newBatchWeight is " + other;
    }

    private static void shortTraining(Subject subject, Report report) {
        Circumstances known = subject.circumstances();
        if (known.examples().isEmpty()
                || known.epochs().isEmpty()
                || subject.model().isPresent()) {
            return;
        }
        known.batches().ifPresent(cut -> {
            long batches = (long) cut.count() * known.epochs().getAsInt();
            for (Node node : subject.batchNormalized()) {
                double initial = initialWeight(node, batches);
                boolean replaced =
                        known.statistics() == StatisticsOrigin.Kind.POPULATION && node.layer() instanceof BatchNorm;
                if (initial > INITIAL_COUNTS && !replaced) {
                    report.warning(
                            node,
                            "after %,d batches %.0f %% of its running statistics will still be their initial"
                                    + " values",
                            batches,
                            100 * initial);
                }
            }
        });
    }

    /** The weight that initial values hold in running statistics after so many batches. */
    static double initialWeight(Node node, long batches) {
        return LayerKind.batchNormalization(node)
                .map(BatchNormalization::averaging)
                .filter(Averaging.Exponential.class::isInstance)
                .map(averaging ->
                        Math.pow(1.0 - ((Averaging.Exponential) averaging).newBatchWeight(), (double) batches))
                .orElse(0.0);
    }

    private static int positions(Node node) {
        return node.inputShapes().get(0).positions();
    }

    private static int smallest(EvenBatches cut) {
        return cut.examples() / cut.count();
    }

    private static int largest(EvenBatches cut) {
        return (cut.examples() + cut.count() - 1) / cut.count();
    }
}
