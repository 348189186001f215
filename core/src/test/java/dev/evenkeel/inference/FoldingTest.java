package dev.evenkeel.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.inference.FoldReport.Outcome;
import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.operation.OperationNode;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.operation.builtin.ChannelAffine;
import dev.evenkeel.operation.builtin.Identity;
import dev.evenkeel.operation.builtin.LinearOperation;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class FoldingTest {
    @Test
    void anAffineFoldsIntoTheLinearBeforeItAndTheReluIsFusedAfter() {
        Nodes nodes = new Nodes(6).linear("0", 5).affine("1").relu("2").linear("3", 3);
        assertThat(names(nodes)).containsExactly("0", "3");
        assertThat(entry(nodes, "1").explanation()).isEqualTo("into linear 6 -> 5 '0' before it");
        assertThat(entry(nodes, "1").bound()).isBetween(1e-8, 1e-3);
        assertThat(entry(nodes, "2").outcome()).isEqualTo(Outcome.FUSED);
        assertSameFunction(nodes);
    }

    @Test
    void anAffineFoldsIntoTheLinearBehindIt() {
        Nodes nodes = new Nodes(6).linear("0", 5).relu("1").affine("2").linear("3", 3);
        assertThat(names(nodes)).containsExactly("0", "3");
        assertThat(entry(nodes, "2").explanation()).isEqualTo("into linear 5 -> 3 '3' behind it");
        assertSameFunction(nodes);
    }

    @Test
    void anAffineFoldsIntoTheLinearBehindAFlatten() {
        Nodes nodes = new Nodes(4, 2).relu("0").affine("1").flatten("2").linear("3", 3);
        assertThat(names(nodes)).containsExactly("0", "3");
        assertThat(entry(nodes, "1").outcome()).isEqualTo(Outcome.FOLDED);
        assertThat(entry(nodes, "2").outcome()).isEqualTo(Outcome.LEFT_OUT);
        assertSameFunction(nodes);
    }

    @Test
    void identitiesInARowAreLeftOut() {
        Nodes nodes = new Nodes(4, 2)
                .relu("0")
                .add("1", new Identity("dropout"), Shape.of(4, 2))
                .flatten("2")
                .linear("3", 3);
        assertThat(names(nodes)).containsExactly("0", "3");
        assertThat(entry(nodes, "2").outcome()).isEqualTo(Outcome.LEFT_OUT);
        assertSameFunction(nodes);
    }

    @Test
    void anAffineBehindALinearAndAFlattenFoldsIntoTheNextLinear() {
        Nodes nodes = new Nodes(4, 2).linear("0", 3).flatten("1").affine("2").linear("3", 3);
        assertThat(names(nodes)).containsExactly("0", "3");
        assertThat(entry(nodes, "2").explanation()).contains("'3' behind it");
        assertSameFunction(nodes);
    }

    @Test
    void affinesInARowBecomeOne() {
        Nodes nodes = new Nodes(4, 2)
                .affine("0")
                .flatten("1")
                .affine("2")
                .linear("3", 3)
                .affine("4")
                .affine("5");
        assertThat(names(nodes)).containsExactly("3");
        assertThat(entry(nodes, "0").outcome()).isEqualTo(Outcome.MERGED);
        assertSameFunction(nodes);
    }

    @Test
    void anAffineIsKeptWhereTheLinearsOutputIsUsedElsewhere() {
        Nodes nodes = new Nodes(5).linear("0", 5).affine("1").sum("2", "0", "1");
        assertThat(names(nodes)).containsExactly("0", "1", "2");
        assertThat(entry(nodes, "1").explanation())
                .isEqualTo("the output of linear 5 -> 5 '0' before it is used elsewhere too; add '2' behind it is not a"
                        + " linear operation");
        assertSameFunction(nodes);
    }

    @Test
    void anAffineIsKeptBetweenNonlinearities() {
        Nodes nodes =
                new Nodes(5).linear("0", 5).relu("1").affine("2").relu("3").linear("4", 2);
        assertThat(names(nodes)).containsExactly("0", "2", "3", "4");
        assertThat(entry(nodes, "2").explanation())
                .isEqualTo(
                        "relu '1' before it is not a linear operation; relu '3' behind it is not a linear operation");
        assertSameFunction(nodes);
    }

    @Test
    void anAffineThatIsReadTwiceIsKept() {
        Nodes nodes = new Nodes(5)
                .relu("0")
                .affine("1")
                .linear("2", 5)
                .from("1")
                .linear("3", 5)
                .sum("4", "2", "3");
        assertThat(entry(nodes, "1").explanation()).endsWith("its output is read by several operations");
        assertSameFunction(nodes);
    }

    @Test
    void anAffineAtTheEndsOfTheNetworkIsKeptWhereNothingCanTakeIt() {
        Nodes nodes = new Nodes(5).relu("0").affine("1");
        assertThat(entry(nodes, "1").explanation()).endsWith("nothing stands behind it");
        Nodes first = new Nodes(5).affine("0").relu("1");
        assertThat(entry(first, "0").explanation()).startsWith("nothing stands before it");
        assertSameFunction(first);
    }

    @Test
    void theNetworksOutputStaysTheOutputWhenItsLastLayersFold() {
        Nodes nodes = new Nodes(5)
                .linear("0", 4)
                .from("input")
                .linear("1", 4)
                .sum("2", "0", "1")
                .linear("3", 2)
                .affine("4");
        assertThat(names(nodes)).endsWith("3");
        assertSameFunction(nodes);
    }

    @Test
    void aFoldThatWouldCancelDigitsIsRefused() {
        ChannelAffine year =
                ChannelAffine.of("standardize", new double[] {5000, 0}, new double[] {1, 1}, new double[2]);
        Nodes nodes = new Nodes(2).add("0", year, Shape.of(2)).linear("1", 3);
        assertThat(entry(nodes, "0").explanation()).contains("would cancel more than half of the digits");
        assertSameFunction(nodes);
    }

    @Test
    void anAffineThatIsNotFiniteIsKept() {
        ChannelAffine broken = ChannelAffine.of("batchNorm", new double[] {Double.NaN}, new double[1]);
        Nodes nodes = new Nodes(1).linear("0", 1).add("1", broken, Shape.of(1));
        assertThat(entry(nodes, "1").explanation()).contains("not finite");
    }

    @Test
    void theDifferenceIsMeasuredAndWithinTheBound() {
        Nodes nodes = new Nodes(6).linear("0", 5).affine("1");
        FoldReport report = measured(nodes, Nodes.gaussian(32 * 6, 11));
        assertThat(report.difference().examples()).isEqualTo(32);
        assertThat(report.difference().absolute())
                .isBetween(1e-9, 6 * report.entries().get(0).bound());
        assertThat(report.difference().relative()).isBetween(1e-9, 1e-5);
        float[] none = new float[6];
        Predictor given =
                Predictor.of(nodes.input(), nodes.list(), OutputActivation.IDENTITY, PreferredKernels.kernels(), none);
        assertThat(given.folding().difference().examples()).isEqualTo(1);
        assertThat(given.toString()).contains("'1' folded: into linear 6 -> 5 '0' before it (bound ");
    }

    @Test
    void layersFoldedIntoOneProductShareItsEvidence() {
        Nodes nodes =
                new Nodes(6).linear("0", 5).relu("1").affine("2").linear("3", 4).affine("4");
        FoldReport report = measured(nodes, Nodes.gaussian(70 * 6, 11));
        FoldError behind = error(report, "2");
        assertThat(error(report, "4")).isSameAs(behind);
        assertThat(behind.product()).isEqualTo("3");
        assertThat(behind.channels()).isEqualTo(4);
        ChannelAffine last = (ChannelAffine) nodes.list().get(4).operation();
        ProductFold first =
                ProductFold.following((LinearOperation) nodes.list().get(3).operation(), (ChannelAffine)
                        nodes.list().get(2).operation());
        double[] second = ProductFold.preceding(first.product(), last).bounds();
        for (int channel = 0; channel < 4; channel++) {
            double both = first.bounds()[channel] * Math.abs(last.scale(channel)) + second[channel];
            assertThat(behind.bounds()[channel]).isCloseTo(both, within(1e-12));
        }
        assertSameFunction(nodes);
    }

    @Test
    void eachChannelIsBoundedByItsOwnWeights() {
        ChannelAffine affine =
                ChannelAffine.of("batchNorm", new double[2], new double[] {1, 1000}, new double[] {0, 0});
        Nodes nodes = new Nodes(3).linear("0", 2).add("1", affine, Shape.of(2));
        double[] bounds =
                error(measured(nodes, Nodes.gaussian(70 * 3, 11)), "1").bounds();
        assertThat(bounds[1]).isGreaterThan(100 * bounds[0]);
        assertSameFunction(nodes);
    }

    @Test
    void withoutDataChannelsHaveBoundsAlone() {
        Nodes nodes = new Nodes(6).linear("0", 5).affine("1");
        FoldError behind = error(nodes.predictor(OutputActivation.IDENTITY).folding(), "1");
        assertThat(nodes.predictor(OutputActivation.IDENTITY)
                        .folding()
                        .difference()
                        .examples())
                .isZero();
        assertThat(behind.measured()).isEmpty();
        assertThat(behind.examples()).isZero();
        assertThat(behind.bounds()).hasSize(5).doesNotContain(0.0);
        assertThat(behind.bounds()[behind.worstChannel()]).isEqualTo(behind.worstBound());
    }

    @Test
    void aChannelBeyondItsBoundIsTold() {
        FoldError bounds = FoldError.unmeasured("0", new double[] {1e-6, 1e-6});
        assertThat(bounds.measured(new double[] {1e-6, 2e-6}, 2, 1).holds()).isTrue();
        assertThat(bounds.measured(new double[] {1e-6, 3e-6}, 2, 1).holds()).isFalse();
        assertThat(bounds.measured(new double[] {Double.NaN, 0}, 2, 1).holds()).isFalse();
        assertThat(bounds.measured(new double[] {0, 3e-6}, 2, 1).worstChannel()).isEqualTo(1);
    }

    @Test
    void nothingIsMeasuredWhereNothingWasFolded() {
        assertThat(measured(new Nodes(4).relu("0"), Nodes.gaussian(70 * 4, 11))
                        .difference()
                        .examples())
                .isZero();
    }

    @Test
    void aFoldedLayerIsItsFormula() {
        ChannelAffine affine = ChannelAffine.of("batchNorm", new double[] {3}, new double[] {2}, new double[] {-1});
        Nodes nodes = new Nodes(2).linear("0", 1).add("1", affine, Shape.of(1));
        LinearOperation linear = (LinearOperation) nodes.list().get(0).operation();
        double z = 0.5 * linear.weight().at(0)
                - 0.25 * linear.weight().at(1)
                + linear.bias().at(0);
        assertThat((double) nodes.predictor(OutputActivation.IDENTITY).predict(new float[] {0.5f, -0.25f})[0])
                .isCloseTo((z - 3) * 2 - 1, within(1e-5));
    }

    private static List<String> names(Nodes nodes) {
        return Folding.of(nodes.list()).nodes().stream()
                .map(OperationNode::name)
                .toList();
    }

    private static FoldReport.Entry entry(Nodes nodes, String layer) {
        return entry(nodes.predictor(OutputActivation.IDENTITY).folding(), layer);
    }

    private static FoldReport.Entry entry(FoldReport report, String layer) {
        return report.entries().stream()
                .filter(entry -> entry.layer().equals(layer))
                .findFirst()
                .orElseThrow();
    }

    private static FoldError error(FoldReport report, String layer) {
        return entry(report, layer).error().orElseThrow();
    }

    private static void assertSameFunction(Nodes nodes) {
        float[] inputs = Nodes.gaussian(70 * nodes.input().size(), 11);
        Predictor folded = nodes.predictor(OutputActivation.IDENTITY);
        float[] expected = new float[70 * folded.output().size()];
        float[] actual = new float[expected.length];
        nodes.unfolded().predict(inputs, 70, expected);
        folded.predict(inputs, 70, actual);
        for (int at = 0; at < expected.length; at++) {
            assertThat(actual[at]).isCloseTo(expected[at], within(1e-4f * (1 + Math.abs(expected[at]))));
        }
        assertEveryFoldIsMeasuredWithinItsBounds(nodes, inputs);
    }

    private static void assertEveryFoldIsMeasuredWithinItsBounds(Nodes nodes, float[] inputs) {
        FoldReport report = measured(nodes, inputs);
        assertThat(report.holds()).isTrue();
        for (FoldReport.Entry entry : report.entries()) {
            assertThat(entry.error().isPresent()).isEqualTo(entry.outcome() == Outcome.FOLDED);
            entry.error().ifPresent(error -> {
                assertThat(error.examples()).isEqualTo(70);
                assertThat(error.measured()).hasSize(error.channels());
                assertThat(error.worstMeasured()).isBetween(1e-10, error.worstBound() * error.largestInput());
            });
        }
    }

    private static FoldReport measured(Nodes nodes, float[] inputs) {
        return Predictor.of(nodes.input(), nodes.list(), OutputActivation.IDENTITY, PreferredKernels.kernels(), inputs)
                .folding();
    }
}
