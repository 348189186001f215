package dev.evenkeel.audit;

import static dev.evenkeel.network.Layers.add;
import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.batchRenorm;
import static dev.evenkeel.network.Layers.conv;
import static dev.evenkeel.network.Layers.dropout;
import static dev.evenkeel.network.Layers.flatten;
import static dev.evenkeel.network.Layers.globalAveragePool;
import static dev.evenkeel.network.Layers.groupNorm;
import static dev.evenkeel.network.Layers.instanceNorm;
import static dev.evenkeel.network.Layers.layerNorm;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.maxPool;
import static dev.evenkeel.network.Layers.relu;
import static dev.evenkeel.network.Layers.rmsNorm;
import static dev.evenkeel.network.Layers.sigmoid;
import static dev.evenkeel.network.Layers.softmax;
import static dev.evenkeel.network.Layers.standardize;
import static dev.evenkeel.network.Layers.tanh;
import static dev.evenkeel.network.Layers.transpose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.layer.Frozen;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Part;
import dev.evenkeel.layer.Residual;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.ResNet;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules that a description alone can break. */
class DescriptionAuditTest {
    private static final Shape VECTOR = Shape.of(8);
    private static final Shape IMAGE = Shape.of(8, 8, 3);

    @Test
    void aBiasBeforeABatchNormIsRedundant() {
        assertThat(found("redundant-bias", Network.of(VECTOR, linear(4), batchNorm(), relu(), linear(2))))
                .containsExactly("NOTE linear '0': its bias is redundant: batchNorm '1' takes it off again");
        assertThat(found("redundant-bias", Network.of(IMAGE, conv(4, 3), maxPool(2), batchNorm(), relu(), conv(2, 1))))
                .hasSize(1);
        assertThat(found("redundant-bias", Network.of(IMAGE, conv(4, 3), flatten(), batchRenorm(), linear(2))))
                .hasSize(1);
    }

    @Test
    void imagesWithChannelsFirstAreToldWhereTheirPixelsAreRead() {
        Shape first = Shape.of(3, 32, 32);
        assertThat(found("channels-first", Network.of(first, standardize(), conv(4, 3), relu(), flatten(), linear(2))))
                .containsExactly(
                        "WARNING conv '1': it reads [3, 32, 32] as 3 x 32 pixels of 32 channels, which looks like"
                                + " [channels, height, width]");
        assertThat(found("channels-first", Network.of(first, transpose(1, 2, 0), conv(4, 3), flatten(), linear(2))))
                .isEmpty();
        assertThat(found("channels-first", Network.of(first, flatten(), linear(2))))
                .isEmpty();
        assertThat(found("channels-first", Network.of(IMAGE, conv(4, 3), flatten(), linear(2))))
                .isEmpty();
    }

    static Stream<Layer> normsThatCentreChannels() {
        return Stream.of(batchNorm(), batchRenorm(), instanceNorm(), groupNorm(4));
    }

    @ParameterizedTest
    @MethodSource("normsThatCentreChannels")
    void everyNormOfSingleChannelsMakesItRedundant(Layer norm) {
        assertThat(found("redundant-bias", Network.of(IMAGE, conv(4, 3), norm, relu(), conv(2, 1))))
                .hasSize(1);
    }

    static Stream<Layer> normsThatKeepABias() {
        return Stream.of(layerNorm(), groupNorm(2), batchNorm().frozenStatistics());
    }

    @ParameterizedTest
    @MethodSource("normsThatKeepABias")
    void aBiasBeforeOtherNormsIsNot(Layer norm) {
        assertThat(found("redundant-bias", Network.of(IMAGE, conv(4, 3), norm, relu(), conv(2, 1))))
                .isEmpty();
    }

    @Test
    void aBiasThatSomethingElseSeesIsNotRedundant() {
        assertThat(found("redundant-bias", Network.of(VECTOR, linear(4), relu(), batchNorm(), linear(2))))
                .isEmpty();
        assertThat(found(
                        "redundant-bias",
                        Network.of(VECTOR, linear(8), Residual.of(batchNorm(), relu(), linear(8)), linear(2))))
                .isEmpty();
        assertThat(found("redundant-bias", Network.of(VECTOR, linear(4).withoutBias(), batchNorm(), linear(2))))
                .isEmpty();
    }

    @Test
    void normsOfFewValuesTogetherAreTold() {
        assertThat(found("small-sets", Network.of(VECTOR, linear(8), groupNorm(4), relu(), linear(2))))
                .containsExactly("WARNING groupNorm '1': it normalises 2 values together");
        assertThat(found("small-sets", Network.of(VECTOR, linear(6), layerNorm(), relu(), linear(2))))
                .containsExactly("NOTE layerNorm '1': it normalises 6 values together");
        assertThat(found("small-sets", Network.of(IMAGE, conv(4, 7), instanceNorm(), relu(), conv(2, 1))))
                .containsExactly("NOTE instanceNorm '1': it normalises 4 values together");
        assertThat(found("small-sets", Network.of(VECTOR, linear(1), rmsNorm(), linear(2))))
                .containsExactly("WARNING rmsNorm '1': it normalises 1 value, of which it leaves the sign alone");
    }

    @Test
    void normsOfManyValuesTogetherAreNot() {
        assertThat(found("small-sets", Network.of(VECTOR, linear(16), groupNorm(2), relu(), linear(2))))
                .isEmpty();
        assertThat(found("small-sets", Network.of(IMAGE, conv(4, 3), layerNorm().overAllAxes(), relu(), conv(2, 1))))
                .isEmpty();
        assertThat(found("small-sets", Network.of(IMAGE, conv(4, 3), batchNorm(), relu(), conv(2, 1))))
                .isEmpty();
    }

    @Test
    void dropoutBeforeABatchNormIsToldWithTheRatioOfVariances() {
        assertThat(found("dropout-before-norm", Network.of(VECTOR, relu(), dropout(0.5), batchNorm(), linear(2))))
                .containsExactly(
                        "WARNING dropout '1': it drops before batchNorm '2', whose variance in inference will be"
                                + " 0.41 of that in training");
        assertThat(found("dropout-before-norm", Network.of(VECTOR, linear(4), dropout(0.3), batchNorm(), linear(2))))
                .containsExactly(
                        "WARNING dropout '1': it drops before batchNorm '2', whose variance in inference will be"
                                + " at most 0.70 of that in training");
        assertThat(found("dropout-before-norm", Network.of(VECTOR, tanh(), dropout(0.3), batchNorm(), linear(2))))
                .containsExactly(
                        "WARNING dropout '1': it drops before batchNorm '2', whose variance in inference will be"
                                + " 0.70 of that in training");
        assertThat(found(
                        "dropout-before-norm",
                        Network.of(VECTOR, relu(), dropout(0.3), linear(4), batchNorm(), linear(2))))
                .singleElement()
                .asString()
                .startsWith("NOTE")
                .contains("0.61 of that in training if");
        assertThat(found(
                        "dropout-before-norm",
                        Network.of(VECTOR, dropout(0.3), linear(4), relu(), linear(4), batchNorm(), linear(2))))
                .containsExactly("NOTE dropout '0': it drops before batchNorm '4', whose variance in inference will be"
                        + " smaller than in training");
    }

    @Test
    void theRatioBehindAReluIsThatOfLiAndOthers() {
        assertThat(DropoutCheck.ratioBehindRelu(0.5)).isCloseTo(0.405, within(5e-4));
        assertThat(DropoutCheck.ratioBehindRelu(0.7)).isCloseTo(0.614, within(5e-4));
        assertThat(DropoutCheck.ratioBehindRelu(0.9)).isCloseTo(0.860, within(5e-4));
    }

    @Test
    void dropoutBehindTheLastBatchNormOrBeforeAnotherNormIsFine() {
        assertThat(found("dropout-before-norm", Network.of(VECTOR, batchNorm(), relu(), dropout(0.5), linear(2))))
                .isEmpty();
        assertThat(found(
                        "dropout-before-norm",
                        Network.of(VECTOR, relu(), dropout(0.5), layerNorm(), linear(4), batchNorm(), linear(2))))
                .isEmpty();
        assertThat(found("dropout-before-norm", Network.of(VECTOR, relu(), dropout(0), batchNorm(), linear(2))))
                .isEmpty();
    }

    @Test
    void aBatchNormAfterTheActivationIsNoted() {
        assertThat(found("activation-before-norm", Network.of(VECTOR, linear(4), relu(), batchNorm(), linear(2))))
                .containsExactly("NOTE batchNorm '2': it stands after relu '1'");
        assertThat(found(
                        "activation-before-norm",
                        Network.of(IMAGE, conv(4, 3), relu(), maxPool(2), batchNorm(), conv(2, 1))))
                .hasSize(1);
        assertThat(found("activation-before-norm", Network.of(VECTOR, linear(4), batchNorm(), relu(), linear(2))))
                .isEmpty();
        assertThat(found("activation-before-norm", Network.of(VECTOR, linear(4), relu(), layerNorm(), linear(2))))
                .isEmpty();
    }

    @Test
    void aNormAfterTheLastLayerIsFound() {
        assertThat(found("norm-at-output", Network.of(VECTOR, linear(4), batchNorm())))
                .containsExactly("WARNING batchNorm '1': nothing learned stands between it and the output");
        assertThat(found("norm-at-output", Network.of(VECTOR, linear(4), layerNorm(), softmax())))
                .hasSize(1);
        assertThat(found("norm-at-output", Network.of(VECTOR, linear(4), batchNorm(), relu())))
                .isEmpty();
        assertThat(found("norm-at-output", Network.of(VECTOR, batchNorm(), linear(4), softmax())))
                .isEmpty();
    }

    @Test
    void deepSigmoidsWithoutANormalizationVanish() {
        assertThat(found("no-norm-in-deep-saturation", repeated(4, linear(8), sigmoid())))
                .containsExactly("WARNING sigmoid '7': 4 sigmoids or tanhs stand here one after the other without a"
                        + " normalization: together they multiply gradients by at most 0.0039");
        assertThat(found("no-norm-in-deep-saturation", repeated(6, linear(8), tanh())))
                .containsExactly(
                        "NOTE tanh '11': 6 sigmoids or tanhs stand here one after the other without a normalization");
        assertThat(found("no-norm-in-deep-saturation", repeated(3, linear(8), sigmoid())))
                .isEmpty();
        assertThat(found("no-norm-in-deep-saturation", repeated(9, linear(8), batchNorm(), sigmoid())))
                .isEmpty();
        assertThat(found("no-norm-in-deep-saturation", repeated(9, linear(8), relu())))
                .isEmpty();
        assertThat(found("no-norm-in-deep-saturation", repeated(9, Residual.of(linear(8), tanh()))))
                .isEmpty();
    }

    @Test
    void gradientsExplodeInDeepStacksOfReluAndBatchNorm() {
        assertThat(found("exploding-gradients", repeated(25, linear(8), batchNorm(), relu())))
                .singleElement()
                .asString()
                .startsWith("WARNING batchNorm '73': 25 batch normalizations with ReLUs")
                .contains("about 1.4e+04");
        assertThat(found("exploding-gradients", repeated(24, linear(8), batchNorm(), relu())))
                .isEmpty();
        assertThat(found("exploding-gradients", repeated(40, linear(8), layerNorm(), relu())))
                .isEmpty();
        assertThat(found("exploding-gradients", repeated(40, Residual.of(linear(8), batchNorm(), relu()))))
                .isEmpty();
    }

    @Test
    void statisticsThatStayWhileWeightsBeforeThemLearnAreNoted() {
        Network network = Network.of(VECTOR, linear(4), batchNorm(), relu(), linear(2));
        assertThat(found("stale-statistics", network.freeze("1", Frozen.STATISTICS)))
                .containsExactly("NOTE batchNorm '1': its running statistics stay as they are while linear '0', which"
                        + " stands before it, learns");
        assertThat(found(
                        "stale-statistics",
                        network.freeze("1", Frozen.STATISTICS).freeze("0", Frozen.PARAMETERS)))
                .isEmpty();
        assertThat(found("stale-statistics", network)).isEmpty();
    }

    @Test
    void residualNetworksAndPlainOnesAreFine() {
        for (int depth : List.of(20, 56, 110)) {
            assertThat(Audit.of(ResNet.of(depth).network(Shape.of(32, 32, 3), 10))
                            .findings())
                    .isEmpty();
        }
        Network plain = Network.of(
                IMAGE,
                conv(4, 3).withoutBias(),
                batchNorm(),
                relu(),
                globalAveragePool(),
                dropout(0.5),
                linear(2),
                softmax());
        assertThat(Audit.of(plain).findings()).isEmpty();
    }

    @Test
    void aSilencedRuleIsNotHeard() {
        Audit audit = Audit.of(Network.of(VECTOR, linear(4), relu(), linear(4), batchNorm()));
        assertThat(audit.findings()).hasSize(2);
        assertThat(audit.without("redundant-bias", "norm-at-output").findings()).isEmpty();
        assertThatThrownBy(() -> audit.without("redundant-bios"))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("did you mean 'redundant-bias'?");
    }

    @Test
    void everyRuleSaysAllOfItselfAndHasAnIdOfItsOwn() {
        assertThat(new HashSet<>(Audit.rules().stream().map(AuditRule::id).toList()))
                .hasSize(Audit.rules().size());
        assertThat(Audit.rules()).allSatisfy(rule -> {
            assertThat(rule.id()).matches("[a-z]+(-[a-z]+)*");
            assertThat(List.of(rule.reason(), rule.source(), rule.wayOut()))
                    .allSatisfy(text -> assertThat(text).isNotBlank().doesNotEndWith("."));
        });
    }

    @Test
    void aSumOfTwoNormsHasNoOneSource() {
        Network network = Network.builder(VECTOR)
                .add("a", linear(4).withoutBias())
                .add("b", batchNorm())
                .add("sum", add(), List.of("a", "b"))
                .build();
        assertThat(found("norm-at-output", network)).isEmpty();
    }

    private static Network repeated(int times, Part... block) {
        List<Part> parts = new ArrayList<>();
        for (int index = 0; index < times; index++) {
            parts.addAll(List.of(block));
        }
        parts.add(linear(2));
        return Network.of(VECTOR, parts);
    }

    private static List<String> found(String rule, Network network) {
        return Found.of(Audit.of(network), rule);
    }
}
