package dev.evenkeel.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.evenkeel.CheckReturnValue;
import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;

/** What the modules and packages may know of each other. */
@DisabledOnJre(value = JRE.JAVA_17, disabledReason = "what it tests does not hang on the JDK, and it takes long")
class ArchitectureTest {
    private static final long MAX_FILES = 25;
    /** Types of core that users meet; a new one takes the place of another, or says why not. */
    private static final int MAX_PUBLIC_TYPES = 228;

    private static final long MAX_LINES = 400;

    private static JavaClasses classes;

    @BeforeAll
    static void readTheClassesOfAllModules() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.evenkeel");
    }

    @Test
    void theRulesSeeEveryModule() {
        assertThat(classes)
                .extracting(type -> type.getPackageName())
                .contains(
                        "dev.evenkeel.kernel",
                        "dev.evenkeel.kernels.vector",
                        "dev.evenkeel.data",
                        "dev.evenkeel.formats",
                        "dev.evenkeel.testkit",
                        "dev.evenkeel.cli");
    }

    @Test
    void onlyTheVectorModuleTouchesTheIncubatingVectorApi() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.evenkeel.kernels.vector..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.incubator..")
                .check(classes);
    }

    @Test
    void noVectorCrossesACall() {
        DescribedPredicate<JavaClass> vector = assignableTo("jdk.incubator.vector.Vector")
                .or(assignableTo("jdk.incubator.vector.VectorMask"))
                .as("vectors");
        noMethods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAPackage("dev.evenkeel.kernels.vector..")
                .should()
                .haveRawReturnType(vector)
                .orShould()
                .haveRawParameterTypes(
                        describe("a vector", types -> types.stream().anyMatch(vector)))
                .because("C2 does not always inline our methods, and then puts each vector on the heap")
                .check(classes);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("dev.evenkeel.(**)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void packagesHoldAtMost25Files() {
        Map<String, Long> files = classes.stream()
                .filter(JavaClass::isTopLevelClass)
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
        assertThat(files)
                .allSatisfy((name, count) -> assertThat(count)
                        .as("classes of %s: beyond %d a package is several concepts", name, MAX_FILES)
                        .isLessThanOrEqualTo(MAX_FILES));
    }

    @Test
    void filesHaveAtMost400Lines() throws IOException {
        List<Path> sources;
        try (Stream<Path> files = Files.find(Path.of(".."), 32, (path, known) -> isSource(path))) {
            sources = files.toList();
        }
        assertThat(sources).hasSizeGreaterThan(1000);
        for (Path source : sources) {
            try (Stream<String> lines = Files.lines(source)) {
                assertThat(lines.count())
                        .as("lines of %s: beyond %d a file is several concepts", source, MAX_LINES)
                        .isLessThanOrEqualTo(MAX_LINES);
            }
        }
    }

    private static boolean isSource(Path path) {
        return path.toString().endsWith(".java") && path.toString().matches(".*/src/(main|test)/java/.*");
    }

    @Test
    void onlyTheCommandLinePrints() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.evenkeel.cli..")
                .should(ACCESS_STANDARD_STREAMS)
                .because("a library leaves standard output and error to its user; it logs through System.Logger")
                .check(classes);
    }

    @Test
    void inferenceKnowsNothingOfTraining() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.evenkeel.inference..", "dev.evenkeel.operation..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.evenkeel.train..")
                .because("a predictor has no code path to batch statistics")
                .allowEmptyShould(true)
                .check(classes);
    }

    @Test
    void classesAreNamedAfterWhatTheyAre() {
        noClasses()
                .should()
                .haveNameMatching(".*(Util|Manager|Helper)[^.]*")
                .because("such a name says that a concept is missing")
                .check(classes);
    }

    @Test
    void aChangedCopyMayNotBeLeftLying() {
        DescribedPredicate<JavaMethod> changedCopy = describe(
                "return their own type",
                method -> method.getRawReturnType().equals(method.getOwner())
                        && !method.getModifiers().contains(JavaModifier.STATIC)
                        && !method.getModifiers().contains(JavaModifier.SYNTHETIC)
                        && method.getOwner().getModifiers().contains(JavaModifier.PUBLIC));
        methods()
                .that()
                .arePublic()
                .and(changedCopy)
                .and()
                .areDeclaredInClassesThat()
                .resideInAnyPackage(
                        "dev.evenkeel.audit",
                        "dev.evenkeel.dataset",
                        "dev.evenkeel.model",
                        "dev.evenkeel.network",
                        "dev.evenkeel.norm",
                        "dev.evenkeel.spatial",
                        "dev.evenkeel.train..",
                        "dev.evenkeel.formats.onnx")
                .and()
                .areDeclaredInClassesThat()
                .doNotHaveSimpleName("Builder")
                .should()
                .beAnnotatedWith(CheckReturnValue.class)
                .orShould()
                .beDeclaredInClassesThat()
                .areAnnotatedWith(CheckReturnValue.class)
                .because("trainer.epochs(5); on a line of its own changes nothing")
                .check(classes);
    }

    @Test
    void coreNeedsOnlyTheBaseModuleAndAnnotations() {
        assertThat(coreModule().requires())
                .extracting(ModuleDescriptor.Requires::name)
                .containsExactlyInAnyOrder("java.base", "org.jspecify");
    }

    /** What a user of the library meets, beside which stand internals that only our own modules see. */
    @Test
    void coreShowsItsUsersFewTypes() {
        Set<String> forEveryone = coreModule().exports().stream()
                .filter(exported -> !exported.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .collect(Collectors.toSet());
        List<String> types = classes.stream()
                .filter(type -> type.isTopLevelClass()
                        && type.getModifiers().contains(JavaModifier.PUBLIC)
                        && forEveryone.contains(type.getPackageName()))
                .map(JavaClass::getName)
                .sorted()
                .toList();
        assertThat(types).hasSizeLessThanOrEqualTo(MAX_PUBLIC_TYPES);
    }

    @Test
    void readersAndLoopsAreForOurOwnModules() {
        assertThat(coreModule().exports().stream()
                        .filter(exported -> !exported.isQualified())
                        .map(ModuleDescriptor.Exports::source))
                .doesNotContain(
                        "dev.evenkeel.arithmetic",
                        "dev.evenkeel.kernel.provider",
                        "dev.evenkeel.kernel.scalar",
                        "dev.evenkeel.kernel.stream",
                        "dev.evenkeel.layer.fusion",
                        "dev.evenkeel.operation.builtin",
                        "dev.evenkeel.program",
                        "dev.evenkeel.reference",
                        "dev.evenkeel.safetensors",
                        "dev.evenkeel.text");
    }

    private static ModuleDescriptor coreModule() {
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(System.getProperty("java.class.path"))
                .filter(entry -> entry.contains("core"))
                .flatMap(entry -> ModuleFinder.of(Path.of(entry)).find("dev.evenkeel.core").stream())
                .map(reference -> reference.descriptor())
                .findFirst()
                .orElseThrow();
    }
}
