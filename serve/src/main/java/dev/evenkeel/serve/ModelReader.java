package dev.evenkeel.serve;

import dev.evenkeel.model.Model;
import java.nio.file.Path;

/** Reads a model from a file of any format that a server is to know. */
@FunctionalInterface
public interface ModelReader {
    /** @throws dev.evenkeel.EvenkeelException if the file holds no model that can be read */
    Model read(Path file);
}
