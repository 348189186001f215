package dev.evenkeel.data.download;

import java.net.URI;

/**
 * A file to fetch and what it must be.
 *
 * @param sha256 of the file as it is served, 64 hexadecimal digits in lower case
 */
public record RemoteFile(URI address, String sha256) {
    public RemoteFile {
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(
                    "A SHA-256 has 64 hexadecimal digits in lower case, but it is '" + sha256 + "'");
        }
    }

    /** The last part of the address. */
    public String name() {
        String path = address.getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
