package dev.evenkeel.train.update;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Grain;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.ParameterUpdate;
import dev.evenkeel.program.ParameterSlot;
import dev.evenkeel.train.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The optimizer at work on a program's parameters. {@link #apply} writes next weights, next state and next averages
 * beside the present ones and checks them; {@link #commit} exchanges them.
 */
public final class Updates {
    private final Compute compute;
    private final Optimizer optimizer;
    private final Optional<Float> keep;
    private final List<Update> updates = new ArrayList<>();

    public Updates(
            Compute compute,
            Optimizer optimizer,
            List<ParameterSlot> parameters,
            ToDoubleFunction<ParameterSlot> learningRateFactor,
            ToDoubleFunction<ParameterSlot> weightDecay,
            Optional<Float> keep) {
        this.compute = compute;
        this.optimizer = optimizer;
        this.keep = keep;
        for (ParameterSlot slot : parameters) {
            if (slot.needsGradient()) {
                updates.add(new Update(
                        slot, (float) learningRateFactor.applyAsDouble(slot), (float) weightDecay.applyAsDouble(slot)));
            }
        }
    }

    public List<Update> all() {
        return updates;
    }

    /** The sum of squares of all gradients, along a fixed order. */
    public double squaredGradientNorm() {
        double sum = 0;
        for (int index = 0; index < updates.size(); index++) {
            sum += updates.get(index).squaredGradientNorm();
        }
        return sum;
    }

    public void clampGradients(float bound) {
        for (int index = 0; index < updates.size(); index++) {
            updates.get(index).clampGradient(bound);
        }
    }

    /**
     * Writes what comes after this step.
     *
     * @param learningRate the learning rate before groups
     * @param scale multiplies all gradients
     * @param number the step's number, from 1
     */
    public void apply(double learningRate, double scale, long number) {
        for (int index = 0; index < updates.size(); index++) {
            Update update = updates.get(index);
            update.begin((float) learningRate, (float) scale, number);
            compute.team().run(update.size, Grain.FLOATS, update);
        }
    }

    /** The parameter whose next values or state are not finite, if there is one. */
    public Optional<ParameterSlot> firstNonFinite() {
        for (int index = 0; index < updates.size(); index++) {
            if (!updates.get(index).finite) {
                return Optional.of(updates.get(index).slot);
            }
        }
        return Optional.empty();
    }

    public void commit() {
        for (int index = 0; index < updates.size(); index++) {
            updates.get(index).commit();
        }
    }

    /** One parameter with its optimizer state and average. */
    public final class Update implements Team.RangeTask {
        private final ParameterSlot slot;
        private final int size;
        private final float learningRateFactor;
        private final float weightDecay;
        private final ParameterUpdate present = new ParameterUpdate();
        private float[][] state;
        private float[][] nextState;
        private float[] average;
        private float[] nextAverage;
        private volatile boolean finite = true;

        private Update(ParameterSlot slot, float learningRateFactor, float weightDecay) {
            this.slot = slot;
            this.size = slot.values().length;
            this.learningRateFactor = learningRateFactor;
            this.weightDecay = weightDecay;
            int arrays = optimizer.state().size();
            state = new float[arrays][size];
            nextState = new float[arrays][size];
            average = keep.isPresent() ? slot.values().clone() : new float[0];
            nextAverage = new float[average.length];
        }

        public ParameterSlot slot() {
            return slot;
        }

        /** The committed state, in the order of {@link Optimizer#state()}. */
        public float[][] state() {
            return state;
        }

        /** The committed average; empty if none is kept. */
        public float[] average() {
            return average;
        }

        private void begin(float learningRate, float scale, long number) {
            finite = true;
            present.from(slot.values(), slot.gradient(), state)
                    .to(slot.next(), nextState)
                    .step(number, learningRate * learningRateFactor, scale, weightDecay);
        }

        @Override
        public void run(int from, int to) {
            Kernels kernels = compute.kernels();
            float[] next = slot.next();
            optimizer.update(kernels, present, from, to);
            boolean allFinite = kernels.elements().allFinite(next, from, to - from);
            for (float[] array : nextState) {
                allFinite &= kernels.elements().allFinite(array, from, to - from);
            }
            if (average.length > 0) {
                kernels.updates().average(average, next, nextAverage, from, to, keep.get());
            }
            if (!allFinite) {
                finite = false;
            }
        }

        private double squaredGradientNorm() {
            double sum = 0;
            for (int from = 0; from < size; from += Grain.FLOATS) {
                sum += compute.kernels()
                        .elements()
                        .sumOfSquares(slot.gradient(), from, Math.min(Grain.FLOATS, size - from));
            }
            return sum;
        }

        private void clampGradient(float bound) {
            float[] gradient = slot.gradient();
            for (int index = 0; index < size; index++) {
                gradient[index] = Math.max(-bound, Math.min(bound, gradient[index]));
            }
        }

        private void commit() {
            slot.commit();
            float[][] oldState = state;
            state = nextState;
            nextState = oldState;
            float[] oldAverage = average;
            average = nextAverage;
            nextAverage = oldAverage;
        }
    }
}
