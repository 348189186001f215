package dev.evenkeel.comparison;

import dev.evenkeel.comparison.network.Architecture;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A contender's process. It waits for a line on standard input, does what it says and answers one line of JSON; between
 * lines it sleeps. Words of a line are separated by tabs.
 */
public final class Worker {
    /** The command of a process that only loads a network and predicts once. */
    public static final String PREDICT = "predict-once";

    private final Contender contender;
    private final Map<String, List<Trial>> prepared = new HashMap<>();

    private Worker(Contender contender) {
        this.contender = contender;
    }

    /** Runs a contender's process. */
    public static void run(String[] arguments, Supplier<Contender> contender) throws IOException {
        PrintStream answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        if (arguments.length > 0 && arguments[0].equals(PREDICT)) {
            answers.println(predictOnce(arguments, contender));
            answers.flush();
            return;
        }
        Worker worker = new Worker(contender.get());
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            answers.println(worker.answer(line.split("\t")));
        }
        System.exit(0);
    }

    private static JsonObject predictOnce(String[] arguments, Supplier<Contender> contender) {
        try {
            Architecture architecture = Architecture.of(arguments[1]);
            return Evidence.ofPrediction(contender.get().predictOnce(architecture, Path.of(arguments[2])))
                    .toJson();
        } catch (IOException | RuntimeException | LinkageError problem) {
            return failed(problem);
        }
    }

    private JsonObject answer(String[] words) {
        try {
            return switch (words[0]) {
                case "describe" -> JsonObject.of().with("name", contender.describe());
                case "prepare" -> prepare(words[1]);
                case "evidence" -> trial(words[1], words[2]).evidence().toJson();
                case "warm" ->
                    warm(trial(words[1], words[2]), Double.parseDouble(words[3]), Double.parseDouble(words[4]));
                case "measure" -> measure(trial(words[1], words[2]), Integer.parseInt(words[3]));
                case "close" -> close(words[1]);
                case "save" -> save(words[1], words[2]);
                case "memory" -> JsonObject.of().with("peakBytes", peakBytes());
                default -> JsonObject.of().with("failed", "There is no command '" + words[0] + "'");
            };
        } catch (IOException | RuntimeException | LinkageError | OutOfMemoryError problem) {
            return failed(problem);
        }
    }

    private static JsonObject failed(Throwable problem) {
        String message =
                String.valueOf(problem.getMessage()).lines().findFirst().orElse("");
        return JsonObject.of().with("failed", problem.getClass().getSimpleName() + ": " + message);
    }

    private JsonObject prepare(String task) {
        List<Trial> trials = contender.prepare(Task.parse(task));
        prepared.put(task, trials);
        return JsonObject.of()
                .with(
                        "settings",
                        JsonArray.ofStrings(trials.stream().map(Trial::setting).toList()));
    }

    private Trial trial(String task, String index) {
        return prepared.getOrDefault(task, List.of()).get(Integer.parseInt(index));
    }

    /** Runs until the time does not fall and nothing is compiled any more, between the least and the most seconds. */
    private static JsonObject warm(Trial trial, double least, double most) {
        long start = System.nanoTime();
        double best = Double.POSITIVE_INFINITY;
        int calm = 0;
        while (true) {
            long compiling = CompilerThreads.ticks();
            double slice = slice(trial, Math.min(0.1, least / 4));
            boolean settled = slice > 0.97 * best && CompilerThreads.ticks() == compiling;
            calm = settled ? calm + 1 : 0;
            best = Math.min(best, slice);
            double seconds = (System.nanoTime() - start) / 1e9;
            if (seconds >= most || seconds >= least && calm >= 3) {
                return JsonObject.of().with("nanos", best).with("seconds", seconds);
            }
        }
    }

    /** Nanoseconds of a run, on average over at least this many seconds. */
    private static double slice(Trial trial, double seconds) {
        long start = System.nanoTime();
        long elapsed = 0;
        int runs = 0;
        while (elapsed < seconds * 1e9) {
            trial.run();
            runs++;
            elapsed = System.nanoTime() - start;
        }
        return (double) elapsed / runs;
    }

    private static JsonObject measure(Trial trial, int repetitions) {
        double[] nanos = new double[repetitions];
        for (int repetition = 0; repetition < repetitions; repetition++) {
            long start = System.nanoTime();
            trial.run();
            nanos[repetition] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return JsonObject.of()
                .with("nanos", (nanos[(repetitions - 1) / 2] + nanos[repetitions / 2]) / 2)
                .with("least", nanos[0]);
    }

    private JsonObject close(String task) {
        List<Trial> trials = prepared.remove(task);
        if (trials != null) {
            trials.forEach(Trial::close);
        }
        System.gc();
        return JsonObject.of();
    }

    private JsonObject save(String architecture, String file) throws IOException {
        contender.save(Architecture.of(architecture), Path.of(file));
        return JsonObject.of();
    }

    /** The most memory that this process ever held (VmHWM, on Linux). */
    private static long peakBytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        throw new IOException("/proc/self/status has no line VmHWM");
    }
}
