package dev.evenkeel.serve.http;

import dev.evenkeel.EvenkeelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a client must know. Compared in a time that tells nothing about it. */
final class Token {
    private static final int MIN_LETTERS = 16;
    private static final int MAX_BYTES = 4096;
    private static final String ADVICE = ". Make one by: openssl rand -hex 32 > FILE; chmod 600 FILE";

    private final byte[] digest;

    private Token(String text) {
        digest = digest(text);
    }

    /** @throws EvenkeelException if it holds no token */
    static Token read(Path file) {
        byte[] bytes;
        try (InputStream stream = Files.newInputStream(file)) {
            bytes = stream.readNBytes(MAX_BYTES + 1);
        } catch (NoSuchFileException missing) {
            throw new EvenkeelException("There is no token file " + file + ADVICE, missing);
        } catch (IOException unreadable) {
            throw new EvenkeelException("The token file " + file + " cannot be read", unreadable);
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1).strip();
        if (bytes.length > MAX_BYTES || text.chars().anyMatch(letter -> letter <= ' ' || letter > '~')) {
            throw new EvenkeelException("The token file " + file
                    + " needs one line of letters, digits and signs without blanks, but has something else" + ADVICE);
        }
        if (text.length() < MIN_LETTERS) {
            throw new EvenkeelException("The token in " + file + " needs " + MIN_LETTERS
                    + " characters or more, so that nobody guesses it, but has " + text.length() + ADVICE);
        }
        return new Token(text);
    }

    /** What is to be said if others on this machine can read it. */
    static Optional<String> warning(Path file) {
        try {
            List<PosixFilePermission> others = List.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.GROUP_READ);
            return Files.getPosixFilePermissions(file).stream().anyMatch(others::contains)
                    ? Optional.of(
                            "Other users of this machine can read the token file. Take that from them by: chmod 600 FILE")
                    : Optional.empty();
        } catch (IOException | UnsupportedOperationException unknown) {
            return Optional.empty();
        }
    }

    /** Whether {@code Authorization: Bearer} gives it. */
    boolean isBorneBy(List<String> authorizations) {
        return is(authorizations, "bearer ", value -> value);
    }

    /** Whether it is the password of {@code Authorization: Basic}, as browsers ask for one. */
    boolean isPasswordOf(List<String> authorizations) {
        return is(authorizations, "basic ", Token::password);
    }

    private boolean is(List<String> authorizations, String scheme, java.util.function.UnaryOperator<String> secret) {
        if (authorizations.size() != 1) {
            return false;
        }
        String given = authorizations.get(0);
        return given.toLowerCase(Locale.ROOT).startsWith(scheme)
                && MessageDigest.isEqual(
                        digest,
                        digest(secret.apply(given.substring(scheme.length()).strip())));
    }

    private static String password(String encoded) {
        try {
            String both = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            return both.substring(both.indexOf(':') + 1);
        } catch (IllegalArgumentException wrong) {
            return "";
        }
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256", impossible);
        }
    }
}
