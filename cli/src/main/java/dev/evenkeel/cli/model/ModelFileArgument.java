package dev.evenkeel.cli.model;

import dev.evenkeel.cli.display.Console;
import dev.evenkeel.model.Model;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The model that a command works with. */
public final class ModelFileArgument {
    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description =
                    "The model.safetensors that training wrote, or its folder; an .onnx file; or weights alone in a "
                            + ".safetensors, with --network.")
    private Path given = Path.of("");

    @Option(
            names = "--network",
            paramLabel = "NET",
            description =
                    "The network that weights belong to, its input normalisation too: a description FILE.yaml, or "
                            + "mlp, cnn, resnet20, resnet32, resnet44, resnet56.")
    private Optional<String> network = Optional.empty();

    @Mixin
    private final ForeignOptions foreign = new ForeignOptions();

    @Option(
            names = "--standardize",
            paramLabel = "MEAN,DEVIATION",
            description =
                    "What the inputs of a model from elsewhere went through before it, as 0.1307,0.3081; for each "
                            + "channel 0.485:0.456:0.406,0.229:0.224:0.225. Pixels come in [0, 1].")
    private Optional<String> standardize = Optional.empty();

    @Mixin
    private final OnnxOptions onnx = new OnnxOptions();

    public StoredModel stored() {
        return new StoredModel(given, network, foreign, onnx);
    }

    /** Whether a network alone was given, not a model. */
    public boolean isDescription() {
        String name = given.toString();
        return name.endsWith(".yaml") || name.endsWith(".yml");
    }

    public Path file() {
        return stored().file();
    }

    /** The model to predict with. */
    public Model read(Console console) {
        Model model = readToShow(console);
        OriginWarnings.tell(model, console);
        return model;
    }

    /** The model of which findings are shown anyway. */
    public Model readToShow(Console console) {
        Model model = foreign.named(stored().read(console));
        return standardize
                .map(InputNormalization::parse)
                .map(known -> {
                    known.standardizedBy(model)
                            .ifPresent(
                                    node -> console.note("warning: " + file() + " standardises its inputs already, by "
                                            + node.title()
                                            + ". With --standardize too they are standardised twice: leave it out"
                                            + " unless that is meant"));
                    return known.before(model);
                })
                .orElse(model);
    }
}
