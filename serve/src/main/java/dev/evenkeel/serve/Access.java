package dev.evenkeel.serve;

import java.nio.file.Path;

/** Who may ask a server. */
public sealed interface Access {
    /** Whoever runs on this machine, by the loopback address alone; nobody loads or unloads models. */
    record Loopback() implements Access {}

    /**
     * Who knows the token, by {@code Authorization: Bearer TOKEN}. Whether the server lives and is ready is told to all.
     *
     * @param file whose only line is the token
     */
    record Token(Path file) implements Access {}

    /** Anybody who reaches the address; nobody loads or unloads models. */
    record Open() implements Access {}
}
