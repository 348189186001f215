package dev.evenkeel.cli;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.LoadedData;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.formats.YamlNetwork;
import dev.evenkeel.network.Network;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which network. */
final class NetworkOptions {
    private static final String MLP = "mlp";

    @Option(
            names = "--network",
            paramLabel = "NET",
            description = "mlp (the default: two hidden layers of 256 and 128) or a description FILE.yaml.")
    private String network = MLP;

    @Option(
            names = "--norm",
            paramLabel = "NORM",
            description = "Normalization of the mlp: batch (the default), layer, group, rms or none.")
    private Optional<Words.Norm> norm = Optional.empty();

    @Option(
            names = "--activation",
            paramLabel = "WORD",
            description = "Activation of the mlp: relu (the default), leaky-relu, gelu, silu, tanh or sigmoid.")
    private Optional<Words.Nonlinearity> activation = Optional.empty();

    @Option(
            names = "--dropout",
            paramLabel = "P",
            description =
                    "Share of hidden values that the mlp sets to 0 in training; 0.3 for classes of a table, else 0.")
    private Optional<Double> dropout = Optional.empty();

    Network build(LoadedData data, Recipe recipe) {
        if (!network.equals(MLP)) {
            return described(data);
        }
        dropout.ifPresent(share -> Limits.share("--dropout", share));
        return new MultilayerPerceptron(
                        norm.orElse(Words.Norm.BATCH),
                        activation.orElse(Words.Nonlinearity.RELU),
                        dropout.orElse(recipe.dropout()))
                .network(data.training().inputShape(), data.training().target());
    }

    private Network described(LoadedData data) {
        if (norm.isPresent() || activation.isPresent() || dropout.isPresent()) {
            throw new UsageException("--norm, --activation and --dropout shape the built-in mlp, but --network "
                    + network + " says which layers to use: change them there");
        }
        if (!network.endsWith(".yaml") && !network.endsWith(".yml")) {
            throw new UsageException(
                    "--network needs 'mlp' or a description that ends in .yaml, but '" + network + "' came");
        }
        Network described = YamlNetwork.read(Path.of(network));
        requireFit(described, data);
        return described;
    }

    private void requireFit(Network described, LoadedData data) {
        if (!described.input().equals(data.training().inputShape())) {
            throw new EvenkeelException(network + " says input: " + described.input() + ", but the examples of "
                    + data.name() + " are " + data.training().inputShape() + ": write that");
        }
        int wanted = data.training().target() instanceof Target.Classes classes
                ? classes.count()
                : data.training().target().size();
        if (described.output().rank() != 1 || described.output().size() != wanted) {
            throw new EvenkeelException(network + " ends in an output " + described.output() + ", but " + data.name()
                    + " has " + wanted + (data.training().target() instanceof Target.Classes ? " classes" : " value")
                    + ": let the last layer be 'linear: " + wanted + "'");
        }
    }
}
