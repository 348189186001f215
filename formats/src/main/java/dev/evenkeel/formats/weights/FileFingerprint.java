package dev.evenkeel.formats.weights;

import dev.evenkeel.EvenkeelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The SHA-256 of a file. */
final class FileFingerprint {
    private static final int CHUNK_BYTES = 1 << 16;

    private FileFingerprint() {}

    static String of(Path file) {
        MessageDigest digest = sha256();
        byte[] chunk = new byte[CHUNK_BYTES];
        try (InputStream bytes = Files.newInputStream(file)) {
            for (int count = bytes.read(chunk); count >= 0; count = bytes.read(chunk)) {
                digest.update(chunk, 0, count);
            }
        } catch (IOException failed) {
            throw new EvenkeelException(file + " cannot be read: " + failed + ". Check the disk", failed);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static String of(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }
}
