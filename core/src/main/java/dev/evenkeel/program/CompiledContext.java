package dev.evenkeel.program;

import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.layer.RunningStatistic;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.layer.Variable;
import dev.evenkeel.layer.fusion.FusedContext;
import dev.evenkeel.operation.Activations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A context as the compiler laid it out. */
record CompiledContext(
        String name,
        Compute compute,
        int batchSize,
        List<Activations> inputActivations,
        Activations output,
        List<float[]> inputGradients,
        float[] outputGradient,
        Map<String, ParameterSlot> parameters,
        Map<String, StatisticSlot> statistics,
        TrainingMode trainingMode,
        NodeFusion fusion,
        long randomKey)
        implements FusedContext {

    /** The same with another first input. */
    CompiledContext reading(Activations first) {
        List<Activations> others = new ArrayList<>(inputActivations);
        others.set(0, first);
        return new CompiledContext(
                name,
                compute,
                batchSize,
                List.copyOf(others),
                output,
                inputGradients,
                outputGradient,
                parameters,
                statistics,
                trainingMode,
                fusion,
                randomKey);
    }

    @Override
    public int inputs() {
        return inputActivations.size();
    }

    @Override
    public Activations input(int index) {
        return inputActivations.get(index);
    }

    @Override
    public boolean needsInputGradient(int index) {
        return inputGradients.get(index).length > 0;
    }

    @Override
    public float[] inputGradient(int index) {
        float[] gradient = inputGradients.get(index);
        if (gradient.length == 0) {
            throw new IllegalStateException(
                    "Input " + index + " of '" + name + "' needs no gradient: ask needsInputGradient first");
        }
        return gradient;
    }

    @Override
    public Variable parameter(String parameter) {
        return require(parameters, parameter, "parameter");
    }

    @Override
    public RunningStatistic statistic(String statistic) {
        return require(statistics, statistic, "running statistic");
    }

    private <T> T require(Map<String, T> slots, String slot, String kind) {
        T found = slots.get(slot);
        if (found == null) {
            throw new IllegalStateException(
                    "Layer '" + name + "' declares no " + kind + " '" + slot + "', only " + slots.keySet());
        }
        return found;
    }
}
