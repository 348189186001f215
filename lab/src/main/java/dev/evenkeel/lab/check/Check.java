package dev.evenkeel.lab.check;

import java.util.function.LongToDoubleFunction;

/**
 * Something that must come out, whatever the seed.
 *
 * @param id as {@code S1 batchNorm}
 * @param text what is compared with what
 * @param bound the most that may be measured
 * @param deviation measures, from a seed, how far apart the two are
 */
record Check(String id, String text, double bound, LongToDoubleFunction deviation) {}
