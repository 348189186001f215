package dev.evenkeel.sequence.normalized;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.kernel.product.MatrixProduct;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.view.Epilogue;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.view.Start;
import dev.evenkeel.layer.RunningStatistic;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingMode.Source;
import dev.evenkeel.layer.TrainingMode.Update;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Trains a recurrent layer that normalises in its cells, one direction after the other. Products are shared by the team; what lies
 * between them is worked on step by step by one thread, as a batch's statistics need all of its sequences.
 */
public final class NormalizedPass implements TrainingPass {
    private final TrainingContext context;
    private final List<Direction> directions;

    public NormalizedPass(TrainingContext context, List<NormalizedCell> cells) {
        this.context = context;
        directions = cells.stream().map(cell -> new Direction(context, cell)).toList();
    }

    @Override
    public void forward(Step step) {
        for (Direction direction : directions) {
            direction.forward(step);
        }
    }

    @Override
    public void backward(Step step) {
        if (context.needsInputGradient(0)) {
            Arrays.fill(
                    context.inputGradient(0),
                    0,
                    step.examples() * context.inputShape().size(),
                    0f);
        }
        for (Direction direction : directions) {
            direction.backward();
        }
    }

    private static final class Direction implements StepSweep.Products, StepGradient.ToStates {
        private static final Epilogue NONE = new Epilogue();

        private final TrainingContext context;
        private final NormalizedCell cell;
        private final AlignedSteps steps;
        private final Map<String, StepNorm> norms = new LinkedHashMap<>();
        private final List<BatchStepNorm> ofBatch = new ArrayList<>();
        private final List<StepStatistics> running = new ArrayList<>();
        private final Variable inputWeight;
        private final Variable stateWeight;
        private final Variable inputBeta;
        private final Variable stateBeta;
        private final Variable inputGamma;
        private final Variable stateGamma;
        private final List<Variable> memory;
        private final StepSweep sweep;
        private final StepGradient gradient;
        private final MatrixProduct forward;
        private final MatrixProduct backward;
        private final Matrix inputs;
        private final Matrix inputWeights;
        private final Matrix stateWeights;
        private final Matrix inputWeightsTransposed;
        private final Matrix stateWeightsTransposed;
        private final Matrix ofInputs;
        private final Matrix ofInputsTransposed;
        private final Matrix ofStatesTransposed;
        private final Matrix stepOfStates;
        private final Matrix stepStates;
        private final Matrix states;

        Direction(TrainingContext context, NormalizedCell cell) {
            this.context = context;
            this.cell = cell;
            int channels = context.inputShape().channels();
            int hidden = cell.hidden();
            int gateValues = cell.gateValues();
            int rows = context.input().rows(context.batchSize());
            Compute compute = context.compute();
            steps = new AlignedSteps(context.input(), cell.order());
            inputWeight = context.parameter(cell.name("weight_ih"));
            stateWeight = context.parameter(cell.name("weight_hh"));
            inputBeta = context.parameter(cell.name("bias_ih"));
            stateBeta = context.parameter(cell.name("bias_hh"));
            inputGamma = context.parameter(cell.norm("ih", "weight"));
            stateGamma = context.parameter(cell.norm("hh", "weight"));
            memory = cell.isLstm()
                    ? List.of(context.parameter(cell.norm("c", "weight")), context.parameter(cell.norm("c", "bias")))
                    : List.of();
            for (String norm : cell.norms()) {
                norms.put(norm, norm(norm, rows));
            }
            sweep = new StepSweep(compute.kernels(), cell, context.input(), context.output(), this::norm, steps);
            gradient = new StepGradient(sweep, context.batchSize());
            forward = new MatrixProduct(compute, Math.max(channels, hidden), gateValues);
            backward = new MatrixProduct(compute, Math.max(rows, gateValues), Math.max(channels, hidden));
            inputs = Matrix.rowMajor(rows, channels).over(sweep.inputs);
            inputWeights = Matrix.rowMajor(gateValues, channels);
            stateWeights = Matrix.rowMajor(gateValues, hidden);
            inputWeightsTransposed = Matrix.columnMajor(channels, gateValues);
            stateWeightsTransposed = Matrix.columnMajor(hidden, gateValues);
            ofInputs = Matrix.rowMajor(rows, gateValues).over(sweep.ofInputs);
            ofInputsTransposed = Matrix.columnMajor(gateValues, rows).over(sweep.ofInputs);
            ofStatesTransposed = Matrix.columnMajor(gateValues, rows).over(sweep.ofStates);
            stepOfStates = Matrix.rowMajor(context.batchSize(), gateValues);
            stepStates = Matrix.rowMajor(context.batchSize(), hidden);
            states = Matrix.rowMajor(rows, hidden).over(sweep.states);
        }

        private StepNorm norm(String norm) {
            return Objects.requireNonNull(norms.get(norm));
        }

        private StepNorm norm(String norm, int rows) {
            float epsilon = cell.normalization().epsilon();
            if (cell.isOfBatch()) {
                BatchStepNorm batch =
                        new BatchStepNorm(steps, context.inputShape().positions(), cell.columns(norm), epsilon);
                ofBatch.add(batch);
                running.add(new StepStatistics(
                        context.statistic(cell.norm(norm, "running_mean")),
                        context.statistic(cell.norm(norm, "running_var")),
                        context.statistic(cell.stepsName())));
                return batch;
            }
            int[] groups = norm.equals("c") ? new int[] {cell.hidden()} : cell.gateGroups();
            return new LayerStepNorm(steps, rows, groups, epsilon);
        }

        void forward(Step step) {
            Source source = context.trainingMode().source();
            for (int index = 0; index < ofBatch.size(); index++) {
                StepStatistics statistics = running.get(index);
                ofBatch.get(index).by(source, 0);
                ofBatch.get(index)
                        .running(
                                statistics.mean().values(),
                                statistics.variance().values(),
                                statistics.gathered());
            }
            sweep.read(inputGamma.values(), inputBeta.values(), stateGamma.values(), stateBeta.values());
            if (cell.isLstm()) {
                sweep.readMemory(memory.get(0).values(), memory.get(1).values());
            }
            inputWeightsTransposed.over(inputWeight.values());
            stateWeightsTransposed.over(stateWeight.values());
            steps.begin(step.examples());
            if (cell.isOfBatch() && source == Source.BATCH && steps.count(0) < 2) {
                throw new EvenkeelException("'" + context.name() + "' cannot learn from " + steps.count(0)
                        + " sequence: the variance of each step over the batch is always 0. Use batches of at least 2"
                        + " sequences, or 'normalization: layer' in the cell");
            }
            sweep.forward(step.examples(), this);
            boolean follows = source == Source.BATCH
                    && context.trainingMode().update() == Update.FOLLOW
                    && step.purpose() == Step.Purpose.LEARN;
            if (follows && cell.isOfBatch()) {
                follow();
            }
        }

        private void follow() {
            int maxSteps = cell.normalization().maxSteps();
            int seen = 0;
            while (seen < steps.steps() && ofBatch.get(0).isOfBatch(seen)) {
                seen++;
            }
            for (int index = 0; index < ofBatch.size(); index++) {
                float weight = cell.normalization().newBatchWeight();
                running.get(index).follow(ofBatch.get(index), steps, seen, maxSteps, weight);
            }
            RunningStatistic tracked = running.get(0).tracked();
            tracked.next()[0] = Math.max(tracked.values()[0], Math.min(seen, maxSteps));
            tracked.markWritten(steps.count(0));
        }

        @Override
        public void ofInputs(int rows) {
            forward.run(inputs.rows(rows), inputWeightsTransposed, ofInputs.rows(rows), Start.ZERO, NONE);
        }

        @Override
        public void ofStates(int first, int rows) {
            forward.run(
                    stepStates.over(sweep.states, first * cell.hidden()).rows(rows),
                    stateWeightsTransposed,
                    stepOfStates.over(sweep.ofStates, first * cell.gateValues()).rows(rows),
                    Start.ZERO,
                    NONE);
        }

        @Override
        public void add(int first, int rows, float[] stateGradient) {
            backward.run(
                    stepOfStates.over(sweep.ofStates, first * cell.gateValues()).rows(rows),
                    stateWeights,
                    stepStates.over(stateGradient).rows(rows),
                    Start.SUM,
                    NONE);
        }

        void backward() {
            stateWeights.over(stateWeight.values());
            gradient.backward(context.outputGradient(), this);
            if (steps.rows() == 0) {
                return;
            }
            addProduct(ofInputsTransposed, inputs, inputWeight, inputWeights);
            addProduct(ofStatesTransposed, states, stateWeight, stateWeights);
            add(inputBeta, gradient.inputBeta);
            add(stateBeta, gradient.stateBeta);
            add(inputGamma, gradient.inputGamma);
            add(stateGamma, gradient.stateGamma);
            if (cell.isLstm()) {
                add(memory.get(0), gradient.memoryGamma);
                add(memory.get(1), gradient.memoryBeta);
            }
            if (context.needsInputGradient(0)) {
                int rows = steps.rows();
                inputWeights.over(inputWeight.values());
                backward.run(ofInputs.rows(rows), inputWeights, inputs.rows(rows), Start.ZERO, NONE);
                steps.scatter(sweep.inputs, context.inputGradient(0));
            }
        }

        private void addProduct(Matrix gates, Matrix read, Variable weight, Matrix weights) {
            if (weight.needsGradient()) {
                int rows = steps.rows();
                backward.run(gates.columns(rows), read.rows(rows), weights.over(weight.gradient()), Start.SUM, NONE);
            }
        }

        private static void add(Variable parameter, double[] sums) {
            for (int index = 0; parameter.needsGradient() && index < sums.length; index++) {
                parameter.gradient()[index] += (float) sums[index];
            }
        }
    }
}
