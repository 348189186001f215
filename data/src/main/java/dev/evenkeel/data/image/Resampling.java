package dev.evenkeel.data.image;

/**
 * Another size of an image, axis by axis. Where an axis shrinks, a value is the mean of what it covers; where it grows,
 * it lies on the line between its two neighbours, whose centres are at {@code (index + 0.5) * from / to - 0.5}. A constant
 * image stays constant. The aspect ratio is not kept.
 *
 * @param first per new position, the first old one that counts
 * @param weights per new position, those of the old ones from {@code first} on; they sum up to 1
 */
record Resampling(int[] first, float[][] weights) {
    /** @param values {@code [from.height, from.width, channels]}, unsigned */
    static byte[] resize(byte[] values, ImageSize from, int channels, ImageSize to) {
        float[] across = Resampling.of(from.width(), to.width()).across(values, from, channels);
        return Resampling.of(from.height(), to.height()).down(across, to.width() * channels);
    }

    private static Resampling of(int from, int to) {
        Resampling axis = new Resampling(new int[to], new float[to][]);
        for (int position = 0; position < to; position++) {
            if (to < from) {
                axis.average(position, from, to);
            } else {
                axis.interpolate(position, from, to);
            }
        }
        return axis;
    }

    private void average(int position, int from, int to) {
        long begin = (long) position * from;
        long end = begin + from;
        int last = (int) ((end - 1) / to);
        first[position] = (int) (begin / to);
        weights[position] = new float[last - first[position] + 1];
        for (int old = first[position]; old <= last; old++) {
            long covered = Math.min(end, (old + 1L) * to) - Math.max(begin, (long) old * to);
            weights[position][old - first[position]] = (float) covered / from;
        }
    }

    private void interpolate(int position, int from, int to) {
        double centre = Math.max(0, Math.min(from - 1, (position + 0.5) * from / to - 0.5));
        int left = (int) centre;
        float right = (float) (centre - left);
        first[position] = left;
        weights[position] = right == 0 ? new float[] {1} : new float[] {1 - right, right};
    }

    /** {@code [height, new width, channels]} */
    private float[] across(byte[] values, ImageSize from, int channels) {
        float[] result = new float[from.height() * first.length * channels];
        for (int row = 0; row < from.height(); row++) {
            for (int position = 0; position < first.length; position++) {
                float[] weight = weights[position];
                int at = (row * from.width() + first[position]) * channels;
                int to = (row * first.length + position) * channels;
                for (int index = 0; index < weight.length; index++) {
                    for (int channel = 0; channel < channels; channel++) {
                        result[to + channel] += weight[index] * (values[at + index * channels + channel] & 0xFF);
                    }
                }
            }
        }
        return result;
    }

    /** {@code [new height, rowSize]} */
    private byte[] down(float[] values, int rowSize) {
        byte[] result = new byte[first.length * rowSize];
        for (int position = 0; position < first.length; position++) {
            float[] weight = weights[position];
            for (int column = 0; column < rowSize; column++) {
                float sum = 0;
                for (int index = 0; index < weight.length; index++) {
                    sum += weight[index] * values[(first[position] + index) * rowSize + column];
                }
                result[position * rowSize + column] = (byte) Math.round(sum);
            }
        }
        return result;
    }
}
