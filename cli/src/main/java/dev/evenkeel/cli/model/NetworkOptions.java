package dev.evenkeel.cli.model;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.cli.display.UsageException;
import dev.evenkeel.cli.option.Limits;
import dev.evenkeel.cli.option.Words;
import dev.evenkeel.data.DataKind;
import dev.evenkeel.data.LoadedData;
import dev.evenkeel.data.table.TableRecipe;
import dev.evenkeel.data.text.TextDataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.formats.YamlNetwork;
import dev.evenkeel.lab.comparison.subject.DescribedNetwork;
import dev.evenkeel.lab.comparison.subject.Perceptron;
import dev.evenkeel.lab.comparison.subject.Subject;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.core.InputStandardization;
import dev.evenkeel.network.Cnn;
import dev.evenkeel.network.Mlp;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.ResNet;
import dev.evenkeel.network.Transformer;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.text.Suggestion;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which network. */
public final class NetworkOptions {
    static final String MLP = "mlp";
    static final String CNN = "cnn";
    static final List<Integer> HIDDEN = TableRecipe.HIDDEN;
    /** The share of dropout in a comparison that says where it stands and not how much. */
    private static final double VARIED_DROPOUT = 0.3;

    static final String TRANSFORMER = "transformer";
    private static final int BLOCKS = 2;
    private static final int HEADS = 4;
    private static final int WIDTH = 64;
    private static final int TEXT_BLOCKS = 4;
    private static final int TEXT_WIDTH = 128;
    private static final int CONTEXT = 64;

    static final String GRU = "gru";

    static final String RESNET = "resnet";
    private static final List<String> BUILT_IN =
            List.of(MLP, CNN, TRANSFORMER, GRU, RESNET + 20, RESNET + 32, RESNET + 44, RESNET + 56);

    @Option(
            names = "--network",
            paramLabel = "NET",
            description =
                    "mlp (two hidden layers of 256 and 128; of time series at every position, then the mean over positions), for "
                            + "sequences transformer (their default: 2 blocks of 4 heads, 64 wide; on a text 4 blocks, 128 wide) or "
                            + "gru (64 states in either direction), for images cnn (two "
                            + "convolutions of 32 and 64 channels) or resnet20, resnet32, resnet44, resnet56, or a "
                            + "description FILE.yaml.")
    private Optional<String> said = Optional.empty();

    @Option(
            names = "--norm",
            paramLabel = "NORM",
            description =
                    "Normalization of a built-in network: batch (the default; layer in a transformer), layer, group, instance "
                            + "(not of an mlp without positions), rms or none (not of a transformer).")
    private Optional<Words.Norm> norm = Optional.empty();

    @Option(
            names = "--activation",
            paramLabel = "WORD",
            description =
                    "Activation of the mlp or cnn: relu (the default), leaky-relu, gelu, silu, tanh or sigmoid; of a "
                            + "transformer gelu (the default) or relu.")
    private Optional<Words.Nonlinearity> activation = Optional.empty();

    @Option(
            names = "--dropout",
            paramLabel = "P",
            description =
                    "Share of hidden values that the mlp, cnn or transformer sets to 0 in training; 0.3 for classes of a table, "
                            + "0.1 for numbers of fewer than 10,000 rows and for time series, else 0.")
    private Optional<Double> dropout = Optional.empty();

    @Option(
            names = "--context",
            paramLabel = "N",
            description = "How many characters of a text the transformer sees; 64. A description says it as its input.")
    private Optional<Integer> context = Optional.empty();

    @Option(
            names = "--inputs",
            paramLabel = "WORD",
            description =
                    "What the mlp does to its inputs first: clipped (median and quartiles, then a smooth clip; the "
                            + "default for tables) or standardized (mean and deviation; the default for images).")
    private Optional<Words.Inputs> inputs = Optional.empty();

    /**
     * Whether a language model is asked for: a transformer, or a description of one, on a file of text, which would be a table
     * else.
     *
     * @param word that names the data
     */
    public boolean readsText(String word) {
        boolean reads = isText(word) && ofText();
        if (context.isPresent() && !reads) {
            throw new UsageException(
                    "--context is of a language model: give a text FILE.txt and --network transformer");
        }
        if (context.isPresent() && !isBuiltIn()) {
            throw new UsageException("--context is of the transformer, but --network " + network()
                    + " says how many characters it sees as its input: change it there");
        }
        return reads;
    }

    private boolean ofText() {
        return isBuiltIn() ? network().equals(TRANSFORMER) : LanguageModel.isOne(described());
    }

    /** Whether a transformer would read a file, which is taken as a table, as text. */
    public boolean couldReadText(String word) {
        return isText(word) && !ofText();
    }

    private static boolean isText(String word) {
        return word.toLowerCase(Locale.ROOT).matches(".*[.](txt|text|md)([.]gz)?");
    }

    /** How many tokens a language model sees. */
    public int context() {
        return isBuiltIn() ? context.orElse(CONTEXT) : described().input().positions();
    }

    /** Whether it is a residual network, which trains by a recipe of its own. */
    boolean isResidual() {
        return isBuiltIn() && network().startsWith(RESNET);
    }

    /** Whether a person chose its layers or its dropout: notes on what was measured to be a good default help nobody. */
    public boolean isChosen() {
        return !isBuiltIn() || dropout.isPresent();
    }

    private boolean isBuiltIn() {
        return isBuiltIn(network());
    }

    static boolean isBuiltIn(String word) {
        return BUILT_IN.contains(word);
    }

    /** The mlp as it is unless options shape it. */
    public static Network usualMlp(Shape input, int outputs) {
        return Mlp.of(HIDDEN).network(input, outputs);
    }

    /** That a word names a description, where it is no built-in network. */
    static void requireDescription(String word) {
        if (!word.endsWith(".yaml") && !word.endsWith(".yml")) {
            throw new UsageException(
                    "--network '" + word + "' is neither a built-in network nor a description that ends in .yaml"
                            + Suggestion.choices(word, "Networks", BUILT_IN));
        }
    }

    private Network described() {
        return YamlNetwork.read(Path.of(network()));
    }

    private String network() {
        return said.orElse(MLP);
    }

    private String word(LoadedData data) {
        return said.orElse(ofSequences(data) ? TRANSFORMER : MLP);
    }

    private static boolean ofSequences(LoadedData data) {
        return data.kind() == DataKind.SERIES || data.kind() == DataKind.TEXTS;
    }

    /** Whether it is a transformer, which trains by a recipe of its own. */
    boolean isTransformer(LoadedData data) {
        return word(data).equals(TRANSFORMER);
    }

    /** The network of the weights that training goes on from. */
    public Optional<String> ofWeights() {
        if (norm.isPresent() || activation.isPresent() || dropout.isPresent() || inputs.isPresent()) {
            throw new UsageException(
                    "--norm, --activation, --dropout and --inputs shape the built-in networks, but training goes"
                            + " on from a model, which has its layers: leave them out");
        }
        if (context.isPresent()) {
            throw new UsageException(
                    "--context is of a language model that begins anew, but training goes on from a model,"
                            + " which has its own: leave it out");
        }
        return said;
    }

    /** That the options mean something together, whatever the data. */
    public void check() {
        if (!isBuiltIn()) {
            requireDescription(network());
        }
        if (!isBuiltIn() && (norm.isPresent() || activation.isPresent() || dropout.isPresent())) {
            throw new UsageException("--norm, --activation and --dropout shape the built-in networks, but --network "
                    + network() + " says which layers to use: change them there");
        }
        if (isResidual() && (activation.isPresent() || dropout.isPresent())) {
            throw new UsageException("--activation and --dropout shape the mlp and the cnn, but --network " + network()
                    + " has ReLUs and no dropout: leave them out");
        }
        if (inputs.isPresent() && !network().equals(MLP)) {
            throw new UsageException(
                    "--inputs shapes the mlp, but --network " + network()
                            + (isBuiltIn()
                                    ? " standardises channels: leave it out"
                                    : " says which layers to use: write 'standardize: {fit: robust}' and 'smoothClip: 3' there"));
        }
        dropout.ifPresent(share -> Limits.share("--dropout", share));
    }

    public Network build(LoadedData data, Recipe recipe) {
        String word = word(data);
        if (!isBuiltIn(word)) {
            Network described = described();
            if (data.training() instanceof TextDataset text) {
                LanguageModel.requireFit(word, described, data.name(), text);
            } else {
                requireFit(described, data);
            }
            return described;
        }
        Shape input = data.training().inputShape();
        boolean series = ofSequences(data);
        if (word.equals(TRANSFORMER) || word.equals(GRU)) {
            if (data.training() instanceof TextDataset text) {
                return transformer(TEXT_BLOCKS, TEXT_WIDTH, recipe)
                        .languageModel(text.vocabulary().tokens().size(), input.positions());
            }
            if (!series) {
                throw new UsageException("--network " + word + " reads sequences, but '" + data.name() + "' is "
                        + data.kind() + ": use mlp or a description FILE.yaml");
            }
            if (inputs.isPresent()) {
                throw new UsageException(
                        "--inputs shapes the mlp, but a " + word + " standardises channels: leave it out");
            }
            return word.equals(GRU) ? gru(data, recipe) : networks(data).of(transformer(BLOCKS, WIDTH, recipe));
        }
        if (!word.equals(MLP) && input.rank() != 3) {
            throw new UsageException("--network " + word + " reads images, but the examples of " + data.name() + " are "
                    + input + ": use " + (series ? "transformer, " : "") + "mlp or a description FILE.yaml");
        }
        if (data.kind() == DataKind.TEXTS) {
            return bag(data, recipe);
        }
        if (series) {
            return mlp(data, recipe).ofPositions(input, outputs(data));
        }
        Words.Norm usedNorm = norm.orElse(Words.Norm.BATCH);
        if (isResidual()) {
            return ResNet.of(Integer.parseInt(word.substring(RESNET.length())))
                    .standardized(InputStandardization.Scope.PER_CHANNEL)
                    .normalization(place -> usedNorm.layer(place.shape().channels()))
                    .network(input, outputs(data));
        }
        Words.Nonlinearity usedActivation = activation.orElse(Words.Nonlinearity.RELU);
        double usedDropout = dropout.orElse(recipe.dropout());
        return word.equals(CNN)
                ? new Cnn(usedNorm.kind(), usedActivation.layer(), usedDropout).network(input, outputs(data))
                : perceptron(data, recipe).network();
    }

    private static SequenceNetworks networks(LoadedData data) {
        return new SequenceNetworks(data, outputs(data));
    }

    private Network gru(LoadedData data, Recipe recipe) {
        if (norm.isPresent() || activation.isPresent()) {
            throw new UsageException(
                    "--norm and --activation shape the mlp, the cnn and the transformer, but a gru has gates of"
                            + " its own: leave them out");
        }
        return networks(data).gru(dropout.orElse(recipe.dropout()));
    }

    private Network bag(LoadedData data, Recipe recipe) {
        if (norm.isPresent() || inputs.isPresent()) {
            throw new UsageException(
                    "--norm and --inputs shape the mlp of numbers, but that of texts is the mean of their"
                            + " characters' embeddings and a hidden layer: leave them out");
        }
        return networks(data).bag(activation.orElse(Words.Nonlinearity.RELU).layer(), dropout.orElse(recipe.dropout()));
    }

    /** The network of which a comparison varies what can be varied. */
    public Subject subject(LoadedData data, Recipe recipe) {
        String word = word(data);
        return word.equals(MLP) && !ofSequences(data)
                ? perceptron(data, recipe)
                : new DescribedNetwork(word, build(data, recipe));
    }

    /** Blocks of four heads, with layer normalization and GELU. */
    private Transformer transformer(int blocks, int width, Recipe recipe) {
        Words.Norm usedNorm = norm.orElse(Words.Norm.LAYER);
        Layer normalization = usedNorm.layer(width)
                .orElseThrow(
                        () -> new UsageException("--norm none leaves a transformer without normalization, and such a"
                                + " one does not train: use layer, rms, batch, group or instance"));
        return Transformer.of(blocks, HEADS, width)
                .normalization(normalization)
                .activation(
                        switch (activation.orElse(Words.Nonlinearity.GELU)) {
                            case GELU -> Transformer.Activation.GELU;
                            case RELU -> Transformer.Activation.RELU;
                            default ->
                                throw new UsageException(
                                        "--activation of a transformer is gelu (the default) or relu, not "
                                                + activation.orElseThrow());
                        })
                .dropout(dropout.orElse(recipe.dropout()));
    }

    private Perceptron perceptron(LoadedData data, Recipe recipe) {
        return new Perceptron(data.training().inputShape(), outputs(data), mlp(data, recipe));
    }

    /** Two hidden layers, dropout after each activation. */
    private Mlp mlp(LoadedData data, Recipe recipe) {
        if (data.kind() != DataKind.SERIES && norm.equals(Optional.of(Words.Norm.INSTANCE))) {
            throw new UsageException("--norm instance normalises over the positions of an image, but the mlp has none:"
                    + " use another, or --network cnn");
        }
        double share = dropout.orElse(recipe.dropout());
        Words.Inputs usual = data.encoding().isPresent() ? Words.Inputs.CLIPPED : Words.Inputs.STANDARDIZED;
        Mlp mlp = Mlp.of(HIDDEN)
                .activation(activation.orElse(Words.Nonlinearity.RELU).layer())
                .normalization(norm.orElse(Words.Norm.BATCH).kind())
                .inputs(inputs.orElse(usual).kind());
        return share > 0
                ? mlp.dropout(Mlp.DropoutPlace.AFTER, share)
                : mlp.dropout(Mlp.DropoutPlace.NONE, VARIED_DROPOUT);
    }

    private static int outputs(LoadedData data) {
        Target target = data.training().target();
        return target instanceof Target.Classes classes ? classes.count() : target.size();
    }

    private void requireFit(Network described, LoadedData data) {
        if (!described.input().equals(data.training().inputShape())) {
            throw new EvenkeelException(network() + " says input: " + described.input() + ", but the examples of "
                    + data.name() + " are " + data.training().inputShape() + ": write that");
        }
        int wanted = outputs(data);
        if (described.output().rank() != 1 || described.output().size() != wanted) {
            throw new EvenkeelException(network() + " ends in an output " + described.output() + ", but " + data.name()
                    + " has " + wanted + (data.training().target() instanceof Target.Classes ? " classes" : " value")
                    + ": let the last layer be 'linear: " + wanted + "'"
                    + explained(described.output().size(), data));
        }
    }

    /** Why so many outputs, where another number means something elsewhere. */
    private static String explained(int outputs, LoadedData data) {
        if (data.training().target() instanceof Target.Classes classes) {
            String one = outputs == 1 && classes.count() == 2
                    ? ". Two classes take two outputs with a softmax here; one output with binary cross-entropy means the "
                            + "same elsewhere"
                    : "";
            boolean numbers = classes.labels().stream().allMatch(NetworkOptions::isNumber);
            return outputs == 1 && numbers && data.encoding().isPresent()
                    ? one + ". If the target's numbers are amounts, ask for --task regression, which takes one output"
                    : one;
        }
        return outputs > 1 && data.encoding().isPresent()
                ? ". A number takes one output. If the target's numbers are classes, ask for --task classification, which "
                        + "takes an output for each"
                : "";
    }

    private static boolean isNumber(String label) {
        try {
            return Double.isFinite(Double.parseDouble(label));
        } catch (NumberFormatException word) {
            return false;
        }
    }
}
