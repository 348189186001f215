package dev.evenkeel.serve.http;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.serve.TlsFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keys and certificates as PEM files hold them. */
final class Pem {
    private static final int MAX_BYTES = 1 << 20;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");
    private static final String CONVERT = ". Convert it by: openssl pkcs8 -topk8 -nocrypt -in KEY -out KEY.pkcs8";

    private Pem() {}

    /** @throws EvenkeelException if there is no key, no certificate, or not of each other */
    static KeyStore keyStore(TlsFiles files, char[] password) {
        PrivateKey key = key(files.key());
        List<? extends Certificate> chain = certificates(files.certificate());
        try {
            if (!belong(key, chain.get(0))) {
                throw new EvenkeelException("The first certificate in " + files.certificate() + " is not of the key in "
                        + files.key() + ". The server's own certificate comes first, then those that vouch for it");
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, password);
            store.setKeyEntry("server", key, password, chain.toArray(new Certificate[0]));
            return store;
        } catch (GeneralSecurityException | IOException failed) {
            throw new EvenkeelException(
                    "TLS cannot use the key in " + files.key() + " with the certificate in " + files.certificate(),
                    failed);
        }
    }

    private static PrivateKey key(Path file) {
        Matcher block = BLOCK.matcher(text(file, "key"));
        while (block.find()) {
            String kind = block.group(1);
            if (kind.equals("PRIVATE KEY")) {
                return key(file, block.group(2));
            }
            if (kind.equals("ENCRYPTED PRIVATE KEY")) {
                throw new EvenkeelException(
                        "The key in " + file + " is encrypted, and nobody is there to decrypt it" + CONVERT);
            }
            if (kind.endsWith("PRIVATE KEY")) {
                throw new EvenkeelException(
                        "The key in " + file + " is a " + kind + ", but a key in PKCS #8 is needed" + CONVERT);
            }
        }
        throw new EvenkeelException("There is no private key in " + file
                + ": a file in PEM, with the line -----BEGIN PRIVATE KEY-----, is needed");
    }

    private static PrivateKey key(Path file, String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException wrong) {
            throw new EvenkeelException("The key in " + file + " is damaged", wrong);
        }
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
            } catch (InvalidKeySpecException other) {
                // Then it is of another algorithm.
            } catch (GeneralSecurityException missing) {
                throw new EvenkeelException("This Java knows no keys of " + algorithm, missing);
            }
        }
        throw new EvenkeelException("The key in " + file + " is damaged, or neither of RSA nor of elliptic curves");
    }

    private static List<? extends Certificate> certificates(Path file) {
        String text = text(file, "certificate");
        try {
            Collection<? extends Certificate> found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
            if (!found.isEmpty()) {
                return List.copyOf(found);
            }
        } catch (CertificateException wrong) {
            throw new EvenkeelException("The certificate in " + file + " is damaged", wrong);
        }
        throw new EvenkeelException("There is no certificate in " + file
                + ": a file in PEM, with the line -----BEGIN CERTIFICATE-----, is needed");
    }

    private static boolean belong(PrivateKey key, Certificate certificate) throws GeneralSecurityException {
        String own = key.getAlgorithm();
        String algorithm = own.equals("RSA") ? "SHA256withRSA" : own.equals("EC") ? "SHA256withECDSA" : own;
        byte[] sample = {1, 2, 3};
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        signing.update(sample);
        byte[] signature = signing.sign();
        Signature verifying = Signature.getInstance(algorithm);
        try {
            verifying.initVerify(certificate.getPublicKey());
            verifying.update(sample);
            return verifying.verify(signature);
        } catch (GeneralSecurityException otherKind) {
            return false;
        }
    }

    private static String text(Path file, String what) {
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] bytes = stream.readNBytes(MAX_BYTES + 1);
            if (bytes.length <= MAX_BYTES) {
                return new String(bytes, StandardCharsets.ISO_8859_1);
            }
        } catch (IOException unreadable) {
            throw new EvenkeelException("The file of the " + what + ", " + file + ", cannot be read", unreadable);
        }
        throw new EvenkeelException("The file of the " + what + ", " + file + ", is too large to be one");
    }
}
