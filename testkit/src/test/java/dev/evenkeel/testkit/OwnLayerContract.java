package dev.evenkeel.testkit;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;

/** The contract of this project's own layers, whose formulas in double, which know no kernels, are tested on one JDK alone. */
interface OwnLayerContract extends LayerContract {
    @Override
    @TestFactory
    @DisabledOnJre(value = JRE.JAVA_25, disabledReason = "what it tests does not hang on the JDK, and it takes long")
    default Stream<DynamicTest> theFormulasGradientsAreItsDifferences() {
        return LayerContract.super.theFormulasGradientsAreItsDifferences();
    }
}
