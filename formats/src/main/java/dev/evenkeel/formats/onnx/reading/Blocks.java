package dev.evenkeel.formats.onnx.reading;

import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.translation.Image;
import dev.evenkeel.formats.onnx.reading.translation.Operator;
import dev.evenkeel.formats.onnx.reading.translation.Shapes;
import dev.evenkeel.formats.onnx.reading.translation.Translation;
import dev.evenkeel.formats.onnx.reading.value.Flowing;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/** Operators that move channels into blocks of positions, and back. */
final class Blocks {
    private static final int MAX_SIZE = 1 << 12;

    private Blocks() {}

    static void addTo(Map<String, Operator> operators) {
        operators.put("DepthToSpace", Operator.of(Blocks::depthToSpace, "blocksize", "mode"));
        operators.put("SpaceToDepth", Operator.of(Blocks::spaceToDepth, "blocksize"));
    }

    private static void depthToSpace(Translation translation, NodeReader node) {
        Image image = image(translation, node);
        int block = block(node);
        int[] positions = image.positions();
        if (image.channels() % (block * block) != 0) {
            throw node.wrong("needs channels in multiples of " + block * block + ", but got " + image.channels());
        }
        int channels = image.channels() / (block * block);
        boolean columnsFirst = node.text("mode", "DCR").equals("CRD");
        int[] apart = columnsFirst
                ? new int[] {channels, block, block, positions[0], positions[1]}
                : new int[] {block, block, channels, positions[0], positions[1]};
        int[] order = columnsFirst ? new int[] {0, 3, 1, 4, 2} : new int[] {2, 3, 0, 4, 1};
        blocks(image, apart, order, channels, positions[0] * block, positions[1] * block);
    }

    private static void spaceToDepth(Translation translation, NodeReader node) {
        Image image = image(translation, node);
        int block = block(node);
        int[] positions = image.positions();
        if (positions[0] % block != 0 || positions[1] % block != 0) {
            throw node.wrong("needs an image in multiples of " + block + ", but got " + Arrays.toString(positions));
        }
        int[] apart = {image.channels(), positions[0] / block, block, positions[1] / block, block};
        int[] order = {2, 4, 0, 1, 3};
        blocks(image, apart, order, image.channels() * block * block, positions[0] / block, positions[1] / block);
    }

    private static Image image(Translation translation, NodeReader node) {
        Image image = Image.of(translation, node, 0);
        if (image.positions().length != 2) {
            throw node.wrong("needs images [batch, channels, height, width], but its input has "
                    + translation.rank(translation.value(node, 0)) + " axes");
        }
        return image;
    }

    private static int block(NodeReader node) {
        int block = node.integer("blocksize", 0);
        if (block < 1 || block > MAX_SIZE) {
            throw node.wrong("needs a 'blocksize' of 1 or more, but got " + block);
        }
        return block;
    }

    private static void blocks(Image image, int[] apart, int[] order, int... extents) {
        Translation translation = image.translation();
        NodeReader node = image.node();
        Flowing split = Shapes.reshaped(translation, node, image.value(), behindRows(image, apart));
        int before = split.fileRank() - apart.length;
        int[] turned = IntStream.concat(
                        IntStream.range(0, before), Arrays.stream(order).map(axis -> axis + before))
                .toArray();
        image.define(Shapes.reshaped(translation, node, Shapes.turned(split, turned), behindRows(image, extents)));
    }

    private static int[] behindRows(Image image, int[] extents) {
        return IntStream.concat(Arrays.stream(image.value().extents()).limit(image.rows()), Arrays.stream(extents))
                .toArray();
    }
}
