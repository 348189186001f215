package dev.evenkeel.serve;

import java.nio.file.Path;

/**
 * What a server proves itself with, in PEM.
 *
 * @param key a private key in PKCS #8, not encrypted
 * @param certificate the certificate of that key, then those that vouch for it
 */
public record TlsFiles(Path key, Path certificate) {}
