package dev.evenkeel.data.image;

/** Which colours of a file are read. */
public enum Colours {
    /** Grey where every image is grey or the model reads grey images, which coloured ones then are not fit for. */
    AS_STORED,
    /** Every image grey: {@code 0.299 R + 0.587 G + 0.114 B} (ITU-R BT.601), as Pillow's mode {@code L} has it. */
    GREY
}
