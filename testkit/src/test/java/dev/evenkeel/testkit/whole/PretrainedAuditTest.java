package dev.evenkeel.testkit.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.evenkeel.audit.Audit;
import dev.evenkeel.formats.weights.PyTorch;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.ResNet;
import dev.evenkeel.tensor.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an audit finds in networks that others trained, from the folder that {@code EVENKEEL_PRETRAINED} names. */
class PretrainedAuditTest {
    private Path pretrained = Path.of("");

    @BeforeEach
    void findTheFiles() {
        Optional<String> folder = Optional.ofNullable(System.getenv("EVENKEEL_PRETRAINED"));
        assumeTrue(folder.isPresent(), "set EVENKEEL_PRETRAINED to a folder with burn-mnist and resnet20");
        pretrained = Path.of(folder.get());
    }

    @Test
    void theDigitsNetworkNormalisesAtTheWrongPlaces() {
        Model model = PyTorch.load(
                PretrainedDigitsTest.NETWORK, pretrained.resolve("burn-mnist").resolve("mnist.safetensors"));

        assertThat(found(model))
                .containsExactly(
                        "redundant-bias fc2",
                        "activation-before-norm norm1",
                        "norm-at-output norm2",
                        "large-epsilon norm1");
    }

    @Test
    void theResidualNetworkHasUnknownCountsAndSomeChannelsThatHardlyCount() {
        Model model = PyTorch.load(
                ResNet.of(20).network(Shape.of(32, 32, 3), 10),
                pretrained.resolve("resnet20").resolve("resnet20-12fca82f.safetensors"));

        assertThat(found(model))
                .filteredOn(finding -> finding.startsWith("unknown-evidence"))
                .hasSize(19);
        assertThat(found(model))
                .filteredOn(finding -> !finding.startsWith("unknown-evidence"))
                .contains("dead-channels bn1", "large-epsilon layer3.0.bn2")
                .allMatch(finding -> finding.startsWith("dead-channels ") || finding.startsWith("large-epsilon "));
    }

    private static List<String> found(Model model) {
        return Audit.of(model).findings().stream()
                .map(finding -> finding.rule().id() + " " + finding.layer())
                .toList();
    }
}
