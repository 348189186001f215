package dev.evenkeel.serve.http;

import dev.evenkeel.serve.protocol.ProtocolException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/** Reads a request's body as it comes, while no thread waits for it. */
final class BodyReader implements Runnable {
    private final Exchange exchange;
    private final Request request;
    private final int most;
    private final boolean compressed;
    private final Body body;
    private final Consumer<byte[]> whole;

    private BodyReader(Exchange exchange, int most, Consumer<byte[]> whole) {
        this.exchange = exchange;
        this.most = most;
        this.whole = whole;
        request = exchange.request();
        compressed = isCompressed(request);
        requireReadableType(request);
        body = new Body(most, exchange);
        body.expect(request.getLength());
    }

    /**
     * Begins to read.
     *
     * @param most bytes, as they come and decompressed
     * @param whole is given the body, on the thread that brings its end
     * @throws ProtocolException if the headers say that it cannot be read
     */
    static void read(Exchange exchange, int most, Consumer<byte[]> whole) {
        new BodyReader(exchange, most, whole).run();
    }

    @Override
    public void run() {
        try {
            while (!exchange.isAnswered()) {
                Content.Chunk chunk = request.read();
                if (chunk == null) {
                    request.demand(this);
                    return;
                }
                if (Content.Chunk.isFailure(chunk)) {
                    exchange.fail(chunk.getFailure());
                    return;
                }
                boolean last = add(chunk);
                exchange.received(body.size());
                if (last) {
                    exchange.whole();
                    whole.accept(compressed ? decompressed() : body.toBytes());
                    return;
                }
            }
        } catch (Throwable failure) {
            exchange.fail(failure);
        }
    }

    private boolean add(Content.Chunk chunk) {
        try {
            body.add(chunk.getByteBuffer());
            return chunk.isLast();
        } finally {
            chunk.release();
        }
    }

    private byte[] decompressed() {
        Body plain = new Body(most, exchange);
        byte[] piece = new byte[8192];
        try (GZIPInputStream stream = new GZIPInputStream(new ByteArrayInputStream(body.toBytes()))) {
            for (int count = stream.read(piece); count >= 0; count = stream.read(piece)) {
                plain.add(piece, count);
            }
        } catch (IOException wrong) {
            throw ProtocolException.badRequest("Content-Encoding says gzip, but the body is not, or breaks off");
        }
        return plain.toBytes();
    }

    private static boolean isCompressed(Request request) {
        List<String> codings = request.getHeaders().getCSV(HttpHeader.CONTENT_ENCODING, false).stream()
                .map(coding -> coding.toLowerCase(Locale.ROOT))
                .filter(coding -> !coding.equals("identity"))
                .toList();
        if (codings.isEmpty()) {
            return false;
        }
        if (codings.equals(List.of("gzip")) || codings.equals(List.of("x-gzip"))) {
            return true;
        }
        throw new ProtocolException(
                415, "A body may be compressed by gzip once, or not at all. Content-Encoding says else");
    }

    private static void requireReadableType(Request request) {
        String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        if (type == null) {
            return;
        }
        String small = type.toLowerCase(Locale.ROOT);
        int charset = small.indexOf("charset=");
        String letters = charset < 0
                ? ""
                : small.substring(charset + "charset=".length()).replace("\"", "");
        if (small.startsWith("multipart/") || charset >= 0 && !letters.matches("(utf-?8|us-ascii)\\s*(;.*)?")) {
            throw new ProtocolException(
                    415,
                    "The body needs to be JSON in UTF-8, alone or with binary tensors behind it. Content-Type says else");
        }
    }
}
