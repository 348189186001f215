package dev.evenkeel.testkit;

import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What every layer keeps. To test a layer of one's own, implement this in a JUnit test class and give {@link #cases}: the
 * layer with each of its settings, on inputs of several ranks.
 *
 * <pre>{@code
 * class ScaleTest implements LayerContract {
 *     public Stream<LayerCase> cases() {
 *         LayerRegistry words = LayerRegistry.standard().with("scale", "by", Scale::read);
 *         return Stream.of(LayerCase.of(new Scale(2), Shape.of(3, 5)).in(words).oracle(new ScaleOracle(2)));
 *     }
 * }
 * }</pre>
 *
 * <p>Everything is tested on the scalar kernels and on the preferred ones, with batches of 1, 2 and 7 examples where the
 * layer takes them. A case without an {@link dev.evenkeel.testkit.oracle.Oracle} is compared with finite differences of
 * its own outputs only, which float arithmetic makes coarse.
 */
public interface LayerContract {
    /** The layers to test, with their inputs. */
    Stream<LayerCase> cases();

    @TestFactory
    default Stream<DynamicTest> aDescriptionGivesTheSameLayerBack() {
        return each(Descriptions::roundTrip);
    }

    @TestFactory
    default Stream<DynamicTest> anUnknownSettingIsRefused() {
        return each(Descriptions::refusesUnknownSetting);
    }

    @TestFactory
    default Stream<DynamicTest> inputsThatDoNotFitAreRefusedWithWhoAndWhat() {
        return each(Descriptions::refusesInputs);
    }

    @TestFactory
    default Stream<DynamicTest> tensorsHaveNamesOfTheirOwnAndFiniteInitialValues() {
        return each(Descriptions::declaresTensors);
    }

    @TestFactory
    default Stream<DynamicTest> trainingComputesTheFormula() {
        return each(Formulas::forward);
    }

    @TestFactory
    default Stream<DynamicTest> gradientsAreThoseOfTheFormula() {
        return each(Formulas::backward);
    }

    @TestFactory
    default Stream<DynamicTest> runningStatisticsFollowTheFormula() {
        return each(Formulas::statistics);
    }

    @TestFactory
    default Stream<DynamicTest> aLayerFusedWithTheNextComputesBoth() {
        return each(Formulas::fused);
    }

    @TestFactory
    default Stream<DynamicTest> theFormulasGradientsAreItsDifferences() {
        return each(Differences::ofOracle);
    }

    @TestFactory
    default Stream<DynamicTest> gradientsAreDifferencesOfTheOutputs() {
        return each(Differences::ofLayer);
    }

    @TestFactory
    default Stream<DynamicTest> aStepLeavesItsInputsAndTensorsUntouched() {
        return each(Buffers::untouched);
    }

    @TestFactory
    default Stream<DynamicTest> theSameStepGivesTheSameBits() {
        return each(Buffers::repeats);
    }

    @TestFactory
    default Stream<DynamicTest> anyNumberOfThreadsGivesTheSameBits() {
        return each(Buffers::threads);
    }

    @TestFactory
    default Stream<DynamicTest> anInputWithoutGradientChangesNothingElse() {
        return each(Buffers::withoutInputGradient);
    }

    @TestFactory
    default Stream<DynamicTest> frozenParametersGetNoGradient() {
        return each(Buffers::frozenParameters);
    }

    @TestFactory
    default Stream<DynamicTest> theFrozenOperationComputesTheFormula() {
        return each(Frozen::operation);
    }

    @TestFactory
    default Stream<DynamicTest> aPredictorComputesTheFormula() {
        return each(Frozen::predictor);
    }

    @TestFactory
    default Stream<DynamicTest> aPredictionIsTheSameAloneInAnyBatchAndFromAnyThread() {
        return each(Frozen::sameBits);
    }

    @TestFactory
    default Stream<DynamicTest> aModelFileGivesTheSameModelAndTheSameBytes() {
        return each(Frozen::file);
    }

    @TestFactory
    default Stream<DynamicTest> statisticsThatWereNeverGatheredOrAreNotFiniteAreNotFrozen() {
        return each(Frozen::refusesStatistics);
    }

    private Stream<DynamicTest> each(Consumer<LayerCase> property) {
        return cases().map(tested -> DynamicTest.dynamicTest(tested.toString(), () -> property.accept(tested)));
    }
}
