package dev.evenkeel.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.evenkeel.audit.Audit;
import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.layer.core.Linear;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.norm.BatchNorm;
import dev.evenkeel.program.Compiler;
import dev.evenkeel.program.TrainingProgram;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The time that a network takes grows with its depth, not with the square of it: at this depth a square takes minutes. */
class DeepNetworkTest {
    private static final int BLOCKS = 6_000;

    @Test
    void aDeepNetworkIsCompiledFrozenAndAuditedInLinearTime() {
        Model model = assertTimeoutPreemptively(Duration.ofSeconds(60), DeepNetworkTest::deep);
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            Predictor predictor = model.freeze();
            assertThat(predictor.folding().count(FoldReport.Outcome.FOLDED)).isEqualTo(BLOCKS);
            assertThat(predictor.predict(new float[] {1, 2})).hasSize(2);
            assertThat(model.freezeUnfolded().predict(new float[] {1, 2})).hasSize(2);
            assertThat(Audit.of(model).findings()).isNotNull();
            assertThat(model.network().toString()).contains("total");
        });
    }

    private static Model deep() {
        List<Layer> layers = new ArrayList<>();
        for (int block = 0; block < BLOCKS; block++) {
            layers.add(Linear.of(2).withoutBias());
            layers.add(BatchNorm.standard());
        }
        Network network = Network.of(Shape.of(2), layers);
        TrainingProgram program = Compiler.compile(
                network, 2, new Compute(PreferredKernels.kernels(), Team.alone()), 0, layer -> TrainingMode.TRAIN);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        program.parameters()
                .forEach(slot ->
                        tensors.put(slot.name(), Tensor.of(slot.parameter().shape(), slot.values())));
        program.statistics()
                .forEach(slot ->
                        tensors.put(slot.name(), Tensor.of(slot.statistic().shape(), slot.values())));
        Map<String, SampleCounts> sampleCounts = new HashMap<>();
        network.nodes().forEach(node -> {
            if (node.layer() instanceof BatchNorm) {
                sampleCounts.put(node.name(), SampleCounts.UNKNOWN);
            }
        });
        return new Model(
                network, tensors, sampleCounts, Model.Output.plain(), dev.evenkeel.json.JsonObject.of(), Map.of());
    }
}
