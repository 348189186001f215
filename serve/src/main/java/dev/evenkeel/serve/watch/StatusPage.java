package dev.evenkeel.serve.watch;

import dev.evenkeel.Version;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.serve.repository.ModelRepository;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The page for people, which needs nothing from elsewhere, and what its script reads. */
public final class StatusPage {
    private static final byte[] PAGE = read();
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; connect-src 'self'; img-src data:; style-src " + hash("style") + "; script-src "
                    + hash("script") + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "Referrer-Policy",
            "no-referrer");

    private StatusPage() {}

    public static byte[] bytes() {
        return PAGE.clone();
    }

    /** What the page is allowed: its own style and script, and this server. */
    public static Map<String, String> headers() {
        return HEADERS;
    }

    /** The models of an index. */
    public static Set<Served> models(List<ModelRepository.Entry> index) {
        return index.stream().map(StatusPage::served).collect(Collectors.toSet());
    }

    /** What the page shows. */
    public static JsonObject status(List<ModelRepository.Entry> index, Watch watch) {
        Map<Served, DriftFindings> drift = watch.drift();
        Runtime memory = Runtime.getRuntime();
        return JsonObject.of()
                .with("name", "evenkeel")
                .with("version", Version.CURRENT)
                .with("uptimeSeconds", ManagementFactory.getRuntimeMXBean().getUptime() / 1000)
                .with("usedBytes", memory.totalMemory() - memory.freeMemory())
                .with("maxBytes", memory.maxMemory())
                .with("models", JsonArray.of(index, entry -> model(entry, watch, drift)));
    }

    private static JsonObject model(ModelRepository.Entry entry, Watch watch, Map<Served, DriftFindings> drift) {
        Served served = served(entry);
        JsonObject json = JsonObject.of()
                .with("name", entry.name())
                .with("version", served.version())
                .with("state", entry.state().name())
                .with("reason", entry.reason());
        JsonObject withTraffic = watch.traffic(served)
                .map(traffic -> json.with("traffic", traffic))
                .orElse(json);
        JsonObject withCollected = watch.collected(served)
                .map(collected -> withTraffic.with("collected", collected.toJson()))
                .orElse(withTraffic);
        return Optional.ofNullable(drift.get(served))
                .map(found -> withCollected.with("drift", found.toJson()))
                .orElse(withCollected);
    }

    private static Served served(ModelRepository.Entry entry) {
        return new Served(entry.name(), entry.version().orElse(""));
    }

    private static byte[] read() {
        try (InputStream stream = StatusPage.class.getResourceAsStream("status.html")) {
            if (stream == null) {
                throw new IllegalStateException("The status page is missing from the jar");
            }
            return stream.readAllBytes();
        } catch (IOException failed) {
            throw new IllegalStateException("The status page cannot be read from the jar", failed);
        }
    }

    /** A policy's word for what stands in the page's only {@code element}. */
    private static String hash(String element) {
        Matcher found = Pattern.compile("<" + element + ">(.*?)</" + element + ">", Pattern.DOTALL)
                .matcher(new String(PAGE, StandardCharsets.UTF_8));
        if (!found.find()) {
            throw new IllegalStateException("The status page has no " + element);
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(found.group(1).getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256", impossible);
        }
    }
}
