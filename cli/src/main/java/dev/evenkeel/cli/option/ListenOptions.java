package dev.evenkeel.cli.option;

import dev.evenkeel.cli.display.UsageException;
import dev.evenkeel.serve.Access;
import dev.evenkeel.serve.ServerSettings;
import dev.evenkeel.serve.TlsFiles;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a server listens, and to whom. */
public final class ListenOptions {
    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Where to listen; 8080 by default, 0 for any free one, which is printed.")
    private int port = 8080;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "The name or address to listen on; 127.0.0.1 by default, which this machine alone reaches. "
                    + "Any other needs --token-file or --open.")
    private String host = "127.0.0.1";

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "A file whose one line clients must send as Authorization: Bearer LINE. Loading and "
                    + "unloading models always needs it.")
    private Optional<Path> token = Optional.empty();

    @Option(names = "--open", description = "Answer everybody who reaches the address, without a token.")
    private boolean open;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "A private key (PEM, PKCS #8) to speak HTTPS with.")
    private Optional<Path> key = Optional.empty();

    @Option(
            names = "--tls-certificate",
            paramLabel = "FILE",
            description = "The certificate of that key, then those that vouch for it (PEM).")
    private Optional<Path> certificate = Optional.empty();

    /** @throws UsageException if they contradict each other */
    public ServerSettings applied(ServerSettings settings) {
        if (port < 0 || port > ServerSettings.MAX_PORT) {
            throw new UsageException("--port needs a port from 0 to " + ServerSettings.MAX_PORT + ", but got " + port);
        }
        if (host.isBlank()) {
            throw new UsageException("--host needs a name or an address, but got an empty one");
        }
        if (token.isPresent() && open) {
            throw new UsageException("--token-file asks for a token and --open for none: leave one of them out");
        }
        if (key.isPresent() != certificate.isPresent()) {
            throw new UsageException("--tls-key and --tls-certificate need each other, but only "
                    + (key.isPresent() ? "--tls-key" : "--tls-certificate") + " is given");
        }
        ServerSettings listening = settings.listening(host, port, access());
        return key.isPresent() ? listening.withTls(new TlsFiles(key.get(), certificate.orElseThrow())) : listening;
    }

    private Access access() {
        return token.<Access>map(Access.Token::new).orElseGet(() -> open ? new Access.Open() : new Access.Loopback());
    }

    /** What {@code curl} needs besides the address: the token, and a certificate that nobody else vouches for. */
    public String forCurl() {
        String borne = token.map(file -> " -H \"Authorization: Bearer $(cat " + quoted(file) + ")\"")
                .orElse("");
        return certificate.map(file -> " --cacert " + quoted(file)).orElse("") + borne;
    }

    private static String quoted(Path file) {
        String text = file.toString();
        return text.matches("[A-Za-z0-9_./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
