package dev.evenkeel.comparison.serving;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * Sends a server what nobody should: requests mutated from good ones over raw sockets, headers that come byte by byte, lengths that
 * lie, nested JSON, a thousand connections that say nothing. Meanwhile a good client asks twenty times a second, and must be answered
 * by the same bytes each time.
 */
public final class ServingAttack {
    private static final int IDLE = 1000;
    private static final int FUZZERS = 16;
    private static final int MAX_ANSWER = 4096;
    private static final Pattern TRACE =
            Pattern.compile("Exception|at dev[.]|at java[.]|at org[.]|/home/|/tmp/|/work|NullPointer");

    private final URI address;
    private final long process;
    private final byte[] good;
    private final ConcurrentSkipListMap<String, AtomicLong> statuses = new ConcurrentSkipListMap<>();
    private final ConcurrentHashMap<String, String> faults = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Double> latencies = new ConcurrentLinkedQueue<>();
    private volatile boolean ends;

    private ServingAttack(URI address, long process, byte[] good) {
        this.address = address;
        this.process = process;
        this.good = good;
    }

    /** Arguments: address, the server's process, a file with the body of a good request, minutes. */
    public static void main(String[] args) throws Exception {
        ServingAttack attack =
                new ServingAttack(URI.create(args[0]), Long.parseLong(args[1]), Files.readAllBytes(Path.of(args[2])));
        System.exit(attack.run(Double.parseDouble(args[3])) ? 0 : 1);
    }

    private boolean run(double minutes) throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int index = 0; index < FUZZERS; index++) {
            Random random = new Random(index);
            threads.add(new Thread(() -> fuzz(random)));
        }
        threads.add(new Thread(this::idle));
        threads.add(new Thread(this::askWell));
        threads.forEach(Thread::start);
        long began = System.nanoTime();
        List<Double> all = new ArrayList<>();
        for (double minute = 0.5; minute <= minutes; minute += 0.5) {
            TimeUnit.SECONDS.sleep(30);
            all.addAll(drained());
            System.out.printf(
                    Locale.ROOT,
                    "%.1f min: answers %s; good requests %s; server %s; faults %s%n",
                    (System.nanoTime() - began) / 6e10,
                    statuses,
                    told(all),
                    memory(),
                    faults);
        }
        ends = true;
        for (Thread thread : threads) {
            thread.join();
        }
        return faults.isEmpty();
    }

    private List<Double> drained() {
        List<Double> drained = new ArrayList<>();
        for (Double latency = latencies.poll(); latency != null; latency = latencies.poll()) {
            drained.add(latency);
        }
        return drained;
    }

    private static String told(List<Double> all) {
        double[] sorted = all.stream().mapToDouble(value -> value).sorted().toArray();
        return sorted.length == 0
                ? "none"
                : String.format(
                        Locale.ROOT,
                        "%d: median %.1f, 99 %% %.1f, longest %.1f ms",
                        sorted.length,
                        sorted[sorted.length / 2],
                        sorted[sorted.length * 99 / 100],
                        sorted[sorted.length - 1]);
    }

    private String memory() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .findFirst()
                .orElse("gone");
    }

    private void askWell() {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest request = HttpRequest.newBuilder(address.resolve("/v2/models/model/infer"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(good))
                .build();
        byte[] first = {};
        while (!ends) {
            try {
                long began = System.nanoTime();
                HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
                latencies.add((System.nanoTime() - began) / 1e6);
                first = first.length == 0 ? response.body() : first;
                if (response.statusCode() != 200 || !Arrays.equals(first, response.body())) {
                    fault("a good request was answered " + response.statusCode(), response.body());
                }
                TimeUnit.MILLISECONDS.sleep(50);
            } catch (IOException lost) {
                fault("a good request was lost", lost.toString().getBytes(StandardCharsets.UTF_8));
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** A third says nothing, a third sends a byte of its headers now and then, a third stops within its body. */
    private void idle() {
        List<Socket> sockets = new ArrayList<>();
        byte[] slow = "GET /v2/health/ready HTTP/1.1\r\nHost: 127.0.0.1\r\nX: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                .getBytes(StandardCharsets.US_ASCII);
        byte[] half = "POST /v2/models/model/infer HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000\r\n\r\n{"
                .getBytes(StandardCharsets.US_ASCII);
        for (int turn = 0; !ends; turn++) {
            sockets.removeIf(Socket::isClosed);
            for (int index = 0; index < IDLE; index++) {
                try {
                    if (index >= sockets.size()) {
                        sockets.add(connected());
                        if (index % 3 == 2) {
                            sockets.get(index).getOutputStream().write(half);
                        }
                    } else if (index % 3 == 1) {
                        sockets.get(index).getOutputStream().write(slow[turn % slow.length]);
                    }
                } catch (IOException closedByServer) {
                    if (index < sockets.size()) {
                        close(sockets.get(index));
                    }
                }
            }
            try {
                TimeUnit.MILLISECONDS.sleep(500);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        sockets.forEach(ServingAttack::close);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            throw new IllegalStateException(alreadyGone);
        }
    }

    private Socket connected() throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), 5000);
        socket.setSoTimeout(300);
        return socket;
    }

    private void fuzz(Random random) {
        List<byte[]> seeds = seeds();
        while (!ends) {
            byte[] request = mutated(seeds.get(random.nextInt(seeds.size())), random);
            try (Socket socket = connected()) {
                socket.getOutputStream().write(request);
                if (random.nextInt(4) > 0) {
                    socket.shutdownOutput();
                }
                read(socket.getInputStream(), request);
            } catch (SocketTimeoutException waits) {
                count("waits for more");
            } catch (IOException closed) {
                count("closed");
            }
        }
    }

    private void read(InputStream stream, byte[] request) throws IOException {
        byte[] answer = stream.readNBytes(MAX_ANSWER);
        String text = new String(answer, StandardCharsets.ISO_8859_1);
        String status = text.matches("(?s)HTTP/1[.][01] [0-9]{3}.*") ? text.substring(9, 12) : "no answer";
        count(status);
        if (status.startsWith("5") && !status.equals("503") && !status.equals("501") && !status.equals("505")) {
            fault("status " + status, request);
        }
        if (TRACE.matcher(text).find()) {
            fault("an answer tells of the inside: " + text, request);
        }
    }

    private void count(String status) {
        statuses.computeIfAbsent(status, kind -> new AtomicLong()).incrementAndGet();
    }

    private void fault(String what, byte[] by) {
        faults.putIfAbsent(what, new String(Arrays.copyOf(by, Math.min(by.length, 600)), StandardCharsets.ISO_8859_1));
    }

    private List<byte[]> seeds() {
        String body = new String(good, StandardCharsets.ISO_8859_1);
        List<String> bodies = List.of(
                body,
                "{\"id\":\"a\",\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[1,28,28,1],\"data\":[0.5,1e30,-0]}],"
                        + "\"outputs\":[{\"name\":\"probabilities\",\"parameters\":{\"binary_data\":true}}]}",
                "{\"inputs\":[{\"name\":\"image\",\"datatype\":\"BYTES\",\"shape\":[1],\"data\":[\"iVBORw0KGgo=\"]}]}",
                "[".repeat(5000),
                "{\"inputs\":".repeat(500));
        List<String> requests = new ArrayList<>();
        for (String one : bodies) {
            requests.add(post("/v2/models/model/infer", one, Map.of()));
            requests.add(post("/v2/models/model/versions/1/infer", one, Map.of("Content-Encoding", "gzip")));
            requests.add(post("/v2/models/model/infer", one, Map.of("Inference-Header-Content-Length", "100")));
        }
        requests.add(post("/v2/repository/index", "{\"ready\":true}", Map.of()));
        requests.add(post("/v2/repository/models/model/load", "{}", Map.of("Authorization", "Bearer x")));
        for (String path :
                List.of("/", "/metrics", "/v2", "/v2/models/model", "/v2/health/live", "/v2/models/%2e%2e/x")) {
            requests.add("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
        }
        requests.add(
                "POST /v2/models/model/infer HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"inp\r\nffffffff\r\n");
        requests.add(
                "POST /v2/models/model/infer HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999999999\r\n\r\n{");
        return requests.stream()
                .map(request -> request.getBytes(StandardCharsets.ISO_8859_1))
                .toList();
    }

    private static String post(String path, String body, Map<String, String> headers) {
        StringBuilder head = new StringBuilder("POST " + path
                + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head + "\r\n" + body;
    }

    private static byte[] mutated(byte[] seed, Random random) {
        byte[] bytes = seed.clone();
        for (int times = random.nextInt(6); times > 0 && bytes.length > 1; times--) {
            int at = random.nextInt(random.nextBoolean() ? bytes.length : Math.min(bytes.length, 200));
            bytes = switch (random.nextInt(6)) {
                case 0 -> with(bytes, at, 1, new byte[] {(byte) random.nextInt(256)});
                case 1 -> with(bytes, at, 1, new byte[0]);
                case 2 -> Arrays.copyOf(bytes, at);
                case 3 -> with(bytes, at, 0, number(random).getBytes(StandardCharsets.US_ASCII));
                case 4 ->
                    with(bytes, at, 0, Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + random.nextInt(64))));
                default ->
                    with(bytes, at, 0, new byte[] {
                        "\"{}[],:\r\n\\".getBytes(StandardCharsets.US_ASCII)[random.nextInt(10)]
                    });
            };
        }
        return bytes;
    }

    private static String number(Random random) {
        List<String> numbers = List.of("-1", "99999999999999999999", "1e999", "2147483648", "NaN", "0x10", "1.5", "-0");
        return numbers.get(random.nextInt(numbers.size()));
    }

    private static byte[] with(byte[] bytes, int at, int without, byte[] instead) {
        byte[] changed = new byte[bytes.length - without + instead.length];
        System.arraycopy(bytes, 0, changed, 0, at);
        System.arraycopy(instead, 0, changed, at, instead.length);
        System.arraycopy(bytes, at + without, changed, at + instead.length, bytes.length - at - without);
        return changed;
    }
}
