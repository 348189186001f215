package dev.evenkeel.formats.onnx.file;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The type of a graph's input or output.
 *
 * @param name of the value
 * @param type of its elements; {@link ElementType#UNDEFINED} for what is no tensor
 * @param extents empty if not even the number of axes is known
 */
public record ValueProto(String name, ElementType type, Optional<List<Extent>> extents) {
    public ValueProto {
        extents = extents.map(List::copyOf);
    }

    /**
     * The extent of one axis.
     *
     * @param size empty if a run decides
     * @param symbol its name, as {@code batch}; empty without
     */
    public record Extent(OptionalLong size, String symbol) {
        public static Extent of(long size) {
            return new Extent(OptionalLong.of(size), "");
        }

        public static Extent named(String symbol) {
            return new Extent(OptionalLong.empty(), symbol);
        }
    }
}
