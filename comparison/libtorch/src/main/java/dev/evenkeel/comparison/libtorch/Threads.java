package dev.evenkeel.comparison.libtorch;

import dev.evenkeel.comparison.Evidence;
import dev.evenkeel.comparison.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.global.torch;

/**
 * libtorch has two pools of threads, its own and that of OpenBLAS. With two threads they fight in some computations and help
 * each other in others, so each computation is tried with OpenBLAS alone and with company.
 */
final class Threads {
    private final int threads;
    private int blasThreads;

    Threads(int threads) {
        this.threads = threads;
        torch.set_num_threads(threads);
        setBlas(1);
    }

    /** Makes a trial for each number of threads that OpenBLAS may have, each with its own state. */
    List<Trial> tried(Supplier<Trial> trial) {
        List<Trial> trials = new ArrayList<>();
        IntStream.rangeClosed(1, threads).forEach(blas -> trials.add(new Tuned(trial.get(), blas)));
        return trials;
    }

    /** A trial of what does not use OpenBLAS. */
    Trial alone(Trial trial) {
        return new Tuned(trial, 1);
    }

    private void setBlas(int wanted) {
        if (blasThreads != wanted) {
            openblas.blas_set_num_threads(wanted);
            blasThreads = wanted;
        }
    }

    private final class Tuned implements Trial {
        private final Trial trial;
        private final int blas;

        Tuned(Trial trial, int blas) {
            this.trial = trial;
            this.blas = blas;
        }

        @Override
        public String setting() {
            return threads == 1 ? trial.setting() : trial.setting() + ", BLAS " + blas;
        }

        @Override
        public Evidence evidence() {
            setBlas(blas);
            try (PointerScope scope = new PointerScope()) {
                return trial.evidence();
            }
        }

        /** What a computation allocates is given back at its end. */
        @Override
        public void run() {
            setBlas(blas);
            try (PointerScope scope = new PointerScope()) {
                trial.run();
            }
        }

        @Override
        public void close() {
            trial.close();
        }
    }
}
