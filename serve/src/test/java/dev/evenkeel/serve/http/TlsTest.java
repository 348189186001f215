package dev.evenkeel.serve.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.serve.ServerSettings;
import dev.evenkeel.serve.TlsFiles;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HTTPS with keys and certificates in PEM. */
@Timeout(120)
class TlsTest {
    private static final char[] PASSWORD = "password".toCharArray();

    @TempDir
    private Path folder;

    private KeyStore store(String algorithm, String size) throws Exception {
        Path file = folder.resolve(algorithm + ".p12");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                file.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-alias",
                "server",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost,ip:127.0.0.1",
                "-keyalg",
                algorithm,
                algorithm.equals("RSA") ? "-keysize" : "-groupname",
                size);
        Process made = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(made.waitFor()).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream stream = Files.newInputStream(file)) {
            store.load(stream, PASSWORD);
        }
        return store;
    }

    private Path pem(String name, String kind, byte[] bytes) throws Exception {
        String text = "# a comment\n-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END " + kind + "-----\n";
        return Files.writeString(folder.resolve(name), text);
    }

    private TlsFiles files(KeyStore store, String name) throws Exception {
        return new TlsFiles(
                pem(
                        name + ".key",
                        "PRIVATE KEY",
                        store.getKey("server", PASSWORD).getEncoded()),
                pem(name + ".crt", "CERTIFICATE", store.getCertificate("server").getEncoded()));
    }

    @ParameterizedTest
    @CsvSource({"RSA, 2048", "EC, secp256r1"})
    void modelsAreServedOverTls(String algorithm, String size) throws Exception {
        KeyStore store = store(algorithm, size);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore known = KeyStore.getInstance("PKCS12");
        known.load(null, null);
        known.setCertificateEntry("server", store.getCertificate("server"));
        trust.init(known);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        HttpClient client = HttpClient.newBuilder().sslContext(context).build();

        try (RunningServer running = new RunningServer(ServerSettings.standard().withTls(files(store, algorithm)))) {
            URI infer = running.at("/v2/models/iris/infer");
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(infer)
                            .POST(BodyPublishers.ofString(RunningServer.BODY))
                            .build(),
                    BodyHandlers.ofString());

            assertThat(infer.getScheme()).isEqualTo("https");
            assertThat(answer.statusCode()).isEqualTo(200);
            try (Socket socket = context.getSocketFactory().createSocket("127.0.0.1", infer.getPort())) {
                RunningServer.write(
                        socket, "GET /v2/models/iris HTTP/1.1\r\nHost: other.example\r\nConnection: close\r\n\r\n");
                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .startsWith("HTTP/1.1 403")
                        .contains("names another host");
            }
            assertThat(running.raw("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")).doesNotContain("200");
        }
    }

    private void refused(TlsFiles files, String... words) {
        ServerSettings settings = ServerSettings.standard().withTls(files);
        assertThatThrownBy(() -> new RunningServer(settings))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContainingAll(words);
    }

    @Test
    void whatIsNoKeyOrNotOfTheCertificateIsRefusedWithAWayOut() throws Exception {
        TlsFiles rsa = files(store("RSA", "2048"), "rsa");
        TlsFiles ec = files(store("EC", "secp256r1"), "ec");

        refused(new TlsFiles(rsa.key(), ec.certificate()), "is not of the key");
        refused(new TlsFiles(rsa.certificate(), rsa.certificate()), "There is no private key");
        refused(new TlsFiles(rsa.key(), rsa.key()), "certificate", "rsa.key");
        refused(new TlsFiles(folder.resolve("none"), rsa.certificate()), "none", "cannot be read");
        refused(
                new TlsFiles(pem("old.key", "RSA PRIVATE KEY", new byte[] {1}), rsa.certificate()),
                "RSA PRIVATE KEY",
                "openssl pkcs8 -topk8 -nocrypt");
        refused(new TlsFiles(pem("ec.old", "EC PRIVATE KEY", new byte[] {1}), rsa.certificate()), "openssl pkcs8");
        refused(
                new TlsFiles(pem("locked.key", "ENCRYPTED PRIVATE KEY", new byte[] {1}), rsa.certificate()),
                "encrypted",
                "openssl pkcs8");
        refused(new TlsFiles(pem("broken.key", "PRIVATE KEY", new byte[] {1, 2, 3}), rsa.certificate()), "damaged");
    }
}
