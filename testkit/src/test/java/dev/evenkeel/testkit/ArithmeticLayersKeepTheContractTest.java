package dev.evenkeel.testkit;

import static dev.evenkeel.network.Layers.logSoftmax;
import static dev.evenkeel.network.Layers.matmul;

import dev.evenkeel.arithmetic.Apply;
import dev.evenkeel.arithmetic.Combine;
import dev.evenkeel.arithmetic.Constant;
import dev.evenkeel.arithmetic.Function;
import dev.evenkeel.arithmetic.PRelu;
import dev.evenkeel.arithmetic.Reduce;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.norm.LocalResponseNorm;
import dev.evenkeel.norm.LpNorm;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Functions, operators, reductions and what else imported networks compute. */
class ArithmeticLayersKeepTheContractTest implements OwnLayerContract {
    private static final Shape ROW = Shape.of(6);
    private static final Shape LINE = Shape.of(5, 6);
    private static final Shape IMAGE = Shape.of(3, 2, 6);

    @Override
    public Stream<LayerCase> cases() {
        return Stream.of(
                        functions(),
                        functionsAboveZero(),
                        operators(),
                        repeated(),
                        constants(),
                        slopes(),
                        reductions(),
                        equalExtremes(),
                        matrices(),
                        rows())
                .flatMap(List::stream);
    }

    private static List<LayerCase> functions() {
        List<LayerCase> cases = new ArrayList<>();
        for (Function function : Function.values()) {
            if (function != Function.LOG && function != Function.SQRT && function != Function.POWER) {
                cases.add(LayerCase.of(Apply.of(function), ROW));
                cases.add(LayerCase.of(Apply.of(function), IMAGE));
            }
        }
        for (Layer layer : List.of(
                new Apply(Function.ELU, 0.3f, 0),
                new Apply(Function.SELU, 1.2f, 0.7f),
                new Apply(Function.CELU, 0.6f, 0),
                new Apply(Function.HARD_SIGMOID, 0.45f, 0.3f),
                new Apply(Function.THRESHOLDED_RELU, -0.4567f, 0),
                new Apply(Function.CLIP, -0.4567f, 0.789f),
                new Apply(Function.CLIP, Float.NEGATIVE_INFINITY, 0.789f),
                new Apply(Function.CLIP, 0.789f, Float.POSITIVE_INFINITY),
                new Apply(Function.CLIP, 2.5f, 1.5f),
                new Apply(Function.SMOOTH_CLIP, 0.7f, 0),
                new Apply(Function.SWISH, -1.7f, 0),
                new Apply(Function.POWER, 1, 0),
                new Apply(Function.POWER, 2, 0),
                new Apply(Function.POWER, 3, 0),
                new Apply(Function.POWER, -1, 0),
                new Apply(Function.POWER, 0, 0),
                new Apply(Function.LINEAR, -2, 0.5f))) {
            cases.add(LayerCase.of(layer, LINE));
        }
        cases.add(LayerCase.of(Apply.of(Function.MISH), LINE).padded());
        return cases;
    }

    private static List<LayerCase> functionsAboveZero() {
        return List.of(
                LayerCase.of(Apply.of(Function.LOG), IMAGE).positive(),
                LayerCase.of(Apply.of(Function.SQRT), IMAGE).positive(),
                LayerCase.of(new Apply(Function.POWER, 0.5f, 0), IMAGE).positive(),
                LayerCase.of(new Apply(Function.POWER, -1.3f, 0), IMAGE).positive());
    }

    private static List<LayerCase> operators() {
        List<LayerCase> cases = new ArrayList<>();
        for (Combine.Operator operator : Combine.Operator.values()) {
            Combine layer = new Combine(operator);
            for (LayerCase tested : List.of(
                    LayerCase.of(layer, ROW, ROW),
                    LayerCase.of(layer, IMAGE, IMAGE),
                    LayerCase.of(layer, LINE, ROW),
                    LayerCase.of(layer, Shape.of(1), LINE))) {
                cases.add(operator == Combine.Operator.RAISE ? tested.positive() : tested);
            }
        }
        cases.add(
                LayerCase.of(new Combine(Combine.Operator.MAXIMUM), LINE, LINE).tied());
        cases.add(
                LayerCase.of(new Combine(Combine.Operator.MINIMUM), IMAGE, ROW).tied());
        return cases;
    }

    private static List<LayerCase> repeated() {
        List<LayerCase> cases = new ArrayList<>();
        for (Combine.Operator operator : List.of(Combine.Operator.MULTIPLY, Combine.Operator.SUBTRACT)) {
            Combine layer = new Combine(operator);
            cases.add(LayerCase.of(layer, IMAGE, Shape.of(3, 2, 1)));
            cases.add(LayerCase.of(layer, IMAGE, Shape.of(1, 1, 6)));
            cases.add(LayerCase.of(layer, Shape.of(3, 1, 6), Shape.of(2, 1)));
            cases.add(LayerCase.of(layer, Shape.of(3, 1, 4, 1), Shape.of(1, 2, 1, 5)));
            cases.add(LayerCase.of(layer, Shape.of(4, 1), Shape.of(7)));
            cases.add(LayerCase.of(layer, Shape.of(1), Shape.of(1, 1, 1)));
            cases.add(LayerCase.of(layer, Shape.of(37), Shape.of(2, 37)));
        }
        return cases;
    }

    private static List<LayerCase> constants() {
        List<LayerCase> cases = new ArrayList<>();
        for (Constant.Learning learning : Constant.Learning.values()) {
            cases.add(LayerCase.of(new Constant(Shape.of(1), learning)));
            cases.add(LayerCase.of(new Constant(IMAGE, learning)));
            cases.add(LayerCase.of(new Constant(LINE, learning)).treated(TrainingMode.TRAIN.withFrozenParameters()));
        }
        return cases;
    }

    private static List<LayerCase> slopes() {
        return List.of(
                LayerCase.of(new PRelu(1), ROW),
                LayerCase.of(new PRelu(1), IMAGE),
                LayerCase.of(new PRelu(6), ROW).refuses(Shape.of(5), "6 channels", "5 on its last axis"),
                LayerCase.of(new PRelu(6), IMAGE),
                LayerCase.of(new PRelu(37), Shape.of(3, 37)),
                LayerCase.of(new PRelu(6), LINE).treated(TrainingMode.TRAIN.withFrozenParameters()));
    }

    private static List<LayerCase> reductions() {
        List<LayerCase> cases = new ArrayList<>();
        for (Reduce.Operator operator : Reduce.Operator.values()) {
            for (LayerCase tested : List.of(
                    LayerCase.of(new Reduce(operator, List.of(-1)), ROW),
                    LayerCase.of(new Reduce(operator, List.of(-1)), IMAGE),
                    LayerCase.of(new Reduce(operator, List.of(1, 0)), IMAGE)
                            .refuses(ROW, "the axes [1, 0]", "has 1")
                            .refuses(Shape.of(2), "has 1"),
                    LayerCase.of(new Reduce(operator, List.of(0, -1)), Shape.of(2, 3, 2)))) {
                cases.add(operator == Reduce.Operator.LOG_SUM ? tested.positive() : tested);
            }
        }
        cases.add(LayerCase.of(new Reduce(Reduce.Operator.SUM, List.of(0, 1, 2)), Shape.of(4, 7, 5)));
        cases.add(LayerCase.of(new Reduce(Reduce.Operator.MEAN, List.of(1)), Shape.of(2, 1, 5)));
        cases.add(LayerCase.of(new Reduce(Reduce.Operator.MEAN, List.of(2)), LINE.prepend(3))
                .refuses(LINE, "the axes [2]"));
        cases.add(
                LayerCase.of(new Reduce(Reduce.Operator.MEAN, List.of(0)), LINE).padded());
        return cases;
    }

    private static List<LayerCase> equalExtremes() {
        return List.of(
                LayerCase.of(new Reduce(Reduce.Operator.MAX, List.of(0, 1)), IMAGE)
                        .tied(),
                LayerCase.of(new Reduce(Reduce.Operator.MIN, List.of(-1)), IMAGE)
                        .tied());
    }

    private static List<LayerCase> matrices() {
        return List.of(
                LayerCase.of(matmul(), Shape.of(3, 4), Shape.of(4, 5)).refuses(Shape.of(3, 4), "[..., m, k]"),
                LayerCase.of(matmul(), Shape.of(4, 4), Shape.of(4, 4)),
                LayerCase.of(matmul(), Shape.of(1, 6), Shape.of(6, 1)).refuses(Shape.of(6), "[..., m, k]"),
                LayerCase.of(matmul(), Shape.of(2, 3, 4), Shape.of(2, 4, 5)),
                LayerCase.of(matmul(), Shape.of(2, 3, 4), Shape.of(4, 5)),
                LayerCase.of(matmul(), Shape.of(3, 4), Shape.of(2, 4, 5)),
                LayerCase.of(matmul(), Shape.of(3, 1, 2, 4), Shape.of(2, 4, 3)),
                LayerCase.of(matmul(), Shape.of(33, 70), Shape.of(70, 37)));
    }

    private static List<LayerCase> rows() {
        List<LayerCase> cases = new ArrayList<>();
        for (Layer layer : List.of(
                logSoftmax(),
                new LpNorm(1),
                new LpNorm(2),
                LocalResponseNorm.of(5),
                new LocalResponseNorm(1, 0.3f, 0.75f, 2),
                new LocalResponseNorm(2, 0.9f, 0.5f, 1),
                new LocalResponseNorm(4, 0.8f, 1.3f, 0.5f),
                new LocalResponseNorm(3, 0.5f, 0.75f, 1),
                new LocalResponseNorm(20, 0.5f, -0.4f, 1))) {
            cases.add(LayerCase.of(layer, ROW));
            cases.add(LayerCase.of(layer, IMAGE));
            cases.add(LayerCase.of(layer, LINE).padded());
        }
        return cases;
    }
}
