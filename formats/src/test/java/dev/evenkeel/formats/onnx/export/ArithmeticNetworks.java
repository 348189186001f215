package dev.evenkeel.formats.onnx.export;

import static dev.evenkeel.network.Layers.*;

import dev.evenkeel.arithmetic.Apply;
import dev.evenkeel.arithmetic.Combine;
import dev.evenkeel.arithmetic.Constant;
import dev.evenkeel.arithmetic.Function;
import dev.evenkeel.arithmetic.PRelu;
import dev.evenkeel.arithmetic.Reduce;
import dev.evenkeel.layer.Part;
import dev.evenkeel.layer.core.Embedding;
import dev.evenkeel.network.Network;
import dev.evenkeel.norm.LocalResponseNorm;
import dev.evenkeel.norm.LpNorm;
import dev.evenkeel.rearrange.Pad;
import dev.evenkeel.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Networks of the layers that imported networks need: functions, operators, reductions, rearrangements. */
final class ArithmeticNetworks {
    private static final Shape FEATURES = Shape.of(6);
    private static final Shape SEQUENCE = Shape.of(5, 6);
    private static final Shape IMAGE = Shape.of(8, 6, 4);

    private final Map<String, Network> networks = new LinkedHashMap<>();

    private ArithmeticNetworks() {}

    static Map<String, Network> all() {
        ArithmeticNetworks all = new ArithmeticNetworks();
        all.functions();
        all.combinations();
        all.reductions();
        all.rearrangements();
        all.others();
        return all.networks;
    }

    private void put(String name, Shape input, Part... parts) {
        networks.put(name, Network.of(input, parts));
    }

    private void functions() {
        for (Function function : Function.values()) {
            Apply apply = switch (function) {
                case POWER -> new Apply(function, 1.5f, 0);
                case CLIP -> new Apply(function, -0.5f, 0.25f);
                case LINEAR -> new Apply(function, 1.5f, -2);
                case ELU, CELU, SWISH -> new Apply(function, 0.7f, 0);
                default -> Apply.of(function);
            };
            boolean positive = List.of(Function.LOG, Function.SQRT, Function.RECIPROCAL, Function.POWER)
                    .contains(function);
            put(function.typeName(), FEATURES, positive ? sigmoid() : tanh(), apply);
        }
        put("clip from below", IMAGE, conv(3, 3), new Apply(Function.CLIP, 0, Float.POSITIVE_INFINITY), flatten());
        put("power of 2", FEATURES, new Apply(Function.POWER, 2, 0), linear(3));
    }

    private void combinations() {
        for (Combine.Operator operator : Combine.Operator.values()) {
            networks.put(
                    operator.typeName(),
                    Network.builder(SEQUENCE)
                            .add("positive", sigmoid())
                            .add("linear", linear(6), List.of("input"))
                            .add("both", new Combine(operator), List.of("positive", "linear"))
                            .build());
            networks.put(
                    operator.typeName() + " with a constant",
                    Network.builder(IMAGE)
                            .add("positive", sigmoid())
                            .add("constant", constant(4), List.of())
                            .add("both", new Combine(operator), List.of("positive", "constant"))
                            .add("conv", conv(3, 1))
                            .build());
        }
        networks.put(
                "squeeze and excitation",
                Network.builder(IMAGE)
                        .add("conv", conv(5, 3))
                        .add("mean", globalAveragePool())
                        .add("gate", linear(5))
                        .add("sigmoid", sigmoid())
                        .add("scaled", multiply(), List.of("conv", "sigmoid"))
                        .add("end", conv(2, 1))
                        .build());
        networks.put(
                "squeeze over axes",
                Network.builder(IMAGE)
                        .add("conv", conv(5, 3))
                        .add("mean", reduceMean(0, 1))
                        .add("gate", conv(5, 1))
                        .add("scaled", multiply(), List.of("gate", "conv"))
                        .build());
        networks.put(
                "only constants",
                Network.builder(FEATURES)
                        .add("left", constant(6), List.of())
                        .add("right", new Constant(Shape.of(6), Constant.Learning.FIXED), List.of())
                        .add("both", multiply(), List.of("left", "right"))
                        .add("sum", add(), List.of("both", "input", "left"))
                        .build());
        networks.put(
                "a constant before a sequence",
                Network.builder(Shape.of(5, 6))
                        .add("token", constant(5, 2), List.of())
                        .add("both", concatenate(), List.of("token", "input"))
                        .add("end", linear(3))
                        .build());
        networks.put(
                "a constant for output",
                Network.builder(FEATURES)
                        .add("table", constant(3, 6), List.of())
                        .add("norm", layerNorm())
                        .add("row", reshape(1, 6), List.of("input"))
                        .add("both", new Combine(Combine.Operator.PLUS), List.of("norm", "row"))
                        .build());
        networks.put(
                "combined flattened",
                Network.builder(IMAGE)
                        .add("conv", conv(3, 3))
                        .add("flat", flatten())
                        .add("relu", relu())
                        .add("both", multiply(), List.of("flat", "relu"))
                        .add("end", linear(3))
                        .build());
    }

    private void reductions() {
        for (Reduce.Operator operator : Reduce.Operator.values()) {
            put("reduce " + operator, SEQUENCE, sigmoid(), new Reduce(operator, List.of(0)));
            put("reduce channels " + operator, IMAGE, conv(3, 3), sigmoid(), new Reduce(operator, List.of(-1, 0)));
        }
        put("reduce flattened", IMAGE, conv(3, 3), flatten(), reduceMean(0));
    }

    private void rearrangements() {
        put("reshape", SEQUENCE, reshape(3, 2, 5), linear(4), reshape(24), linear(2));
        put("reshape of channels first", IMAGE, conv(3, 3), reshape(4, 2, 9), conv(2, 2));
        put("transpose", IMAGE, transpose(2, 0, 1), linear(3));
        put(
                "slice",
                SEQUENCE,
                slice(0, 1, 2).step(2),
                slice(-1, 5, 6).step(-1),
                slice(1, 4, 2).step(-2));
        put("take", SEQUENCE, take(0, 4, 0, 0, -2), take(-1, 1, 2));
        put("pad", SEQUENCE, pad(1, 0).after(0, 2).value(0.5f));
        for (Pad.Mode mode : List.of(Pad.Mode.EDGE, Pad.Mode.REFLECT, Pad.Mode.WRAP)) {
            put("pad " + mode, IMAGE, conv(3, 3), pad(2, 0, 3).mode(mode), conv(2, 1));
        }
        put("expand", SEQUENCE, reduceMean(1), expand(2, 5, 3));
        put("tile", SEQUENCE, tile(2, 3));
        put(
                "embedding",
                SEQUENCE,
                Apply.of(Function.ROUND),
                new Apply(Function.CLIP, -3, 2),
                new Embedding(5, 4).countingFromEnd(),
                layerNorm());
    }

    private void others() {
        put("prelu", FEATURES, linear(4), new PRelu(1));
        put("prelu of channels", IMAGE, conv(5, 3), new PRelu(5), flatten(), linear(3));
        put("prelu on a sequence", SEQUENCE, new PRelu(6));
        put("logSoftmax", IMAGE, conv(3, 3), logSoftmax());
        put("logSoftmax of features", FEATURES, logSoftmax());
        put("lpNorm", IMAGE, conv(3, 3), new LpNorm(2), flatten(), new LpNorm(1), linear(2));
        put("lpNorm of zeros", FEATURES, new Apply(Function.CLIP, 0, 0), new LpNorm(2));
        put("localResponseNorm", IMAGE, conv(7, 3), new LocalResponseNorm(3, 0.5f, 0.75f, 1.5f), conv(2, 1));
        put("localResponseNorm, even", IMAGE, conv(7, 3), new LocalResponseNorm(4, 0.5f, 0.75f, 1.5f), conv(2, 1));
        put("localResponseNorm of features", FEATURES, LocalResponseNorm.of(5), LocalResponseNorm.of(2), linear(2));
        put("localResponseNorm on a sequence", SEQUENCE, new LocalResponseNorm(3, 0.5f, 0.75f, 1), linear(2));
        put("fixed standardize", IMAGE, standardize(new float[] {1, 2, 3, 4}, new float[] {0.5f, 2, 3, 4}), conv(3, 3));
        put("fixed standardize as a whole", SEQUENCE, standardize(new float[] {1}, new float[] {0.5f}), linear(3));
        networks.put("attention", attention());
    }

    private static Network attention() {
        return Network.builder(SEQUENCE)
                .add("norm", layerNorm())
                .add("query", linear(6), List.of("norm"))
                .add("query.heads", reshape(5, 2, 3))
                .add("query.first", transpose(1, 0, 2))
                .add("key", linear(6), List.of("norm"))
                .add("key.heads", reshape(5, 2, 3))
                .add("key.last", transpose(1, 2, 0))
                .add("value", linear(6), List.of("norm"))
                .add("value.heads", reshape(5, 2, 3))
                .add("value.first", transpose(1, 0, 2))
                .add("scores", matmul(), List.of("query.first", "key.last"))
                .add("scale", new Apply(Function.LINEAR, 0.57735f, 0))
                .add("attention", softmax())
                .add("mixed", matmul(), List.of("attention", "value.first"))
                .add("mixed.last", transpose(1, 0, 2))
                .add("joined", reshape(5, 6))
                .add("table", constant(6, 4), List.of())
                .add("projected", matmul(), List.of("joined", "table"))
                .build();
    }
}
