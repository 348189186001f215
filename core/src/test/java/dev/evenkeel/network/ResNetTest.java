package dev.evenkeel.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.Json;
import dev.evenkeel.layer.Initial;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.core.InputStandardization;
import dev.evenkeel.layer.core.Linear.Bias;
import dev.evenkeel.norm.Normalization;
import dev.evenkeel.norm.setting.Affine;
import dev.evenkeel.spatial.Conv;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResNetTest {
    private static final Shape CIFAR = Shape.of(32, 32, 3);

    @ParameterizedTest
    @CsvSource({"20, 269_722", "32, 464_154", "44, 658_586", "56, 853_018", "110, 1_727_962"})
    void theParametersAreThoseOfThePaper(int depth, String count) {
        Network network = ResNet.of(depth).network(CIFAR, 10);

        assertThat(network.parameterCount()).isEqualTo(Long.parseLong(count.replace("_", "")));
        assertThat(network.nodes().stream().filter(ResNetTest::hasWeights)).hasSize(depth);
        assertThat(network.output()).isEqualTo(Shape.of(10));
    }

    private static boolean hasWeights(Node node) {
        return node.layer().typeName().equals("conv") || node.layer().typeName().equals("linear");
    }

    @Test
    void projectionsAddTwoConvolutionsAndTheirNormalizations() {
        Network network = ResNet.of(20).projectionShortcuts().network(CIFAR, 10);

        assertThat(network.parameterCount()).isEqualTo(269_722 + 16 * 32 + 2 * 32 + 32 * 64 + 2 * 64);
        assertThat(node(network, "layer2.0.downsample.0").outputShape()).isEqualTo(Shape.of(16, 16, 32));
        assertThat(node(network, "layer3.0.downsample.1").layer().typeName()).isEqualTo("batchNorm");
        assertThat(node(network, "layer2.0.add").inputs()).containsExactly("layer2.0.bn2", "layer2.0.downsample.1");
        assertThat(network.find("layer2.0.shortcut")).isEmpty();
        assertThat(network.find("layer1.0.downsample.0")).isEmpty();
    }

    @Test
    void aBlockAddsWhatItsBodyAndItsShortcutGive() {
        Network network = ResNet.of(14).network(CIFAR, 10);

        assertThat(names(network, "layer1.1."))
                .containsExactly("conv1", "bn1", "relu1", "conv2", "bn2", "add", "relu2");
        assertThat(node(network, "layer1.0.conv1").inputs()).containsExactly("relu");
        assertThat(node(network, "layer1.0.add").inputs()).containsExactly("layer1.0.bn2", "relu");
        assertThat(names(network, "layer2.0."))
                .containsExactly("conv1", "bn1", "relu1", "conv2", "bn2", "shortcut", "add", "relu2");
        assertThat(node(network, "layer2.0.shortcut").inputs()).containsExactly("layer1.1.relu2");
        assertThat(node(network, "layer2.0.add").inputs()).containsExactly("layer2.0.bn2", "layer2.0.shortcut");
        assertThat(node(network, "layer2.0.conv1").outputShape()).isEqualTo(Shape.of(16, 16, 32));
        assertThat(node(network, "layer3.1.relu2").outputShape()).isEqualTo(Shape.of(8, 8, 64));
        assertThat(node(network, "conv1").layer())
                .isEqualTo(Layers.conv(16, 3).padding(1).withoutBias().initial(Initial.HE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"28, 28, 1", "8, 8, 3", "9, 31, 4", "33, 32, 2"})
    void imagesOfAnySizeFit(String extents) {
        int[] image = Stream.of(extents.split(", ")).mapToInt(Integer::parseInt).toArray();
        for (ResNet built : List.of(ResNet.of(8), ResNet.of(8).projectionShortcuts())) {
            Network network = built.network(Shape.of(image), 7);

            assertThat(node(network, "layer3.0.relu2").outputShape())
                    .isEqualTo(Shape.of((image[0] + 3) / 4, (image[1] + 3) / 4, 64));
            assertThat(network.output()).isEqualTo(Shape.of(7));
        }
    }

    static Stream<ResNet> choices() {
        return Stream.of(
                ResNet.of(20),
                ResNet.of(8).projectionShortcuts().zeroLastGamma(),
                ResNet.of(8).standardized(InputStandardization.Scope.PER_CHANNEL),
                ResNet.of(8).normalization(place -> Optional.of(Layers.layerNorm())),
                ResNet.of(8).normalization(place -> Optional.of(Layers.groupNorm(8))),
                ResNet.of(8).normalization(place -> Optional.of(Layers.instanceNorm())),
                ResNet.of(8).normalization(place -> Optional.empty()).projectionShortcuts());
    }

    @ParameterizedTest
    @MethodSource("choices")
    void itIsReadBackFromItsDescription(ResNet built) {
        Network network = built.network(CIFAR, 10);

        assertThat(NetworkJson.read(Json.parse(NetworkJson.write(network).toString())))
                .isEqualTo(network);
    }

    @Test
    void inputsAreStandardisedInFront() {
        Network network =
                ResNet.of(8).standardized(InputStandardization.Scope.WHOLE).network(CIFAR, 10);

        assertThat(network.nodes().get(0).layer()).isEqualTo(Layers.standardize(InputStandardization.Scope.WHOLE));
        assertThat(node(network, "conv1").inputs()).containsExactly("standardize");
    }

    @Test
    void theLastGammaOfEveryBlockStartsAtZeroWhereAsked() {
        Network network = ResNet.of(14).projectionShortcuts().zeroLastGamma().network(CIFAR, 10);

        assertThat(network.nodes().stream()
                        .filter(node ->
                                node.layer() instanceof Normalization norm && norm.affine() == Affine.LEARNED_FROM_ZERO)
                        .map(Node::name))
                .containsExactly(
                        "layer1.0.bn2", "layer1.1.bn2", "layer2.0.bn2", "layer2.1.bn2", "layer3.0.bn2", "layer3.1.bn2");
    }

    @Test
    void aNormalizationIsChosenByItsPlace() {
        List<ResNet.Place> places = new ArrayList<>();
        Network network = ResNet.of(8)
                .normalization(place -> {
                    places.add(place);
                    return place.name().equals("bn1")
                            ? Optional.empty()
                            : Optional.of(Layers.groupNorm(place.shape().channels() / 4));
                })
                .network(CIFAR, 10);

        assertThat(places).startsWith(new ResNet.Place("bn1", CIFAR.withChannels(16)));
        assertThat(places).contains(new ResNet.Place("layer3.0.bn2", Shape.of(8, 8, 64)));
        assertThat(network.find("bn1")).isEmpty();
        assertThat(((Conv) node(network, "conv1").layer()).bias()).isEqualTo(Bias.WITH);
        assertThat(node(network, "layer3.0.bn1").layer()).isEqualTo(Layers.groupNorm(16));
        assertThat(((Conv) node(network, "layer3.0.conv1").layer()).bias()).isEqualTo(Bias.WITHOUT);
    }

    @ParameterizedTest
    @ValueSource(ints = {-4, 2, 7, 18, 51, 1202})
    void otherDepthsAreRefused(int depth) {
        assertThatThrownBy(() -> ResNet.of(depth))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "A residual network needs a depth of 6n + 2 from 8 to 998, as 20, 32, 44, 56 or 110, but got "
                                + depth);
    }

    @ParameterizedTest
    @ValueSource(strings = {"20", "32, 3", "7, 32, 3", "32, 7, 3", "8, 8, 8, 3"})
    void whatIsNoImageIsRefused(String extents) {
        Shape input = Shape.of(
                Stream.of(extents.split(", ")).mapToInt(Integer::parseInt).toArray());
        assertThatThrownBy(() -> ResNet.of(20).network(input, 10))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("A residual network needs images [height, width, channels] of 8 x 8 or more, but its input"
                        + " is " + input);
    }

    static Stream<Function<ResNet.Place, Optional<Layer>>> withoutGamma() {
        return Stream.of(
                place -> Optional.empty(),
                place -> Optional.of(Layers.instanceNorm()),
                place -> Optional.of(Layers.spatialDropout(0.1)));
    }

    @ParameterizedTest
    @MethodSource("withoutGamma")
    void gammaCannotStartAtZeroWhereThereIsNone(Function<ResNet.Place, Optional<Layer>> norm) {
        assertThatThrownBy(
                        () -> ResNet.of(8).normalization(norm).zeroLastGamma().network(CIFAR, 10))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("zeroLastGamma needs a normalization with a gamma")
                .hasMessageContaining("stands at 'layer1.0.bn2'")
                .hasMessageEndingWith("leave zeroLastGamma out");
    }

    @Test
    void aNormalizationThatDoesNotFitNamesItsPlace() {
        assertThatThrownBy(() -> ResNet.of(8)
                        .normalization(place -> Optional.of(Layers.groupNorm(32)))
                        .network(CIFAR, 10))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("groupNorm 'bn1' needs channels that fall into 32 groups");
    }

    private static Node node(Network network, String name) {
        return network.find(name).orElseThrow();
    }

    private static List<String> names(Network network, String prefix) {
        return network.nodes().stream()
                .map(Node::name)
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()))
                .toList();
    }
}
