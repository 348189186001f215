package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.kernel.Kernels;
import org.junit.jupiter.api.Test;

class VectorKernelsTest {
    @Test
    void theCommandComputesWithVectorKernels() {
        assertThat(Kernels.preferred().getClass().getPackageName()).isEqualTo("dev.evenkeel.kernels.vector");
    }
}
