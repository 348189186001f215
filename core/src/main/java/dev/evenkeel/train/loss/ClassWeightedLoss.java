package dev.evenkeel.train.loss;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.rows.TargetRows;
import java.util.List;

/**
 * Another loss in which each example's weight is multiplied by that of its class.
 *
 * @param weights in the order of the classes
 */
record ClassWeightedLoss(Loss loss, List<Double> weights) implements Loss {
    ClassWeightedLoss {
        weights = List.copyOf(weights);
        if (loss instanceof CrossEntropy entropy && !entropy.classWeights().isEmpty()) {
            throw new EvenkeelException(
                    "The loss has class weights of its own, and the training weighs classes too: give "
                            + "one of them");
        }
    }

    @Override
    public JsonObject settings() {
        return loss.settings().with("classWeights", JsonArray.of(weights, JsonValue::of));
    }

    @Override
    public OutputActivation outputActivation() {
        return loss.outputActivation();
    }

    @Override
    public void check(Shape output, Target target) {
        loss.check(output, target);
    }

    @Override
    public Bound bind(Compute compute, Activations output, Target target, float[] gradient) {
        return new Weighted(loss.bind(compute, output, target, gradient), weights, output.capacity());
    }

    private static final class Weighted implements Bound {
        private final Bound bound;
        private final float[] byClass;
        private final float[] byExample;

        Weighted(Bound bound, List<Double> weights, int capacity) {
            this.bound = bound;
            byClass = new float[weights.size()];
            for (int index = 0; index < byClass.length; index++) {
                byClass[index] = weights.get(index).floatValue();
            }
            byExample = new float[capacity];
        }

        @Override
        public double run(int examples, float[] targets, float[] exampleWeights, float gradientScale) {
            return bound.run(examples, targets, weighted(examples, targets, exampleWeights), gradientScale);
        }

        @Override
        public double evaluate(int examples, float[] targets, float[] exampleWeights) {
            return bound.evaluate(examples, targets, weighted(examples, targets, exampleWeights));
        }

        @Override
        public double lastSum() {
            return bound.lastSum();
        }

        @Override
        public double lastWeight() {
            return bound.lastWeight();
        }

        private float[] weighted(int examples, float[] targets, float[] exampleWeights) {
            for (int example = 0; example < examples; example++) {
                byExample[example] = exampleWeights[example]
                        * byClass[TargetRows.classAt(ClassWeights.WHO, targets, example, byClass.length)];
            }
            return byExample;
        }
    }
}
