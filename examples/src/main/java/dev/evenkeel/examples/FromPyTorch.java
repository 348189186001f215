package dev.evenkeel.examples;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.relu;

import dev.evenkeel.formats.weights.PyTorch;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Shape;
import java.nio.file.Path;
import java.util.List;

/** A state dict of PyTorch, saved with {@code safetensors.torch.save_file(model.state_dict(), path)}. */
final class FromPyTorch {
    private FromPyTorch() {}

    /** Layers have PyTorch's names: those of {@code nn.Sequential} are their numbers, others are given. */
    static Model load(Path stateDict) {
        Network network = Network.builder(Shape.of(4))
                .add("fc1", linear(8).withoutBias())
                .add("bn1", batchNorm())
                .add("act", relu())
                .add("fc2", linear(3))
                .build();
        Model model = PyTorch.load(network, stateDict);
        return model.withLabels(List.of("setosa", "versicolor", "virginica"));
    }
}
