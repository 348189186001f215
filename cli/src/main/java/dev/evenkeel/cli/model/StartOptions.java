package dev.evenkeel.cli.model;

import dev.evenkeel.cli.display.Console;
import dev.evenkeel.cli.display.UsageException;
import dev.evenkeel.model.Model;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which model training goes on from, and what of it stays as it is. */
public final class StartOptions {
    /** What every layer's name matches. */
    private static final String ALL = "all";

    @Option(
            names = "--from",
            paramLabel = "MODEL",
            description =
                    "Go on from a model: a model.safetensors or its folder, an .onnx file, or weights alone, whose "
                            + "network --network FILE.yaml describes.")
    private Optional<Path> from = Optional.empty();

    @Mixin
    private final ForeignOptions foreign = new ForeignOptions();

    @Option(
            names = "--freeze",
            paramLabel = "PATTERN",
            description = "Layers of MODEL whose parameters stay, as 'layer1.*', or all; may be said several times.")
    private List<String> freeze = List.of();

    @Option(
            names = "--freeze-statistics",
            paramLabel = "PATTERN",
            description = "Layers of MODEL whose running statistics stay, and normalise in training too; or all.")
    private List<String> freezeStatistics = List.of();

    @Option(
            names = "--new-head",
            description =
                    "Replace MODEL's last linear layer by a fresh one for the classes of the data. It always learns.")
    private boolean newHead;

    @Mixin
    private final OnnxOptions onnx = new OnnxOptions();

    /** What the model keeps. */
    public enum Head {
        KEPT,
        NEW
    }

    /**
     * A model and how to go on from it.
     *
     * @param freeze patterns of layers that keep their parameters
     * @param freezeStatistics patterns of layers that keep their running statistics
     */
    public record Start(
            StoredModel stored, Model model, List<String> freeze, List<String> freezeStatistics, Head head) {}

    public boolean isSaid() {
        return from.isPresent();
    }

    Head head() {
        return newHead ? Head.NEW : Head.KEPT;
    }

    /** The recipe for what is learnt: a model's own layers learn gently, a fresh network or head as usual. */
    public Recipe recipe(Recipe usual) {
        return isSaid() && head() == Head.KEPT ? usual.gently() : usual;
    }

    /** That the options mean something together. */
    public void check() {
        if (from.isEmpty() && onnx.isSaid()) {
            throw onnx.withoutModel();
        }
        if (from.isEmpty() && (foreign.areSaid() || newHead || !freeze.isEmpty() || !freezeStatistics.isEmpty())) {
            throw new UsageException(
                    "--freeze, --freeze-statistics, --new-head, --origin, --rename, --without, --match, --input and --classes"
                            + " speak of the model that training goes on from: say --from MODEL too");
        }
    }

    /**
     * The model to go on from, if one was said, without what it noted of its former data.
     *
     * @param network the description, where the file holds weights alone
     * @param console for what a reader should know about the file
     */
    public Optional<Start> read(Optional<String> network, Console console) {
        return from.map(path -> {
            StoredModel stored = new StoredModel(path, network, foreign, onnx);
            Model read = foreign.named(stored.read(console));
            OriginWarnings.tell(read, console);
            Model model = read.withoutAttachment(ModelData.SPLIT);
            return new Start(stored, model, patterns(freeze), patterns(freezeStatistics), head());
        });
    }

    private static List<String> patterns(List<String> said) {
        return said.stream().map(pattern -> pattern.equals(ALL) ? "*" : pattern).toList();
    }
}
