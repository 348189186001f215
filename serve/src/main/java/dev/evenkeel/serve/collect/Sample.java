package dev.evenkeel.serve.collect;

import dev.evenkeel.serve.watch.Collected;
import java.nio.file.Path;

/** A sample of inputs, and the file it is written to. */
interface Sample {
    /** What a sample of a model takes at most as a file, but for the names of its columns. */
    long MAX_BYTES = 1L << 26;

    Collected collected();

    /** Of its file's name. */
    String ending();

    void write(Path file);
}
