package dev.evenkeel.comparison.network;

import java.util.List;
import java.util.stream.Stream;

/** A part of a network. */
public sealed interface Part {
    /** Whether a constant is added to each output. */
    enum Bias {
        WITH,
        WITHOUT
    }

    /** A part with a weight {@code [outputs, positions, channels]}: channels last. */
    sealed interface Weighted extends Part {
        int outputs();

        /** How many positions an output looks at. */
        int positions();

        int channels();

        Bias bias();

        Weighted withBias();
    }

    /** Every output looks at all positions of an example: one, unless a {@link Flatten} stands before. */
    record Dense(int positions, int channels, int outputs, Bias bias) implements Weighted {
        public int inputs() {
            return positions * channels;
        }

        @Override
        public Dense withBias() {
            return new Dense(positions, channels, outputs, Bias.WITH);
        }
    }

    /** With an odd kernel and half of it as padding, so that a stride of 1 keeps the size. */
    record Convolution(int kernel, int stride, int channels, int outputs, Bias bias) implements Weighted {
        public int padding() {
            return kernel / 2;
        }

        @Override
        public int positions() {
            return kernel * kernel;
        }

        @Override
        public Convolution withBias() {
            return new Convolution(kernel, stride, channels, outputs, Bias.WITH);
        }
    }

    /** Batch normalization. */
    record Normalization(int channels) implements Part {}

    /** ReLU. */
    record Rectifier() implements Part {}

    /** The maximum of 2 x 2. */
    record Pool() implements Part {}

    /** The mean over all positions. */
    record Average() implements Part {}

    /** Positions and channels as one axis. */
    record Flatten() implements Part {}

    /** {@code relu(body(x) + shortcut(x))}; a shortcut without parts is x itself. */
    record Residual(List<Named> body, List<Named> shortcut) implements Part {}

    /** A part under the name that those of its weights begin with, as PyTorch has them: {@code 0} for {@code 0.weight}. */
    record Named(String name, Part part) {}

    /** All parts in order, those inside a {@link Residual} in its place. */
    static Stream<Named> flat(List<Named> parts) {
        return parts.stream()
                .flatMap(named -> named.part() instanceof Residual residual
                        ? Stream.concat(flat(residual.body()), flat(residual.shortcut()))
                        : Stream.of(named));
    }

    /** The parts that are left once each normalization is folded into what stands before it. */
    static List<Named> folded(List<Named> parts) {
        return parts.stream()
                .filter(named -> !(named.part() instanceof Normalization))
                .map(named -> new Named(named.name(), folded(named.part())))
                .toList();
    }

    private static Part folded(Part part) {
        if (part instanceof Weighted weighted) {
            return weighted.withBias();
        }
        return part instanceof Residual residual
                ? new Residual(folded(residual.body()), folded(residual.shortcut()))
                : part;
    }
}
