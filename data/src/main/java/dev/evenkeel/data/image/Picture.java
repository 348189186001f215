package dev.evenkeel.data.image;

/**
 * A decoded image: one byte per value, channels last, without transparency.
 *
 * @param channels 1 if red, green and blue are equal everywhere, else 3
 * @param values {@code [height, width, channels]}
 * @param transparency whether something of it was transparent, and so became darker
 */
record Picture(ImageSize size, int channels, byte[] values, Transparency transparency) {
    /** Whether an image had transparent pixels. */
    enum Transparency {
        NONE,
        SOME
    }

    /** Three values per position, together with how many of them are needed. */
    static Picture of(ImageSize size, byte[] colours, Transparency transparency) {
        return isGrey(colours)
                ? new Picture(size, 1, everyThird(colours), transparency)
                : new Picture(size, 3, colours, transparency);
    }

    /** This picture in the colours and the size that rules want. */
    Picture by(ImageRules rules) {
        Picture seen = rules.colours() == Colours.GREY ? grey() : this;
        return rules.size().map(seen::resized).orElse(seen);
    }

    /** This picture in another size. */
    Picture resized(ImageSize to) {
        return size.equals(to)
                ? this
                : new Picture(to, channels, Resampling.resize(values, size, channels, to), transparency);
    }

    /** This picture with one channel, {@link Colours#GREY}. */
    Picture grey() {
        if (channels == 1) {
            return this;
        }
        byte[] greys = new byte[values.length / 3];
        for (int position = 0; position < greys.length; position++) {
            int at = 3 * position;
            int weighed = 299 * (values[at] & 0xFF) + 587 * (values[at + 1] & 0xFF) + 114 * (values[at + 2] & 0xFF);
            greys[position] = (byte) ((weighed + 500) / 1000);
        }
        return new Picture(size, 1, greys, transparency);
    }

    /** Writes the picture with 1 channel, or with 3, which are equal where it is grey. */
    void copyTo(byte[] target, int offset, int wanted) {
        if (wanted == channels) {
            System.arraycopy(values, 0, target, offset, values.length);
            return;
        }
        for (int position = 0; position < values.length; position++) {
            for (int channel = 0; channel < wanted; channel++) {
                target[offset + position * wanted + channel] = values[position];
            }
        }
    }

    private static boolean isGrey(byte[] colours) {
        for (int at = 0; at < colours.length; at += 3) {
            if (colours[at] != colours[at + 1] || colours[at] != colours[at + 2]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] everyThird(byte[] colours) {
        byte[] greys = new byte[colours.length / 3];
        for (int position = 0; position < greys.length; position++) {
            greys[position] = colours[3 * position];
        }
        return greys;
    }
}
