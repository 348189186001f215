package dev.evenkeel.kernels.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The loops in JVMs with other settings: interpreted only, with narrower registers, and without the incubator module. */
class OtherMachinesTest {
    private static final String MODULE = "--add-modules=jdk.incubator.vector";

    @Test
    void interpretedLoopsGiveTheBitsOfCompiledOnes() throws Exception {
        Process interpreted = start(1, MODULE, "-Xint");
        String compiled = result(run(300, MODULE));
        assertThat(compiled).startsWith("RESULT vector").endsWith("true");
        assertThat(result(output(interpreted))).isEqualTo(compiled);
    }

    /** Registers narrower than this machine's, whose own the compiled loops above have: a wider setting changes nothing. */
    static IntStream narrowerRegisters() {
        return IntStream.of(16, 32, 64).filter(bytes -> bytes < FloatVector.SPECIES_PREFERRED.vectorByteSize());
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("narrowerRegisters")
    void registersOfEachWidthGiveTheScalarBitsByElement(int bytes) throws Exception {
        String result = result(run(60, MODULE, "-XX:MaxVectorSize=" + bytes));
        assertThat(result).startsWith("RESULT vector").endsWith("true");
    }

    @Test
    void withoutTheModuleTheScalarLoopsStepInAndTheRemedyIsLogged() throws Exception {
        assertThat(run(1))
                .contains("RESULT scalar")
                .contains("--add-modules jdk.incubator.vector")
                .contains("NoClassDefFoundError");
    }

    @Test
    void forcedVectorLoopsThatDoNotLoadAreAClearError() throws Exception {
        assertThat(run(1, "-Devenkeel.kernels=vector"))
                .contains("EvenkeelException: The vector kernels were asked for by evenkeel.kernels=vector")
                .contains("--add-modules jdk.incubator.vector");
    }

    @Test
    void scalarLoopsCanBeForced() throws Exception {
        assertThat(result(run(1, MODULE, "-Devenkeel.kernels=scalar"))).startsWith("RESULT scalar");
    }

    private static String result(String output) {
        return output.lines()
                .filter(line -> line.startsWith("RESULT"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No result in: " + output));
    }

    private static String run(int times, String... options) throws IOException, InterruptedException {
        return output(start(times, options));
    }

    private static Process start(int times, String... options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(BitsOfAllLoops.class.getName());
        command.add(Integer.toString(times));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String output(Process process) throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
