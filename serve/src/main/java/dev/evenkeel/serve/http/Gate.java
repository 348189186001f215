package dev.evenkeel.serve.http;

import dev.evenkeel.serve.Access;
import dev.evenkeel.serve.protocol.ProtocolException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** Who may ask what. */
final class Gate {
    private static final Pattern PORT = Pattern.compile(":[0-9]*$");
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|.+[.]localhost|127([.][0-9]{1,3}){3}|\\[::1]", Pattern.CASE_INSENSITIVE);

    private final Access access;
    private final Optional<Token> token;

    Gate(Access access) {
        this.access = access;
        token = access instanceof Access.Token known ? Optional.of(Token.read(known.file())) : Optional.empty();
    }

    /** @throws ProtocolException 401 or 403 if this may not be asked */
    void require(Request request, Target.Kind kind) {
        List<String> hosts = request.getHeaders().getValuesList(HttpHeader.HOST);
        if (access instanceof Access.Loopback && !hosts.stream().allMatch(Gate::isLoopback)) {
            throw new ProtocolException(
                    403,
                    "Without a token this server answers to http://localhost and http://127.0.0.1 alone, but the request"
                            + " names another host");
        }
        requireOwnOrigin(request, hosts);
        if (kind.isProbe()) {
            return;
        }
        List<String> given = request.getHeaders().getValuesList(HttpHeader.AUTHORIZATION);
        if (token.isPresent()) {
            boolean known = token.get().isBorneBy(given)
                    || !kind.changesModels() && token.get().isPasswordOf(given);
            if (!known) {
                throw new ProtocolException(
                        401, "This needs the server's token, as the header Authorization: Bearer TOKEN");
            }
        } else if (kind.changesModels()) {
            throw new ProtocolException(
                    403, "Models are loaded and unloaded with a token alone. Start the server with --token-file");
        }
    }

    /** A page from elsewhere, in a browser on this machine, can send requests though it cannot read their answers. */
    private static void requireOwnOrigin(Request request, List<String> hosts) {
        List<String> origins = request.getHeaders().getValuesList(HttpHeader.ORIGIN);
        for (String origin : origins) {
            if (!hosts.contains(authority(origin))) {
                throw new ProtocolException(403, "Pages of other servers may not ask this one");
            }
        }
    }

    private static String authority(String origin) {
        try {
            return String.valueOf(URI.create(origin).getAuthority());
        } catch (IllegalArgumentException wrong) {
            return "";
        }
    }

    static boolean isLoopback(String host) {
        String name = PORT.matcher(host.toLowerCase(Locale.ROOT)).replaceFirst("");
        return LOOPBACK.matcher(name).matches();
    }
}
