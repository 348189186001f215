package dev.evenkeel.comparison.serving;

import dev.evenkeel.inference.Predictor;
import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.model.Model;
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
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Asks a server over 64 connections for as long as it is told, in JSON and in binary form, while two models take each other's place
 * every second. Each answer must have the bits that one of the two gives alone.
 */
public final class ServingSoak {
    private static final int CONNECTIONS = 64;
    private static final int REQUESTS = 48;
    private static final String NAME = "model";

    private final URI address;
    private final String token;
    private final long process;
    private final List<Predictor> models;
    private final Path served;
    private final List<Path> files;
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong[] ofModel = {new AtomicLong(), new AtomicLong()};
    private final AtomicLong exchanges = new AtomicLong();
    private final ConcurrentHashMap<String, AtomicLong> faults = new ConcurrentHashMap<>();
    private volatile boolean ends;

    /** A request in both forms, and the outputs of both models. */
    private record Ask(byte[] json, byte[] binary, int jsonLength, List<float[]> expected) {}

    private ServingSoak(URI address, String token, long process, Path served, List<Path> files) {
        this.address = address;
        this.token = token;
        this.process = process;
        this.served = served;
        this.files = files;
        models = files.stream().map(file -> Model.read(file).freeze()).toList();
    }

    /** Arguments: address, file of the token, the server's process, the served file, two models, minutes. */
    public static void main(String[] args) throws Exception {
        ServingSoak soak = new ServingSoak(
                URI.create(args[0]),
                Files.readString(Path.of(args[1])).strip(),
                Long.parseLong(args[2]),
                Path.of(args[3]),
                List.of(Path.of(args[4]), Path.of(args[5])));
        System.exit(soak.run(Double.parseDouble(args[6])) ? 0 : 1);
    }

    private boolean run(double minutes) throws InterruptedException, IOException {
        List<Ask> asks = asks();
        List<Thread> threads = new ArrayList<>();
        for (int index = 0; index < CONNECTIONS; index++) {
            Random random = new Random(index);
            threads.add(new Thread(() -> ask(asks, random)));
        }
        threads.add(new Thread(this::exchange));
        threads.forEach(Thread::start);
        long began = System.nanoTime();
        for (double minute = 0.5; minute <= minutes; minute += 0.5) {
            TimeUnit.SECONDS.sleep(30);
            System.out.printf(
                    Locale.ROOT,
                    "%.1f min: %,d answers (%,d and %,d of the two models), %d exchanges, server %s, faults %s%n",
                    (System.nanoTime() - began) / 6e10,
                    answers.get(),
                    ofModel[0].get(),
                    ofModel[1].get(),
                    exchanges.get(),
                    memory(),
                    faults);
        }
        ends = true;
        for (Thread thread : threads) {
            thread.join();
        }
        return faults.isEmpty() && ofModel[0].get() > 0 && ofModel[1].get() > 0;
    }

    private String memory() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .findFirst()
                .orElse("gone");
    }

    private List<Ask> asks() {
        Random random = new Random(7);
        List<Ask> asks = new ArrayList<>();
        for (int index = 0; index < REQUESTS; index++) {
            int count = 1 + index % 3;
            float[] inputs = new float[count * models.get(0).input().size()];
            for (int value = 0; value < inputs.length; value++) {
                inputs[value] = random.nextInt(256) / 255f;
            }
            List<float[]> expected = models.stream()
                    .map(model -> {
                        float[] outputs = new float[count * model.output().size()];
                        model.probabilities(inputs, count, outputs);
                        return outputs;
                    })
                    .toList();
            asks.add(ask(inputs, count, expected));
        }
        return asks;
    }

    private Ask ask(float[] inputs, int count, List<float[]> expected) {
        List<Integer> shape = new ArrayList<>(List.of(count));
        Arrays.stream(models.get(0).input().toArray()).forEach(shape::add);
        JsonObject input = JsonObject.of()
                .with("name", "input")
                .with("datatype", "FP32")
                .with("shape", JsonArray.ofNumbers(shape));
        byte[] json = JsonObject.of()
                .with("inputs", JsonArray.of(input.with("data", JsonArray.ofNumbers(inputs))))
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        byte[] head = JsonObject.of()
                .with(
                        "inputs",
                        JsonArray.of(
                                input.with("parameters", JsonObject.of().with("binary_data_size", 4L * inputs.length))))
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer binary = ByteBuffer.allocate(head.length + 4 * inputs.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(head);
        for (float value : inputs) {
            binary.putFloat(value);
        }
        return new Ask(json, binary.array(), head.length, expected);
    }

    private void ask(List<Ask> asks, Random random) {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        while (!ends) {
            Ask ask = asks.get(random.nextInt(asks.size()));
            boolean binary = random.nextBoolean();
            HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve("/v2/models/" + NAME + "/infer"))
                    .timeout(Duration.ofSeconds(30))
                    .header("Authorization", "Bearer " + token)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(binary ? ask.binary() : ask.json()));
            if (binary) {
                request.header("Inference-Header-Content-Length", Integer.toString(ask.jsonLength()));
            }
            try {
                check(ask, client.send(request.build(), HttpResponse.BodyHandlers.ofString()));
            } catch (IOException lost) {
                fault("lost: " + lost);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void check(Ask ask, HttpResponse<String> response) {
        answers.incrementAndGet();
        if (response.statusCode() != 200) {
            fault(response.statusCode() + ": " + response.body());
            return;
        }
        float[] outputs = new float[0];
        for (var output : Json.parse(response.body()).asObject().array("outputs")) {
            if (output.asObject().string("name").equals("probabilities")) {
                double[] values = output.asObject().array("data").toDoubleArray();
                outputs = new float[values.length];
                for (int index = 0; index < values.length; index++) {
                    outputs[index] = (float) values[index];
                }
            }
        }
        for (int model = 0; model < models.size(); model++) {
            if (Arrays.equals(outputs, ask.expected().get(model))) {
                ofModel[model].incrementAndGet();
                return;
            }
        }
        fault("wrong bits");
    }

    private void exchange() {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest load = HttpRequest.newBuilder(address.resolve("/v2/repository/models/" + NAME + "/load"))
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        try {
            for (int turn = 0; !ends; turn++) {
                Path part = served.resolveSibling(served.getFileName() + ".part");
                Files.copy(files.get(turn % 2), part, StandardCopyOption.REPLACE_EXISTING);
                Files.move(part, served, StandardCopyOption.ATOMIC_MOVE);
                HttpResponse<String> response = client.send(load, HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() == 200) {
                    exchanges.incrementAndGet();
                } else {
                    fault("load " + response.statusCode() + ": " + response.body());
                }
                TimeUnit.SECONDS.sleep(1);
            }
        } catch (IOException lost) {
            fault("load lost: " + lost);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void fault(String what) {
        faults.computeIfAbsent(what, kind -> new AtomicLong()).incrementAndGet();
    }
}
