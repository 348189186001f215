package dev.evenkeel.data;

/** How data came to a training and a test part. */
public enum Division {
    /** They come in two parts. */
    GIVEN,
    /** A share, chosen by a seed, or the end of a text, is held out; none of it where the share is 0. */
    BY_SEED
}
