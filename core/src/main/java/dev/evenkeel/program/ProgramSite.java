package dev.evenkeel.program;

import dev.evenkeel.kernel.stream.RowStream;
import dev.evenkeel.kernel.stream.RowWriter;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.RunningStatistic;
import dev.evenkeel.layer.Site;
import dev.evenkeel.layer.Treatment;
import dev.evenkeel.layer.Variable;
import dev.evenkeel.operation.Flow;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A site as the compiler laid it out. */
record ProgramSite(
        String name,
        Compute compute,
        int batchSize,
        List<Flow> flows,
        Flow output,
        List<float[]> inputGradients,
        float[] outputGradient,
        Map<String, ParameterSlot> parameters,
        Map<String, StatisticSlot> statistics,
        Treatment treatment,
        Optional<Layer> fused,
        Optional<Moments> outputMoments,
        Optional<Moments> inputMoments,
        boolean outputIsStreamed,
        Optional<RowStream> inputStream,
        Optional<RowWriter> outputGradientRows,
        long randomKey)
        implements Site {

    @Override
    public int inputs() {
        return flows.size();
    }

    @Override
    public Flow input(int index) {
        return flows.get(index);
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
