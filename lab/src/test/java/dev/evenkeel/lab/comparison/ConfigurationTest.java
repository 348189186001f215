package dev.evenkeel.lab.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.lab.comparison.subject.DescribedNetwork;
import dev.evenkeel.lab.comparison.subject.Perceptron;
import dev.evenkeel.lab.comparison.subject.Subject;
import dev.evenkeel.lab.comparison.subject.Variation;
import dev.evenkeel.layer.Frozen;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Mlp;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConfigurationTest {
    private static final Perceptron PERCEPTRON =
            new Perceptron(Shape.of(5), 3, Mlp.of(List.of(8)).dropout(Mlp.DropoutPlace.NONE, .3));

    @Test
    void armsAreAllCombinationsOfValuesTheFirstOnesFirst() {
        List<Configuration> configurations = configurations(PERCEPTRON, "norm=layer,batch", "rate=0.1,1", "batch=4,16");

        assertThat(configurations).hasSize(8);
        assertThat(configurations.get(0).name()).isEqualTo("norm=layer rate=0.1 batch=4");
        assertThat(configurations.get(7).name()).isEqualTo("norm=batch rate=1 batch=16");
        assertThat(configurations.get(7).batch()).isEqualTo(16);
        assertThat(configurations.get(7).learningRate()).isEqualTo(1);
    }

    @Test
    void armsThatComeToTheSameAreTrainedOnce() {
        assertThat(configurations(PERCEPTRON, "norm=none,batch", "placement=before,after"))
                .extracting(Configuration::name)
                .containsExactly(
                        "norm=none placement=before", "norm=batch placement=before", "norm=batch placement=after");
    }

    @Test
    void normalizationAndDropoutStandWhereTheyAreSaid() {
        assertThat(words("norm=layer,none")).containsExactly("standardize", "linear", "layerNorm", "relu", "linear");
        assertThat(words("placement=after,before"))
                .containsExactly("standardize", "linear", "relu", "batchNorm", "linear");
        assertThat(words("dropout=before,none"))
                .containsExactly("standardize", "linear", "dropout", "batchNorm", "relu", "linear");
        assertThat(words("dropout=after,none", "placement=after,before"))
                .containsExactly("standardize", "linear", "relu", "batchNorm", "dropout", "linear");
        assertThat(words("dropout=last,none", "depth=2,1"))
                .containsExactly(
                        "standardize",
                        "linear",
                        "batchNorm",
                        "relu",
                        "linear",
                        "batchNorm",
                        "relu",
                        "dropout",
                        "linear");
    }

    @Test
    void depthAndWidthShapeTheHiddenLayers() {
        assertThat(configurations(PERCEPTRON, "depth=3,1", "width=20,8").get(0).network())
                .isEqualTo(Mlp.of(List.of(20, 20, 20)).network(Shape.of(5), 3));
    }

    @Test
    void aDescribedNetworkKeepsAllButItsNormalizations() {
        Network network = Network.of(
                        Shape.of(6, 6, 2),
                        Layers.conv(12, 3),
                        Layers.batchNorm().epsilon(1e-3f),
                        Layers.residual(Layers.batchNorm(), Layers.relu()),
                        Layers.flatten(),
                        Layers.linear(2))
                .freeze("0", Frozen.PARAMETERS);

        List<Configuration> configurations =
                configurations(new DescribedNetwork("net.yaml", network), "norm=batch,group,none");

        assertThat(configurations.get(0).network()).isEqualTo(network);
        assertThat(words(configurations.get(1)))
                .containsExactly("conv", "groupNorm", "groupNorm", "relu", "add", "flatten", "linear");
        assertThat(words(configurations.get(2))).containsExactly("conv", "relu", "add", "flatten", "linear");
        assertThat(configurations.get(2).network().find("2").orElseThrow().inputs())
                .containsExactly("2.1", "0");
        assertThat(configurations.get(2).network().find("0").orElseThrow().frozen())
                .isEqualTo(Frozen.PARAMETERS);
    }

    @Test
    void aDescribedNetworkRefusesWhatItsLayersSay() {
        DescribedNetwork plain = new DescribedNetwork("net.yaml", Network.of(Shape.of(4), Layers.linear(2)));

        assertThatThrownBy(() -> configurations(plain, "dropout=none,last"))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage(
                        "Variation dropout shapes the built-in mlp, but net.yaml says which layers there are. Vary norm,"
                                + " batch or rate, or leave --network out");
        assertThatThrownBy(() -> configurations(plain, "norm=none,batch"))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("of net.yaml, but there are none");
    }

    @Test
    void wrongVariationsAreToldWhatIsNeeded() {
        assertThatThrownBy(() -> Variation.parse("nrom=none,batch"))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("'nrom' cannot be varied; did you mean 'norm'? What can be: norm, ");
        assertThatThrownBy(() -> Variation.parse("norm"))
                .hasMessage("A variation is written as norm=none,batch, but got 'norm'");
        assertThatThrownBy(() -> Variation.parse("norm=batch"))
                .hasMessage("Variation norm needs two values or more to compare, but got 1: norm=batch");
        assertThatThrownBy(() -> Variation.parse("batch=4,4")).hasMessageContaining("got one twice");
        assertThatThrownBy(() -> Variation.parse("batch=4,,8")).hasMessageContaining("has an empty value");
        assertThatThrownBy(() -> configurations(PERCEPTRON, "batch=4,many"))
                .hasMessage("Variation batch needs a whole number of 1 or more, but got 'many'");
        assertThatThrownBy(() -> configurations(PERCEPTRON, "rate=0.1,-1"))
                .hasMessage("Variation rate needs a number above 0, but got '-1'");
        assertThatThrownBy(() -> configurations(PERCEPTRON, "norm=batch,layers"))
                .hasMessageEndingWith("but got 'layers'; did you mean 'layer'?");
    }

    private static List<Configuration> configurations(Subject subject, String... variations) {
        return Configuration.of(Stream.of(variations).map(Variation::parse).toList(), subject, 32, .01);
    }

    private static List<String> words(String... variations) {
        return words(configurations(PERCEPTRON, variations).get(0));
    }

    private static List<String> words(Configuration configuration) {
        return configuration.network().nodes().stream()
                .map(Node::layer)
                .map(layer -> layer.typeName())
                .toList();
    }

    @Test
    void inputsAreStandardizedOrClippedAndOtherNamesStay() {
        Perceptron clipped = PERCEPTRON.with(Variation.Factor.INPUTS, "clipped");

        assertThat(clipped.network().nodes().get(0).layer())
                .isEqualTo(dev.evenkeel.network.Layers.standardize().robust());
        assertThat(clipped.network().nodes().get(1).name()).isEqualTo("clip");
        assertThat(clipped.network().nodes().get(2).name()).isEqualTo("1");
        assertThat(clipped.with(Variation.Factor.INPUTS, "standardized")).isEqualTo(PERCEPTRON);
    }
}
