package dev.evenkeel.serve.http;

import dev.evenkeel.json.JsonObject;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.QuietException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What is answered where a request is no HTTP, before anything else sees it. */
final class Errors extends ErrorHandler {
    private static final String NO_REQUEST =
            "This is no request of HTTP/1.1 that can be read: a header is missing, wrong or given twice, or the path has an"
                    + " escaped slash, a dot segment or the like";

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Answer.JSON);
        response.write(true, ByteBuffer.wrap(body(status)), callback);
        return true;
    }

    private static byte[] body(int status) {
        return JsonObject.of().with("error", sentence(status)).toString().getBytes(StandardCharsets.UTF_8);
    }

    static String sentence(int status) {
        return switch (status) {
            case 408 -> "The request comes too slowly";
            case 413 -> "The body is larger than this server takes";
            case 414, 431 -> "The request's line and headers are longer than this server takes";
            case 417 -> "Of Expect this server knows 100-continue alone";
            case 426, 505 -> "This server speaks HTTP/1.1";
            case 503 -> "The server is stopping";
            default -> status < 500 ? NO_REQUEST : "The server failed at this request";
        };
    }

    /** Whether a connection that is gone is the reason. */
    static boolean isOfClient(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof EOFException
                    || cause instanceof ClosedChannelException
                    || cause instanceof QuietException) {
                return true;
            }
        }
        return failure instanceof IOException;
    }
}
