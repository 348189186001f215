package dev.evenkeel.comparison.driver;

import static dev.evenkeel.comparison.driver.worker.Participant.DL4J;
import static dev.evenkeel.comparison.driver.worker.Participant.EVENKEEL;
import static dev.evenkeel.comparison.driver.worker.Participant.EVENKEEL_17;
import static dev.evenkeel.comparison.driver.worker.Participant.LIBTORCH;
import static dev.evenkeel.comparison.driver.worker.Participant.ONEDNN;
import static dev.evenkeel.comparison.driver.worker.Participant.ONNX_RUNTIME;

import dev.evenkeel.comparison.Task;
import dev.evenkeel.comparison.driver.Target.Bound;
import dev.evenkeel.comparison.driver.Target.Side;
import dev.evenkeel.comparison.driver.worker.Participant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The rows, and what is wanted of them. */
final class Catalogue {
    /** Megabytes that a user ships. */
    static final String SHIP = "ship";

    /** Seconds from a process's start to its first prediction. */
    static final List<String> STARTS = List.of("start mlp", "start cnn");

    /** The most memory of a process that trains. */
    static final List<String> MEMORIES = List.of("memory mlp", "memory cnn");

    static final String SCALING = "scaling";

    private static final List<Integer> ONE = List.of(1);
    private static final List<Integer> BOTH = List.of(1, 2);
    private static final List<String> PRODUCTS = List.of("256x784x512", "1024x1024x1024", "128x64x128", "1x512x256");
    private static final List<String> CONVOLUTIONS = List.of("64x28x28x32->64", "64x16x16x64->64");
    private static final List<String> PASSES = List.of("forward", "backward-data", "backward-weights");
    private static final List<String> ROWS = List.of("256x128", "4096x1024");
    private static final List<String> IMAGES = List.of("64x32x32x64", "128x28x28x32");
    private static final String LAYER_NORM = "8192x768";
    private static final List<String> ATTENTIONS = List.of("12x4x256x32", "4x8x1024x64");
    private static final String LSTM = "lstm step 64x100x128->128";
    private static final String TRANSFORMER = "step transformer";
    private static final String TOKEN = "token transformer";
    private static final String STEP = " batch 128 channels 64";
    private static final String RESIDUAL_STEP = "step resnet20 batch 128";
    private static final List<String> RESIDUAL_PREDICTIONS = List.of("predict resnet20", "predict resnet20 batch 64");

    private Catalogue() {}

    static List<Group> groups() {
        List<Group> groups = new ArrayList<>();
        for (String shape : PRODUCTS) {
            groups.add(group("Matrix products", BOTH, List.of(LIBTORCH, ONEDNN), "product " + shape));
            groups.add(group("Matrix products", ONE, List.of(ONEDNN), "packed-product " + shape));
        }
        for (String shape : CONVOLUTIONS) {
            groups.add(group("Convolutions", BOTH, List.of(LIBTORCH, ONEDNN), convolutions(shape)));
        }
        for (String shape : Stream.concat(ROWS.stream(), IMAGES.stream()).toList()) {
            groups.add(group(
                    "Normalization",
                    BOTH,
                    List.of(LIBTORCH, ONEDNN),
                    "batchNorm forward " + shape,
                    "batchNorm backward " + shape,
                    "batchNorm+relu forward " + shape,
                    "batchNorm+relu backward " + shape));
        }
        groups.add(group(
                "Normalization",
                BOTH,
                List.of(LIBTORCH, ONEDNN),
                "layerNorm forward " + LAYER_NORM,
                "layerNorm backward " + LAYER_NORM));
        for (String shape : ATTENTIONS) {
            groups.add(group(
                    "Sequences", BOTH, List.of(LIBTORCH), "attention forward " + shape, "attention backward " + shape));
        }
        groups.add(group("Sequences", BOTH, List.of(LIBTORCH), LSTM));
        groups.add(group("Sequences", BOTH, List.of(LIBTORCH), TRANSFORMER));
        groups.add(group("Sequences", BOTH, List.of(ONNX_RUNTIME), TOKEN));
        for (String network : List.of("mlp", "cnn")) {
            groups.add(group(
                    "Training steps",
                    BOTH,
                    List.of(LIBTORCH, DL4J),
                    "step " + network + STEP,
                    "step " + network + "-plain" + STEP));
        }
        groups.add(group("Training steps", BOTH, List.of(LIBTORCH), RESIDUAL_STEP));
        for (String network : List.of("mlp", "cnn")) {
            groups.add(group(
                    "One example",
                    BOTH,
                    List.of(LIBTORCH, ONNX_RUNTIME, DL4J),
                    "predict " + network,
                    "predict " + network + "-plain"));
        }
        for (String row : RESIDUAL_PREDICTIONS) {
            groups.add(group("Predictions", BOTH, List.of(ONNX_RUNTIME), row));
        }
        return groups;
    }

    private static Group group(String title, List<Integer> threads, List<Participant> peers, String... tasks) {
        return new Group(title, Stream.of(tasks).map(Task::parse).toList(), peers, threads);
    }

    private static String[] convolutions(String shape) {
        return PASSES.stream().map(pass -> "conv " + pass + " " + shape).toArray(String[]::new);
    }

    static List<Target> targets() {
        List<Target> targets = new ArrayList<>();
        for (String shape : PRODUCTS.subList(0, 2)) {
            targets.add(faster("product " + shape, LIBTORCH, 1.05));
            targets.add(faster("product " + shape, ONEDNN, 0.90));
        }
        targets.add(faster("product " + PRODUCTS.get(2), ONEDNN, 0.90));
        targets.add(faster("product " + PRODUCTS.get(3), ONEDNN, 1.0));
        targets.add(faster("packed-product " + PRODUCTS.get(3), ONEDNN, 1.0));
        for (String shape : CONVOLUTIONS) {
            for (String row : convolutions(shape)) {
                targets.add(faster(row, LIBTORCH, "contiguous", 1.10));
                targets.add(faster(row, ONEDNN, 0.90));
            }
        }
        for (String shape : IMAGES) {
            String name = "batchNorm+relu forward + backward " + shape;
            List<String> rows = List.of("batchNorm+relu forward " + shape, "batchNorm+relu backward " + shape);
            targets.add(faster(name, rows, LIBTORCH, "contiguous", 4));
            targets.add(faster(name, rows, LIBTORCH, "channels_last", 1.8));
            targets.add(faster(name, rows, ONEDNN, "blocked", 0.9));
        }
        targets.add(faster("batchNorm forward " + ROWS.get(1), ONEDNN, 0.90));
        targets.add(faster("layerNorm forward " + LAYER_NORM, LIBTORCH, 1.2));
        targets.add(faster("layerNorm backward " + LAYER_NORM, LIBTORCH, 1.1));
        for (String shape : ATTENTIONS) {
            targets.add(faster("attention forward " + shape, LIBTORCH, 1.0));
            targets.add(faster("attention backward " + shape, LIBTORCH, 1.0));
        }
        targets.add(faster(LSTM, LIBTORCH, 1.0));
        targets.add(faster(TRANSFORMER, LIBTORCH, 1.2));
        targets.add(faster(TOKEN, ONNX_RUNTIME, 1.2));
        targets.add(faster("step mlp" + STEP, LIBTORCH, 1.4));
        targets.add(faster("step mlp-plain" + STEP, LIBTORCH, 1.2));
        for (String network : List.of("mlp", "mlp-plain")) {
            targets.add(faster("step " + network + STEP, DL4J, 4));
        }
        for (String network : List.of("cnn", "cnn-plain")) {
            targets.add(faster("step " + network + STEP, LIBTORCH, 1.5));
            targets.add(faster("step " + network + STEP, DL4J, 18));
        }
        targets.add(faster(RESIDUAL_STEP, LIBTORCH, 1.2));
        targets.add(costOfNormalization("cnn", 1.08));
        targets.add(costOfNormalization("mlp", 1.05));
        targets.add(faster("predict mlp", ONNX_RUNTIME, 1.3));
        targets.add(faster("predict cnn", ONNX_RUNTIME, 1.0));
        RESIDUAL_PREDICTIONS.forEach(row -> targets.add(faster(row, ONNX_RUNTIME, 1.0)));
        for (String row : STARTS) {
            targets.add(faster(row, LIBTORCH, 3));
            targets.add(faster(row, ONNX_RUNTIME, 1.0));
        }
        targets.add(faster(SHIP, LIBTORCH, 50));
        groups().forEach(group -> group.tasks().forEach(task -> targets.add(newerJdk(task.toString()))));
        return targets;
    }

    private static Target faster(String row, Participant peer, double wanted) {
        return faster(row, peer, "", wanted);
    }

    private static Target faster(String row, Participant peer, String setting, double wanted) {
        return faster(row, List.of(row), peer, setting, wanted);
    }

    private static Target faster(String name, List<String> rows, Participant peer, String setting, double wanted) {
        String against = setting.isEmpty() ? peer.title() : peer.title() + " " + setting;
        return new Target(
                name, against, new Side(peer, setting, rows), new Side(EVENKEEL, "", rows), Bound.AT_LEAST, wanted);
    }

    private static Target newerJdk(String row) {
        return new Target(
                row,
                "on 17, by 25",
                new Side(EVENKEEL, "", List.of(row)),
                new Side(EVENKEEL_17, "", List.of(row)),
                Bound.AT_LEAST,
                0.77);
    }

    private static Target costOfNormalization(String network, double wanted) {
        return new Target(
                "step " + network + STEP,
                "itself without normalization",
                new Side(EVENKEEL, "", List.of("step " + network + STEP)),
                new Side(EVENKEEL, "", List.of("step " + network + "-plain" + STEP)),
                Bound.AT_MOST,
                wanted);
    }
}
