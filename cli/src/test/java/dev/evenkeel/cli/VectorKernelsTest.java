package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.kernel.provider.PreferredKernels;
import org.junit.jupiter.api.Test;

class VectorKernelsTest {
    @Test
    void theCommandComputesWithVectorKernels() {
        assertThat(PreferredKernels.kernels().name()).startsWith("vector");
    }
}
