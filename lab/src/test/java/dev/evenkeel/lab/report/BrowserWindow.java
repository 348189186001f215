package dev.evenkeel.lab.report;

import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A page that is open in a browser without a window, asked and told over the browser's debugging protocol. */
final class BrowserWindow implements AutoCloseable {
    private static final long MAX_SECONDS = 60;

    private final Process process;
    private final Answers answers;
    private final WebSocket socket;
    private final AtomicInteger asks = new AtomicInteger();

    private BrowserWindow(Process process, Answers answers, WebSocket socket) {
        this.process = process;
        this.answers = answers;
        this.socket = socket;
    }

    /** Opens {@code page} in {@code browser}, whose own files go to {@code folder}. */
    static BrowserWindow open(Browser browser, URI page, Path folder) throws IOException, InterruptedException {
        Path profile = folder.resolve("profile");
        Process process = new ProcessBuilder(
                        browser.program().toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--window-size=1200,800",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectOutput(folder.resolve("browser.out").toFile())
                .redirectError(folder.resolve("browser.log").toFile())
                .start();
        Path port = profile.resolve("DevToolsActivePort");
        long begin = System.nanoTime();
        while (!Files.exists(port) || Files.readAllLines(port).size() < 2) {
            if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(MAX_SECONDS)) {
                process.destroyForcibly();
                throw new IOException("No browser: " + Files.readString(folder.resolve("browser.log")));
            }
            Thread.sleep(50);
        }
        URI list = URI.create("http://127.0.0.1:" + Files.readAllLines(port).get(0) + "/json/list");
        String targets = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(list).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        URI target = Json.parse(targets).asArray().elements().stream()
                .map(JsonValue::asObject)
                .filter(found -> found.string("type").equals("page"))
                .map(found -> URI.create(found.string("webSocketDebuggerUrl")))
                .findFirst()
                .orElseThrow();
        Answers answers = new Answers();
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(target, answers)
                .join();
        BrowserWindow window = new BrowserWindow(process, answers, socket);
        window.ask("Runtime.enable", JsonObject.of());
        window.ask("Log.enable", JsonObject.of());
        window.ask("Page.enable", JsonObject.of());
        window.ask("Page.navigate", JsonObject.of().with("url", page.toString()));
        return window;
    }

    /** What a script comes to, or how it fails, as text. */
    String evaluate(String script) {
        JsonObject answer = ask("Runtime.evaluate", JsonObject.of().with("expression", "String(" + script + ")"));
        return answer.find("result", JsonValue::asObject)
                .flatMap(result -> result.find("value", JsonValue::asString))
                .orElseGet(answer::toString);
    }

    /** Waits until a script comes to {@code true}. */
    void await(String script) throws InterruptedException {
        long begin = System.nanoTime();
        while (!evaluate(script).equals("true")) {
            if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(MAX_SECONDS)) {
                throw new AssertionError("never came true: " + script + "; console: " + console() + "; page: "
                        + evaluate("document.body.innerText"));
            }
            Thread.sleep(50);
        }
    }

    /** What came on the console so far. */
    List<String> console() {
        return List.copyOf(answers.console);
    }

    @Override
    public void close() {
        CompletableFuture.anyOf(send("Browser.close", JsonObject.of()), process.onExit())
                .join();
        process.onExit().orTimeout(MAX_SECONDS, TimeUnit.SECONDS).join();
    }

    private JsonObject ask(String method, JsonObject parameters) {
        return send(method, parameters).orTimeout(MAX_SECONDS, TimeUnit.SECONDS).join();
    }

    private CompletableFuture<JsonObject> send(String method, JsonObject parameters) {
        int id = asks.incrementAndGet();
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        answers.awaited.put(id, answer);
        JsonObject question =
                JsonObject.of().with("id", id).with("method", method).with("params", parameters);
        socket.sendText(question.toString(), true).join();
        return answer;
    }

    /** What comes from the browser: answers, and what it says unasked. */
    private static final class Answers implements WebSocket.Listener {
        private final Map<Integer, CompletableFuture<JsonObject>> awaited = new ConcurrentHashMap<>();
        private final List<String> console = new CopyOnWriteArrayList<>();
        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            message.append(part);
            if (last) {
                receive(Json.parse(message.toString()).asObject());
                message.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedStage("");
        }

        private void receive(JsonObject received) {
            if (received.has("id")) {
                awaited.getOrDefault(received.integer("id"), new CompletableFuture<>())
                        .complete(received.find("result", JsonValue::asObject).orElse(received));
                return;
            }
            switch (received.string("method")) {
                case "Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded" ->
                    console.add(received.object("params").toString());
                default -> {}
            }
        }
    }
}
