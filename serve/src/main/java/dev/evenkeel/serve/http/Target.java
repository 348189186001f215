package dev.evenkeel.serve.http;

import dev.evenkeel.serve.protocol.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What a path names.
 *
 * @param model empty where the path names none
 */
record Target(Kind kind, String model, Optional<String> version) {
    /** The kinds, with the method that each answers. */
    enum Kind {
        STATUS_PAGE(Method.GET),
        STATUS(Method.GET),
        METRICS(Method.GET),
        SERVER(Method.GET),
        LIVE(Method.GET),
        READY(Method.GET),
        MODEL(Method.GET),
        MODEL_READY(Method.GET),
        INFER(Method.POST),
        INDEX(Method.POST),
        LOAD(Method.POST),
        UNLOAD(Method.POST);

        private final Method method;

        Kind(Method method) {
            this.method = method;
        }

        boolean takes(String given) {
            return given.equals(method.name()) || method == Method.GET && given.equals("HEAD");
        }

        /** As in the header {@code Allow}. */
        String allowed() {
            return method == Method.GET ? "GET, HEAD, OPTIONS" : "POST, OPTIONS";
        }

        boolean isProbe() {
            return this == LIVE || this == READY;
        }

        boolean changesModels() {
            return this == LOAD || this == UNLOAD;
        }
    }

    private enum Method {
        GET,
        POST
    }

    private static final String NOTHING =
            "Nothing is at this path. The server is at /v2, a model at /v2/models/NAME, its"
                    + " inference at /v2/models/NAME/infer, metrics at /metrics, and the status page at /";

    /**
     * @param path as it came, with its escapes
     * @throws ProtocolException 404 if it names nothing, 400 if its escapes are none
     */
    static Target of(String path) {
        List<String> words = words(path);
        return switch (words.size()) {
            case 0 -> of(Kind.STATUS_PAGE);
            case 1 -> single(words.get(0));
            default -> {
                if (!words.get(0).equals("v2")) {
                    throw nothing();
                }
                yield beneath(words.subList(1, words.size()));
            }
        };
    }

    private static Target single(String word) {
        return switch (word) {
            case "v2" -> of(Kind.SERVER);
            case "metrics" -> of(Kind.METRICS);
            case "status.json" -> of(Kind.STATUS);
            default -> throw nothing();
        };
    }

    private static Target beneath(List<String> words) {
        int count = words.size();
        return switch (words.get(0)) {
            case "health" -> health(words);
            case "models" -> model(words.subList(1, count));
            case "repository" -> repository(words.subList(1, count));
            default -> throw nothing();
        };
    }

    private static Target health(List<String> words) {
        if (words.equals(List.of("health", "live"))) {
            return of(Kind.LIVE);
        }
        if (words.equals(List.of("health", "ready"))) {
            return of(Kind.READY);
        }
        throw nothing();
    }

    private static Target model(List<String> words) {
        if (words.isEmpty()) {
            throw nothing();
        }
        String name = words.get(0);
        boolean versioned = words.size() >= 3 && words.get(1).equals("versions");
        Optional<String> version = versioned ? Optional.of(words.get(2)) : Optional.empty();
        List<String> rest = words.subList(versioned ? 3 : 1, words.size());
        if (rest.isEmpty()) {
            return new Target(Kind.MODEL, name, version);
        }
        if (rest.equals(List.of("ready"))) {
            return new Target(Kind.MODEL_READY, name, version);
        }
        if (rest.equals(List.of("infer"))) {
            return new Target(Kind.INFER, name, version);
        }
        throw nothing();
    }

    private static Target repository(List<String> words) {
        if (words.equals(List.of("index"))) {
            return of(Kind.INDEX);
        }
        if (words.size() == 3 && words.get(0).equals("models")) {
            return switch (words.get(2)) {
                case "load" -> new Target(Kind.LOAD, words.get(1), Optional.empty());
                case "unload" -> new Target(Kind.UNLOAD, words.get(1), Optional.empty());
                default -> throw nothing();
            };
        }
        throw nothing();
    }

    private static Target of(Kind kind) {
        return new Target(kind, "", Optional.empty());
    }

    private static ProtocolException nothing() {
        return new ProtocolException(404, NOTHING);
    }

    /** What stands between the slashes; a last slash is nothing. */
    private static List<String> words(String path) {
        if (!path.startsWith("/")) {
            throw nothing();
        }
        List<String> words = new ArrayList<>();
        int begin = 1;
        while (begin < path.length()) {
            int slash = path.indexOf('/', begin);
            int end = slash < 0 ? path.length() : slash;
            if (end == begin) {
                throw nothing();
            }
            words.add(unescaped(path.substring(begin, end)));
            begin = end + 1;
        }
        return words;
    }

    private static String unescaped(String word) {
        if (word.indexOf('%') < 0) {
            return word;
        }
        ByteBuffer bytes = ByteBuffer.allocate(4 * word.length());
        for (int at = 0; at < word.length(); at++) {
            char letter = word.charAt(at);
            if (letter != '%') {
                bytes.put(String.valueOf(letter).getBytes(StandardCharsets.UTF_8));
            } else if (at + 2 < word.length()
                    && HexFormat.isHexDigit(word.charAt(at + 1))
                    && HexFormat.isHexDigit(word.charAt(at + 2))) {
                bytes.put((byte) HexFormat.fromHexDigits(word, at + 1, at + 3));
                at += 2;
            } else {
                throw ProtocolException.badRequest("The path has a % that is not followed by two hexadecimal digits");
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException wrong) {
            throw ProtocolException.badRequest("The path's escapes are not UTF-8");
        }
    }
}
