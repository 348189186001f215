package dev.evenkeel.lab.training;

import dev.evenkeel.lab.experiment.Claim;
import dev.evenkeel.lab.experiment.Estimate;
import dev.evenkeel.lab.experiment.Expectation;
import dev.evenkeel.lab.experiment.Experiment;
import dev.evenkeel.lab.experiment.Findings;
import dev.evenkeel.lab.experiment.Laboratory;
import dev.evenkeel.lab.experiment.Trials;
import dev.evenkeel.lab.report.Block;
import dev.evenkeel.lab.training.ResidualBlocks.Body;
import dev.evenkeel.lab.training.ResidualBlocks.Order;
import dev.evenkeel.program.ParameterSlot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Normalise before or after the residual sum? {@link ResidualBlocks} of width 64, 6, 12 and 24 of them, before training, one batch
 * of 64, cross-entropy: the norm of the gradient of the last weights of the last block, and of the first block over it.
 */
final class OrderExperiment implements Experiment {
    private static final int SEEDS = 10;
    private static final int BATCH = 64;
    private static final List<Integer> BLOCKS = List.of(6, 12, 24);
    private static final String SOURCE = "Xiong et al. 2020 (arXiv 2002.04745)";

    private static final Expectation PRE = Expectation.below(
            1,
            "pre-falls",
            "transformer, pre-norm: the gradient of the last block is smaller with 24 blocks than with 6; theory has a"
                    + " factor of sqrt(6 / 24) = 0.5",
            SOURCE + ", Theorem 1");
    private static final Expectation POST = new Expectation(
            new Claim(
                    "post-stays",
                    "transformer, post-norm: it is between 1/1.5 and 1.5 times as large",
                    SOURCE + ", Theorem 1: it does not depend on the number of blocks; the bounds are ours"),
            1 / 1.5,
            1.5);
    private static final Expectation LARGER = Expectation.above(
            1, "post-larger", "transformer, 24 blocks: it is larger with post-norm than with pre-norm", SOURCE);

    private record Setting(Body body, Order order, int blocks) {}

    /** The norms of the gradients of each block's last weights. */
    private record Norms(List<Double> norms) {
        double last() {
            return norms.get(norms.size() - 1);
        }

        double firstOverLast() {
            return norms.get(0) / last();
        }
    }

    @Override
    public String name() {
        return "order";
    }

    @Override
    public String question() {
        return "normalise before or after the residual sum?";
    }

    @Override
    public List<Claim> claims() {
        return Expectation.claims(PRE, POST, LARGER);
    }

    @Override
    public Findings run(Laboratory laboratory) {
        Examples examples = Examples.of(laboratory, name(), SEEDS);
        List<Setting> settings = Arrays.stream(Body.values())
                .flatMap(body -> Arrays.stream(Order.values())
                        .flatMap(order -> BLOCKS.stream().map(blocks -> new Setting(body, order, blocks))))
                .toList();
        Trials<Setting, Norms> trials = Trials.run(
                laboratory, name(), settings, examples.seeds(), (setting, seed) -> norms(examples, setting, seed));
        return new Findings(
                List.of(
                        PRE.judge(trials.ratio(transformer(Order.PRE, 24), transformer(Order.PRE, 6), Norms::last)),
                        POST.judge(trials.ratio(transformer(Order.POST, 24), transformer(Order.POST, 6), Norms::last)),
                        LARGER.judge(
                                trials.ratio(transformer(Order.POST, 24), transformer(Order.PRE, 24), Norms::last))),
                List.of(lastBlocks(trials), allBlocks(trials), table(trials, settings)));
    }

    private static Setting transformer(Order order, int blocks) {
        return new Setting(Body.TRANSFORMER, order, blocks);
    }

    private static Norms norms(Examples examples, Setting setting, long seed) {
        Learner learner = new Learner(
                ResidualBlocks.network(examples, setting.body(), setting.order(), setting.blocks()),
                examples.training(),
                BATCH,
                0,
                seed);
        learner.gradient(examples.order(BATCH, seed), 0, BATCH);
        return new Norms(IntStream.rangeClosed(1, setting.blocks())
                .mapToObj(ResidualBlocks::lastWeights)
                .map(name -> norm(learner, name))
                .toList());
    }

    private static double norm(Learner learner, String name) {
        float[] gradient = learner.parameters().stream()
                .filter(slot -> slot.name().equals(name))
                .findFirst()
                .map(ParameterSlot::gradient)
                .orElseThrow();
        double squares = 0;
        for (float value : gradient) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares);
    }

    private static Block lastBlocks(Trials<Setting, Norms> trials) {
        return new Block.Lines(
                "Gradient of the last block by the number of blocks",
                Block.Axis.logarithmic("blocks"),
                Block.Axis.logarithmic("gradient norm"),
                forms().map(form -> trials.series(
                                words(form),
                                BLOCKS.stream().map(Integer::doubleValue).toList(),
                                BLOCKS.stream()
                                        .map(blocks -> new Setting(form.body(), form.order(), blocks))
                                        .toList(),
                                Norms::last))
                        .toList());
    }

    private static Block allBlocks(Trials<Setting, Norms> trials) {
        return new Block.Lines(
                "Gradient by block, 24 blocks",
                Block.Axis.linear("block"),
                Block.Axis.logarithmic("gradient norm"),
                forms().map(form -> new Block.Series(
                                words(form),
                                IntStream.rangeClosed(1, form.blocks())
                                        .mapToObj(block -> (double) block)
                                        .toList(),
                                IntStream.range(0, form.blocks())
                                        .mapToObj(block -> trials.estimate(
                                                        form,
                                                        norms -> norms.norms().get(block))
                                                .median())
                                        .toList()))
                        .toList());
    }

    private static Stream<Setting> forms() {
        return Arrays.stream(Body.values())
                .flatMap(body -> Arrays.stream(Order.values()).map(order -> new Setting(body, order, 24)));
    }

    private static String words(Setting setting) {
        return setting.body().words + ", " + setting.order().words;
    }

    private static Block table(Trials<Setting, Norms> trials, List<Setting> settings) {
        List<List<String>> rows = new ArrayList<>();
        for (Setting setting : settings) {
            String blocks = Integer.toString(setting.blocks());
            Setting fewest = new Setting(setting.body(), setting.order(), BLOCKS.get(0));
            rows.add(trials.estimate(setting, Norms::last)
                    .row(setting.body().words, setting.order().words, blocks, "last block"));
            rows.add(trials.ratio(setting, fewest, Norms::last)
                    .row(setting.body().words, setting.order().words, blocks, "last block over that of 6 blocks"));
            rows.add(trials.estimate(setting, Norms::firstOverLast)
                    .row(setting.body().words, setting.order().words, blocks, "first block over last"));
        }
        return new Block.Table(
                "Norm of the gradient of a block's last weights",
                Estimate.columns("blocks of", "order", "blocks", "measure"),
                rows);
    }
}
