package dev.evenkeel.comparison.serving;

import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonArray;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Loads servers in turn by wrk, a closed loop over kept connections on loopback, and prints medians of rounds: requests per second, the
 * median of latencies and their 99th percentile.
 */
public final class ServingComparison {
    private static final List<Integer> CONNECTIONS = List.of(1, 8, 64);
    private static final int CLASSES = 10;
    private static final double SAME = 1e-4;
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern MEDIAN = Pattern.compile("50%\\s+([0-9.]+)(us|ms|s)");
    private static final Pattern TAIL = Pattern.compile("99%\\s+([0-9.]+)(us|ms|s)");
    private static final Map<String, Double> MILLISECONDS = Map.of("us", 0.001, "ms", 1.0, "s", 1000.0);

    /** One round of load. */
    private record Load(double rate, double median, double tail) {}

    /** A server that runs. */
    private record Contender(String name, Process process, int port) {}

    private enum Form {
        BINARY,
        JSON
    }

    private ServingComparison() {}

    /** Arguments: a folder for what is written, rounds, seconds of each, and for each network its name, its size of input and for each contender {@code name=command}, whose last {@code %d} is the port. */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        int rounds = Integer.parseInt(args[1]);
        int seconds = Integer.parseInt(args[2]);
        String network = args[3];
        String[] shape = args[4].split(",");
        List<Contender> contenders = new ArrayList<>();
        try {
            for (int index = 5; index < args.length; index++) {
                contenders.add(start(args[index], 18_080 + index, folder));
            }
            for (Form form : Form.values()) {
                Path script = script(folder, form, shape);
                requireSameAnswers(contenders, folder, form, shape);
                for (int connections : CONNECTIONS) {
                    measure(network, form, connections, contenders, script, rounds, seconds);
                }
            }
        } finally {
            contenders.forEach(contender -> contender.process().destroy());
        }
    }

    private static void measure(
            String network,
            Form form,
            int connections,
            List<Contender> contenders,
            Path script,
            int rounds,
            int seconds)
            throws IOException, InterruptedException {
        Map<String, List<Load>> loads = new LinkedHashMap<>();
        for (Contender contender : contenders) {
            load(contender, connections, script, seconds);
        }
        for (int round = 0; round < rounds; round++) {
            for (Contender contender : contenders) {
                loads.computeIfAbsent(contender.name(), name -> new ArrayList<>())
                        .add(load(contender, connections, script, seconds));
            }
        }
        loads.forEach((name, all) -> System.out.printf(
                Locale.ROOT,
                "| %s | %s | %d | %s | %,.0f | %.3f | %.3f |%n",
                network,
                form.name().toLowerCase(Locale.ROOT),
                connections,
                name,
                median(all.stream().mapToDouble(Load::rate).toArray()),
                median(all.stream().mapToDouble(Load::median).toArray()),
                median(all.stream().mapToDouble(Load::tail).toArray())));
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private static Contender start(String said, int port, Path folder) throws IOException, InterruptedException {
        int equals = said.indexOf('=');
        String name = said.substring(0, equals);
        String command = said.substring(equals + 1).replace("%d", Integer.toString(port));
        Process process = new ProcessBuilder(command.split(" "))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name.replace(' ', '-') + ".log").toFile())
                .start();
        Contender contender = new Contender(name, process, port);
        for (int attempt = 0; attempt < 300; attempt++) {
            try {
                if (send(contender, "/v2/health/ready", HttpRequest.newBuilder())
                                .statusCode()
                        == 200) {
                    return contender;
                }
            } catch (IOException notYet) {
                Thread.sleep(100);
            }
        }
        throw new IllegalStateException(name + " did not start: see its log in " + folder);
    }

    private static HttpResponse<byte[]> send(Contender contender, String path, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + contender.port() + path);
        return HttpClient.newHttpClient().send(request.uri(address).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static Load load(Contender contender, int connections, Path script, int seconds)
            throws IOException, InterruptedException {
        Process wrk = new ProcessBuilder(
                        "wrk",
                        "-t1",
                        "-c" + connections,
                        "-d" + seconds + "s",
                        "--latency",
                        "-s",
                        script.toString(),
                        "http://127.0.0.1:" + contender.port() + "/v2/models/model/infer")
                .redirectErrorStream(true)
                .start();
        String told = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        boolean ended = wrk.waitFor(1, TimeUnit.MINUTES);
        if (!ended || told.contains("Non-2xx") || told.contains("Socket errors")) {
            throw new IllegalStateException(contender.name() + " lost answers:\n" + told);
        }
        return new Load(number(RATE, told), number(MEDIAN, told), number(TAIL, told));
    }

    private static double number(Pattern pattern, String told) {
        Matcher matcher = pattern.matcher(told);
        if (!matcher.find()) {
            throw new IllegalStateException("wrk did not tell " + pattern + ":\n" + told);
        }
        double value = Double.parseDouble(matcher.group(1));
        return matcher.groupCount() == 1 ? value : value * MILLISECONDS.getOrDefault(matcher.group(2), 1.0);
    }

    private static void requireSameAnswers(List<Contender> contenders, Path folder, Form form, String[] shape)
            throws IOException, InterruptedException {
        List<double[]> answers = new ArrayList<>();
        for (Contender contender : contenders) {
            HttpRequest.Builder request = HttpRequest.newBuilder()
                    .POST(HttpRequest.BodyPublishers.ofByteArray(Files.readAllBytes(body(folder, form))));
            if (form == Form.BINARY) {
                request.header(
                        "Inference-Header-Content-Length",
                        Integer.toString(json(form, shape).length()));
            }
            HttpResponse<byte[]> response = send(contender, "/v2/models/model/infer", request);
            if (response.statusCode() != 200) {
                throw new IllegalStateException(contender.name() + " answered " + response.statusCode() + ": "
                        + new String(response.body(), StandardCharsets.UTF_8));
            }
            answers.add(probabilities(response.body(), form));
        }
        for (double[] answer : answers) {
            for (int index = 0; index < answer.length; index++) {
                if (!(Math.abs(answer[index] - answers.get(0)[index]) < SAME)) {
                    throw new IllegalStateException("The contenders differ: " + Arrays.toString(answer) + " and "
                            + Arrays.toString(answers.get(0)));
                }
            }
        }
    }

    /** The last output: behind the JSON of a binary answer its last bytes. */
    private static double[] probabilities(byte[] body, Form form) {
        if (form == Form.JSON) {
            JsonArray outputs = Json.parse(new String(body, StandardCharsets.UTF_8))
                    .asObject()
                    .array("outputs");
            return outputs.at(outputs.size() - 1).asObject().array("data").toDoubleArray();
        }
        double[] values = new double[CLASSES];
        ByteBuffer last = ByteBuffer.wrap(body, body.length - Float.BYTES * CLASSES, Float.BYTES * CLASSES)
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int index = 0; index < CLASSES; index++) {
            values[index] = last.getFloat();
        }
        return values;
    }

    private static Path body(Path folder, Form form) {
        return folder.resolve("body-" + form);
    }

    private static String json(Form form, String[] shape) {
        String input =
                "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[1," + String.join(",", shape) + "],";
        return form == Form.BINARY
                ? input + "\"parameters\":{\"binary_data_size\":" + 4 * size(shape)
                        + "}}],\"parameters\":{\"binary_data_output\":true}}"
                : input + "\"data\":[" + numbers(shape) + "]}]}";
    }

    private static int size(String[] shape) {
        int size = 1;
        for (String extent : shape) {
            size *= Integer.parseInt(extent);
        }
        return size;
    }

    private static String numbers(String[] shape) {
        StringBuilder numbers = new StringBuilder();
        for (float value : values(shape)) {
            numbers.append(numbers.isEmpty() ? "" : ",").append(value);
        }
        return numbers.toString();
    }

    private static float[] values(String[] shape) {
        Random random = new Random(1);
        float[] values = new float[size(shape)];
        for (int index = 0; index < values.length; index++) {
            values[index] = random.nextInt(256) / 255f;
        }
        return values;
    }

    private static Path script(Path folder, Form form, String[] shape) throws IOException {
        byte[] json = json(form, shape).getBytes(StandardCharsets.US_ASCII);
        ByteBuffer body = ByteBuffer.allocate(json.length + (form == Form.BINARY ? 4 * size(shape) : 0))
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(json);
        if (form == Form.BINARY) {
            for (float value : values(shape)) {
                body.putFloat(value);
            }
        }
        Files.write(body(folder, form), body.array());
        String length =
                form == Form.BINARY ? "wrk.headers['Inference-Header-Content-Length'] = '" + json.length + "'\n" : "";
        return Files.writeString(
                folder.resolve("post-" + form + ".lua"),
                "local file = io.open('" + body(folder, form)
                        + "', 'rb')\nwrk.method = 'POST'\nwrk.body = file:read('*a')\n" + length);
    }
}
