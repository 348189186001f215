package dev.evenkeel.comparison;

import dev.evenkeel.comparison.network.Architecture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A library that computes tasks. It lives in a process of its own, so that no two thread pools meet. */
public interface Contender {
    /** Name and version, and what it computes with. */
    String describe();

    /** Prepares a task in every setting worth trying. @throws RuntimeException saying why it cannot */
    List<Trial> prepare(Task task);

    /** Writes the trained network as a file that {@link #predictOnce} loads. */
    void save(Architecture architecture, Path file) throws IOException;

    /** What a fresh process does: loads the file and predicts one example. */
    float[] predictOnce(Architecture architecture, Path file) throws IOException;
}
