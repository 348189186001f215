package dev.evenkeel.kernel.convolution;

/** Where the positions of images lie once padding stands around them, and how they get there. */
final class PaddedImages {
    private final int planes;
    private final int lines;
    private final int lineLength;
    private final int paddedLines;
    private final int paddedLineLength;
    private final int first;
    private final int channels;
    private final int imageLength;
    private final int paddedLength;

    /** Images of {@code extents}, outermost first, with so many positions before them within {@code padded} extents. */
    PaddedImages(int[] extents, int[] before, int[] padded, int channels) {
        this.channels = channels;
        planes = extents[0];
        lines = extents[1];
        lineLength = extents[2] * channels;
        paddedLines = padded[1];
        paddedLineLength = Math.multiplyExact(padded[2], channels);
        first = offset(before[0], before[1], before[2]);
        imageLength = planes * lines * lineLength;
        paddedLength = Math.multiplyExact(Math.multiplyExact(padded[0], padded[1]), paddedLineLength);
    }

    /** Floats from the start of a padded image to a position, which may lie before it. */
    int offset(int plane, int line, int point) {
        return (plane * paddedLines + line) * paddedLineLength + point * channels;
    }

    /** Floats of an image without padding. */
    int imageLength() {
        return imageLength;
    }

    /** Floats of an image with its padding. */
    int paddedLength() {
        return paddedLength;
    }

    boolean pads() {
        return paddedLength != imageLength;
    }

    /** Copies images from {@code from[at]} on between the padding of {@code to}, which stays as it is. */
    void copy(float[] from, int at, int images, float[] to) {
        copyLines(from, at, 0, images * linesPerImage(), to);
    }

    /** Lines of an image without padding, of all its planes. */
    int linesPerImage() {
        return planes * lines;
    }

    /** {@link #copy} of the lines {@code [lineFrom, lineTo)} of all images. */
    void copyLines(float[] from, int at, int lineFrom, int lineTo, float[] to) {
        for (int line = lineFrom; line < lineTo; line++) {
            int image = line / linesPerImage();
            int plane = line / lines % planes;
            int target = image * paddedLength + first + (plane * paddedLines + line % lines) * paddedLineLength;
            System.arraycopy(from, at + line * lineLength, to, target, lineLength);
        }
    }
}
