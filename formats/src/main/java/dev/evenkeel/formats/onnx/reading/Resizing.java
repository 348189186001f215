package dev.evenkeel.formats.onnx.reading;

import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.translation.Image;
import dev.evenkeel.formats.onnx.reading.translation.Operator;
import dev.evenkeel.formats.onnx.reading.translation.Translation;
import dev.evenkeel.formats.onnx.reading.value.Flowing;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.rearrange.Take;
import dev.evenkeel.spatial.Upsample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * {@code Resize} and {@code Upsample} to the nearest position: repeated positions where each is repeated equally often,
 * otherwise the positions that the file's rules of coordinates and of rounding take, axis by axis.
 */
final class Resizing {
    private static final int MAX_POSITIONS = 1 << 20;

    private Resizing() {}

    static void addTo(Map<String, Operator> operators) {
        operators.put(
                "Resize",
                Operator.of(
                                Resizing::resize,
                                "mode",
                                "nearest_mode",
                                "coordinate_transformation_mode",
                                "cubic_coeff_a",
                                "exclude_outside",
                                "extrapolation_value",
                                "antialias",
                                "axes",
                                "keep_aspect_ratio_policy")
                        .checked(Resizing::requireNearest));
        operators.put(
                "Upsample", Operator.of(Resizing::resize, "mode", "scales").checked(Resizing::requireNearest));
    }

    private static void requireNearest(NodeReader node) {
        if (!node.text("mode", "nearest").equals("nearest")) {
            throw node.unsupported("it takes the mode 'nearest', but got '" + node.text("mode", "") + "'");
        }
        String policy = node.text("keep_aspect_ratio_policy", "stretch");
        if (!policy.equals("stretch") && node.hasInput(3)) {
            throw node.unsupported("it takes the keep_aspect_ratio_policy 'stretch', but got '" + policy + "'");
        }
        Coordinates.of(node);
        Rounding.of(node);
    }

    private static void resize(Translation translation, NodeReader node) {
        Image image = Image.of(translation, node, 0);
        int[] positions = image.positions();
        List<Axis> axes = axes(translation, node, image);
        List<int[]> taken = new ArrayList<>();
        for (int at = 0; at < positions.length; at++) {
            taken.add(sources(node, positions[at], axes.get(at)));
        }
        Optional<int[]> factors = factors(positions, taken);
        if (factors.isPresent()) {
            image.define(image.add(new Upsample(image.windows().behindRows(1, factors.get())), Map.of()));
            return;
        }
        Image result = image;
        for (int at = 0; at < positions.length; at++) {
            if (!isIdentity(positions[at], taken.get(at))) {
                List<Integer> indices = Arrays.stream(taken.get(at)).boxed().toList();
                result = result.with(taken(result, new Take(image.rows() + at, indices), "axis" + (at + 2)));
            }
        }
        image.define(result.value());
    }

    private static Flowing taken(Image image, UnaryLayer layer, String part) {
        Flowing like = image.like(layer.outputShape(image.value().shape()));
        return image.translation().add(image.node(), part, layer, List.of(image.value()), like);
    }

    /** How often each position is repeated along each axis, where all of one axis are repeated equally often. */
    private static Optional<int[]> factors(int[] positions, List<int[]> taken) {
        int[] factors = new int[positions.length];
        for (int axis = 0; axis < factors.length; axis++) {
            int[] sources = taken.get(axis);
            int factor = Math.max(1, sources.length / positions[axis]);
            if (sources.length != positions[axis] * factor
                    || IntStream.range(0, sources.length).anyMatch(at -> sources[at] != at / factor)) {
                return Optional.empty();
            }
            factors[axis] = factor;
        }
        return Optional.of(factors);
    }

    private static boolean isIdentity(int extent, int[] sources) {
        return sources.length == extent && IntStream.range(0, extent).allMatch(at -> sources[at] == at);
    }

    /** The position of the input for each of the output, computed in floats as ONNX Runtime does. */
    private static int[] sources(NodeReader node, int extent, Axis axis) {
        if (axis.length() < 1 || axis.length() > MAX_POSITIONS) {
            throw node.unsupported(
                    "it makes between 1 and " + MAX_POSITIONS + " positions of an axis, but got " + axis.length());
        }
        if (axis.scale() == 1 && axis.length() == extent) {
            return IntStream.range(0, extent).toArray();
        }
        if (node.operatorSet() < 11 && (axis.scale() < 1 || axis.scale() != Math.rint(axis.scale()))) {
            throw node.unsupported("before version 11 of the operators it takes whole factors, but got " + axis.scale()
                    + ": those versions leave open which position is the nearest");
        }
        Coordinates coordinates = Coordinates.of(node);
        Rounding rounding = Rounding.of(node);
        return IntStream.range(0, axis.length())
                .map(at -> Math.max(0, Math.min(extent - 1, rounding.of(coordinates.source(at, extent, axis)))))
                .toArray();
    }

    /** What becomes of the axes of positions. */
    private static List<Axis> axes(Translation translation, NodeReader node, Image image) {
        long[] from = translation.fileExtents(translation.value(node, 0));
        Optional<float[]> scales = scales(translation, node);
        long[] sizes =
                scales.isPresent() ? new long[0] : translation.fixed(node, 3).longs();
        int given = scales.map(values -> values.length).orElse(sizes.length);
        int[] which = node.integers("axes")
                .orElseGet(() -> IntStream.range(0, from.length).toArray());
        if (which.length != given) {
            throw node.wrong("needs " + which.length + " scales or sizes, one for each axis, but got " + given);
        }
        Axis[] all = Arrays.stream(from)
                .mapToObj(extent -> new Axis(1, (int) Math.min(extent, Integer.MAX_VALUE)))
                .toArray(Axis[]::new);
        int before = from.length - image.positions().length;
        for (int at = 0; at < given; at++) {
            int axis = which[at] < 0 ? which[at] + from.length : which[at];
            if (axis < 0 || axis >= from.length) {
                throw node.wrong(
                        "needs axes between " + -from.length + " and " + (from.length - 1) + ", but got " + which[at]);
            }
            boolean stays = scales.isPresent() ? scales.get()[at] == 1 : sizes[at] == from[axis];
            if (axis < before && !stays) {
                if (axis == 0 && translation.openBatch(from).axis() == 0) {
                    throw translation.across(node);
                }
                throw node.unsupported("it resizes the axes behind the channels, but got "
                        + (scales.isPresent() ? Arrays.toString(scales.get()) : translation.told(sizes)) + " for "
                        + translation.told(from));
            }
            if (axis >= before) {
                all[axis] = scales.isPresent()
                        ? new Axis(scales.get()[at], (int) (from[axis] * scales.get()[at]))
                        : new Axis((float) sizes[at] / from[axis], Math.toIntExact(sizes[at]));
            }
        }
        return Arrays.asList(all).subList(before, all.length);
    }

    private static Optional<float[]> scales(Translation translation, NodeReader node) {
        if (node.operator().equals("Upsample")) {
            return Optional.of(node.reals("scales")
                    .map(Resizing::floats)
                    .orElseGet(() -> translation.fixed(node, 1).floats()));
        }
        int at = node.operatorSet() < 11 ? 1 : 2;
        return node.hasInput(at) && translation.fixed(node, at).size() > 0
                ? Optional.of(translation.fixed(node, at).floats())
                : Optional.empty();
    }

    private static float[] floats(List<Float> list) {
        float[] values = new float[list.size()];
        for (int index = 0; index < values.length; index++) {
            values[index] = list.get(index);
        }
        return values;
    }

    /**
     * What becomes of an axis.
     *
     * @param scale by which it grows
     * @param length how many positions it has afterwards
     */
    private record Axis(float scale, int length) {}

    /** Where a position of the output lies in the input. */
    private enum Coordinates {
        ASYMMETRIC("asymmetric") {
            @Override
            float source(int at, int extent, Axis axis) {
                return at / axis.scale();
            }
        },
        HALF_PIXEL("half_pixel") {
            @Override
            float source(int at, int extent, Axis axis) {
                return (at + 0.5f) / axis.scale() - 0.5f;
            }
        },
        PYTORCH_HALF_PIXEL("pytorch_half_pixel") {
            @Override
            float source(int at, int extent, Axis axis) {
                return axis.length() > 1 ? (at + 0.5f) / axis.scale() - 0.5f : 0;
            }
        },
        ALIGN_CORNERS("align_corners") {
            @Override
            float source(int at, int extent, Axis axis) {
                return axis.length() == 1 ? 0 : at * (extent - 1f) / (axis.length() - 1f);
            }
        },
        TF_HALF_PIXEL("tf_half_pixel_for_nn") {
            @Override
            float source(int at, int extent, Axis axis) {
                return (at + 0.5f) / axis.scale();
            }
        };

        private final String word;

        Coordinates(String word) {
            this.word = word;
        }

        abstract float source(int at, int extent, Axis axis);

        static Coordinates of(NodeReader node) {
            if (node.operatorSet() < 11) {
                return ASYMMETRIC;
            }
            String word = node.text("coordinate_transformation_mode", HALF_PIXEL.word);
            return Arrays.stream(values())
                    .filter(mode -> mode.word.equals(word))
                    .findFirst()
                    .orElseThrow(() -> node.unsupported("it does not take the coordinate_transformation_mode '" + word
                            + "', but 'half_pixel', 'pytorch_half_pixel', 'asymmetric' or 'align_corners'"));
        }
    }

    /** Which position of the input is the nearest. */
    private enum Rounding {
        PREFER_FLOOR("round_prefer_floor") {
            @Override
            int of(float source) {
                return (int) Math.ceil(source - 0.5);
            }
        },
        PREFER_CEIL("round_prefer_ceil") {
            @Override
            int of(float source) {
                return (int) Math.floor(source + 0.5);
            }
        },
        FLOOR("floor") {
            @Override
            int of(float source) {
                return (int) Math.floor(source);
            }
        },
        CEIL("ceil") {
            @Override
            int of(float source) {
                return (int) Math.ceil(source);
            }
        };

        private final String word;

        Rounding(String word) {
            this.word = word;
        }

        abstract int of(float source);

        static Rounding of(NodeReader node) {
            String word = node.text("nearest_mode", node.operatorSet() < 11 ? FLOOR.word : PREFER_FLOOR.word);
            return Arrays.stream(values())
                    .filter(mode -> mode.word.equals(word))
                    .findFirst()
                    .orElseThrow(() -> node.wrong("needs a nearest_mode 'round_prefer_floor', 'round_prefer_ceil',"
                            + " 'floor' or 'ceil', but got '" + word + "'"));
        }
    }
}
