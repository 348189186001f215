package dev.evenkeel.testkit.bits;

import static dev.evenkeel.augment.Augmentations.horizontalFlip;
import static dev.evenkeel.augment.Augmentations.randomCrop;

import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Example;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.formats.YamlNetwork;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.ResNet;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.KeptEpoch;
import dev.evenkeel.train.ShippedStatistics;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.train.loss.ClassWeights;
import dev.evenkeel.train.loss.Losses;
import dev.evenkeel.train.optimizer.GradientClipping;
import dev.evenkeel.train.optimizer.Optimizers;
import dev.evenkeel.train.optimizer.ParameterGroup;
import dev.evenkeel.train.schedule.Schedules;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Small trainings that together use every layer, normalization, optimizer and setting that decides on a bit. Their
 * networks are the files {@code bits/NAME.yaml}.
 */
final class GoldenNetworks {
    private static final int EXAMPLES = 83;

    /** One training: how it is set, on which examples. */
    record Run(Trainer trainer, Target target, List<Example> examples) {
        Model model() {
            return trainer.fit(Datasets.of(trainer.network().input(), target, examples));
        }

        Run map(UnaryOperator<Example> change) {
            return new Run(trainer, target, examples.stream().map(change).toList());
        }
    }

    private GoldenNetworks() {}

    static Map<String, Run> all() {
        Map<String, Run> all = new LinkedHashMap<>();
        all.put(
                "mlp",
                classes(
                        "mlp",
                        trainer -> trainer.optimizer(Optimizers.sgd(0.1)
                                        .momentum(0.9)
                                        .nesterov()
                                        .weightDecay(1e-4))
                                .schedule(Schedules.cosine())));
        all.put(
                "mlp-running",
                classes(
                        "mlp",
                        trainer -> trainer.optimizer(Optimizers.sgd(0.05)).statistics(ShippedStatistics.RUNNING)));
        all.put("fine-tuned", fineTuned());
        all.put(
                "wide",
                classes(
                        "wide",
                        trainer -> trainer.batchSize(80)
                                .optimizer(Optimizers.sgd(0.05).momentum(0.9))));
        all.put(
                "dropout",
                values(
                        "dropout",
                        trainer -> trainer.loss(Losses.huber(1))
                                .optimizer(Optimizers.adamW(0.01))
                                .clip(GradientClipping.byNorm(1))
                                .averageWeights(0.9)
                                .validationShare(0.2)
                                .keep(KeptEpoch.BEST)));
        all.put(
                "ghost",
                classes(
                        "ghost",
                        trainer -> trainer.optimizer(Optimizers.rmsProp(0.01).momentum(0.5))
                                .accumulate(3)
                                .schedule(Schedules.oneCycle())));
        all.put(
                "renorm",
                classes(
                        "renorm",
                        trainer -> trainer.optimizer(Optimizers.adam(0.01).betas(0.8, 0.99))
                                .classWeights(ClassWeights.balanced())
                                .epochs(3)));
        all.put(
                "rows",
                classes(
                        "rows",
                        trainer -> trainer.optimizer(Optimizers.adam(0.005).weightDecay(1e-3))
                                .group(ParameterGroup.matching("first.*")
                                        .learningRateFactor(0.5)
                                        .weightDecay(0))
                                .clip(GradientClipping.byValue(0.05))
                                .schedule(Schedules.stepEvery(0.5, 0.1))));
        all.put(
                "cnn",
                classes(
                        "cnn",
                        trainer -> trainer.augment(randomCrop(1), horizontalFlip())
                                .optimizer(Optimizers.sgd(0.05).momentum(0.9))));
        all.put(
                "upward",
                values(
                        "upward",
                        trainer -> trainer.loss(Losses.meanSquaredError()).optimizer(Optimizers.adam(0.01))));
        all.put("sequence", lengths(classes("sequence", trainer -> trainer.optimizer(Optimizers.adam(0.01)))));
        all.put("tokens", tokens(classes("tokens", trainer -> trainer.optimizer(Optimizers.adam(0.01)))));
        all.put("graph", classes("graph", trainer -> trainer.optimizer(Optimizers.sgd(0.02))));
        all.put(
                "functions",
                labels(
                        "functions",
                        trainer -> trainer.loss(Losses.binaryCrossEntropy()).optimizer(Optimizers.sgd(0.02))));
        all.put("resnet", resNet());
        return all;
    }

    private static Run classes(String name, UnaryOperator<Trainer> settings) {
        Network network = network(name);
        return run(network, Target.classes(3), settings);
    }

    private static Run values(String name, UnaryOperator<Trainer> settings) {
        Network network = network(name);
        return run(network, Target.values(network.output().size()), settings);
    }

    private static Run labels(String name, UnaryOperator<Trainer> settings) {
        return values(name, settings)
                .map(example -> Example.of(
                        example.input(), example.target()[0] > 0 ? 1f : 0f, example.target()[1] > 1 ? 1f : 0f));
    }

    /** A second training that begins with a trained model, keeps statistics and parameters, and has another head. */
    private static Run fineTuned() {
        Run first = classes("mlp", trainer -> trainer);
        Trainer second = Trainer.from(first.model())
                .newHead(3)
                .freezeStatistics("2")
                .freezeParameters("1")
                .optimizer(Optimizers.sgd(0.05))
                .accumulate(2)
                .batchSize(16)
                .epochs(2)
                .seed(6);
        return new Run(second, first.target(), first.examples());
    }

    private static Run resNet() {
        Network network = ResNet.of(8).network(Shape.of(8, 8, 3), 3);
        return run(
                network,
                Target.classes(3),
                trainer -> trainer.optimizer(Optimizers.sgd(0.1).momentum(0.9)));
    }

    private static Run run(Network network, Target target, UnaryOperator<Trainer> settings) {
        Trainer plain = Trainer.of(network).batchSize(16).epochs(2).seed(5).threads(2);
        return new Run(settings.apply(plain), target, examples(network, target));
    }

    private static Network network(String name) {
        String resource = "/bits/" + name + ".yaml";
        try (InputStream file = Objects.requireNonNull(GoldenNetworks.class.getResourceAsStream(resource), resource)) {
            return YamlNetwork.parse(resource, new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private static List<Example> examples(Network network, Target target) {
        Randomness randomness = new Randomness(17);
        List<Example> examples = new ArrayList<>();
        for (int index = 0; index < EXAMPLES; index++) {
            float[] input = new float[network.input().size()];
            double sum = 0;
            for (int position = 0; position < input.length; position++) {
                input[position] = (float) randomness.nextGaussian();
                sum += (position % 3 - 1) * input[position];
            }
            double signal = sum / Math.sqrt(input.length);
            examples.add(Example.of(input, target(target, signal)).withWeight(index % 7 == 0 ? 2 : 1));
        }
        return examples;
    }

    private static float[] target(Target target, double signal) {
        if (target instanceof Target.Classes) {
            return new float[] {signal < -0.4 ? 0 : signal < 0.4 ? 1 : 2};
        }
        float[] values = new float[target.size()];
        for (int value = 0; value < values.length; value++) {
            values[value] = (float) (signal * (value + 1));
        }
        return values;
    }

    /** The same with sequences of 1 to all positions. */
    private static Run lengths(Run run) {
        int positions = run.trainer().network().input().extent(0);
        return run.map(example -> example.withLength(1 + Math.floorMod(Math.round(9 * example.input()[0]), positions)));
    }

    /** The same with indices for inputs. */
    private static Run tokens(Run run) {
        return run.map(example -> {
            float[] indices = new float[example.input().length];
            for (int position = 0; position < indices.length; position++) {
                indices[position] = Math.floorMod(Math.round(3 * example.input()[position]), 13);
            }
            return Example.of(indices, example.target());
        });
    }
}
