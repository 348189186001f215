package dev.evenkeel.kernel.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.kernel.scalar.ScalarKernels;
import java.util.List;
import java.util.ServiceConfigurationError;
import org.junit.jupiter.api.Test;

class PreferredKernelsTest {
    private static final KernelProvider WORKING = () -> ScalarKernels.kernels();
    private static final KernelProvider BROKEN = () -> {
        throw new NoClassDefFoundError("jdk/incubator/vector/Vector");
    };

    @Test
    void aProviderThatWorksIsTaken() {
        assertThat(PreferredKernels.choose("vector", List.of(BROKEN, WORKING)).orRefuse())
                .isSameAs(ScalarKernels.kernels());
    }

    @Test
    void aProviderThatDoesNotLoadLeavesTheScalarLoops() {
        assertThat(PreferredKernels.choose("", List.of(BROKEN)).orRefuse()).isSameAs(ScalarKernels.kernels());
    }

    @Test
    void aBrokenRegistrationLeavesTheScalarLoops() {
        Iterable<KernelProvider> broken = () -> {
            throw new ServiceConfigurationError("no such class");
        };
        assertThat(PreferredKernels.choose("", broken).orRefuse()).isSameAs(ScalarKernels.kernels());
    }

    @Test
    void forcedVectorLoopsThatDoNotLoadAreRefusedWithTheRemedy() {
        PreferredKernels choice = PreferredKernels.choose("vector", List.of(BROKEN));
        assertThatThrownBy(choice::orRefuse)
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("evenkeel.kernels=vector")
                .hasMessageContaining("--add-modules jdk.incubator.vector");
    }

    @Test
    void forcedVectorLoopsWithoutAProviderNameWhatToAdd() {
        PreferredKernels choice = PreferredKernels.choose("vector", List.of());
        assertThatThrownBy(choice::orRefuse).hasMessageContaining("add evenkeel-kernels-vector");
    }

    @Test
    void anUnknownChoiceIsRefused() {
        PreferredKernels choice = PreferredKernels.choose("cuda", List.of(WORKING));
        assertThatThrownBy(choice::orRefuse).hasMessageContaining("'scalar', 'vector' or absent, but got 'cuda'");
    }
}
