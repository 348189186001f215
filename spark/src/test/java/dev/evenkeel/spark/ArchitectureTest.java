package dev.evenkeel.spark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;

/** The rules between packages of this module, which the default build does not see. */
@DisabledOnJre(value = JRE.JAVA_17, disabledReason = "what it tests does not hang on the JDK, and it takes long")
class ArchitectureTest {
    private static JavaClasses classes;

    @BeforeAll
    static void readTheModule() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.evenkeel.spark");
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("dev.evenkeel.(**)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void nothingPrints() {
        noClasses().should(ACCESS_STANDARD_STREAMS).check(classes);
    }
}
