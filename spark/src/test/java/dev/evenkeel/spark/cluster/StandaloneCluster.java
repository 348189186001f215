package dev.evenkeel.spark.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A master and workers of one core each, as processes of this machine, and applications that are submitted to them as people do. */
final class StandaloneCluster implements AutoCloseable {
    private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://\\S+)");
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String MEMORY = "1g";

    private final Path home;
    private final List<Process> processes = new ArrayList<>();
    private final String master;

    /** @param home an empty folder, where Spark's jars are linked and logs are written */
    StandaloneCluster(Path home, int workers) {
        this.home = home;
        linkJars();
        start(
                "master",
                List.of(
                        "org.apache.spark.deploy.master.Master",
                        "--host",
                        "127.0.0.1",
                        "--port",
                        "0",
                        "--webui-port",
                        "0"));
        master = awaitLine("master", MASTER).group(1);
        for (int worker = 0; worker < workers; worker++) {
            String name = "worker-" + worker;
            start(
                    name,
                    List.of(
                            "org.apache.spark.deploy.worker.Worker",
                            "--host",
                            "127.0.0.1",
                            "--cores",
                            "1",
                            "--memory",
                            MEMORY,
                            "--webui-port",
                            "0",
                            "--work-dir",
                            home.resolve(name).toString(),
                            master));
        }
        for (int worker = 0; worker < workers; worker++) {
            awaitLine("worker-" + worker, Pattern.compile("Successfully registered with master"));
        }
    }

    /** What Spark's distribution has in its folder jars: all of the class path but this project and what tests use. */
    private void linkJars() {
        try {
            Path jars = Files.createDirectories(home.resolve("jars"));
            for (String entry : System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1)) {
                Path file = Path.of(entry);
                String name = file.getFileName().toString();
                if (name.endsWith(".jar") && !name.startsWith("evenkeel") && !name.contains("junit")) {
                    Files.createSymbolicLink(jars.resolve(name), file);
                }
            }
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    /** An application under way. */
    final class Application {
        private final String name;
        private final Process process;

        private Application(String name, Process process) {
            this.name = name;
            this.process = process;
        }

        /** What it wrote, once it has ended well. */
        String output() {
            try {
                if (!process.waitFor(4 * PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    throw new IllegalStateException(name + " did not end:\n" + log(name));
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            if (process.exitValue() != 0) {
                throw new IllegalStateException(name + " failed:\n" + log(name));
            }
            return log(name);
        }

        /** Whether it has written these words. */
        boolean says(String words) {
            return log(name).contains(words);
        }

        /** Kills one of the executors that work for it, once something is so. */
        void killExecutorOnce(BooleanSupplier so) {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (!so.getAsBoolean()) {
                if (System.nanoTime() > end || !process.isAlive()) {
                    throw new IllegalStateException(name + " did not come so far:\n" + log(name));
                }
                sleep();
            }
            ProcessHandle executor = processes.stream()
                    .flatMap(worker -> worker.toHandle().descendants())
                    .filter(StandaloneCluster::isExecutor)
                    .reduce((first, second) -> second)
                    .orElseThrow(() -> new IllegalStateException("no executor is running"));
            executor.destroyForcibly();
        }
    }

    private static boolean isExecutor(ProcessHandle process) {
        return process.info()
                .arguments()
                .map(Arrays::asList)
                .filter(arguments -> arguments.contains("org.apache.spark.executor.CoarseGrainedExecutorBackend"))
                .isPresent();
    }

    /**
     * Submits an application.
     *
     * @param name of its log
     * @param jar the application's
     * @param tests jar of the classes that only tests have
     * @param settings as {@code spark.serializer=...}
     */
    Application submit(String name, Path jar, Path tests, List<String> settings, List<String> mainAndArguments) {
        List<String> command = new ArrayList<>(List.of(
                "org.apache.spark.deploy.SparkSubmit",
                "--master",
                master,
                "--conf",
                "spark.driver.host=127.0.0.1",
                "--conf",
                "spark.ui.enabled=false",
                "--executor-memory",
                "700m",
                "--jars",
                jar.toString()));
        settings.forEach(setting -> command.addAll(List.of("--conf", setting)));
        command.addAll(List.of("--class", mainAndArguments.get(0), tests.toString()));
        command.addAll(mainAndArguments.subList(1, mainAndArguments.size()));
        return new Application(name, start(name, command));
    }

    private Process start(String name, List<String> mainAndArguments) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of(java, "-Xmx512m", "-XX:TieredStopAtLevel=1"));
        Stream.of("java.nio", "java.lang", "java.lang.invoke", "java.util", "sun.nio.ch")
                .forEach(opened -> command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED"));
        command.addAll(List.of("-cp", home.resolve("jars") + "/*"));
        command.addAll(mainAndArguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve(name + ".log").toFile());
        builder.environment().put("SPARK_HOME", home.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        try {
            Process process = builder.start();
            processes.add(process);
            return process;
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private Matcher awaitLine(String name, Pattern pattern) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            Optional<Matcher> found = log(name)
                    .lines()
                    .map(pattern::matcher)
                    .filter(Matcher::find)
                    .findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            sleep();
        }
        throw new IllegalStateException(name + " wrote no '" + pattern + "':\n" + log(name));
    }

    private String log(String name) {
        try {
            return Files.readString(home.resolve(name + ".log"));
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        for (Process process : processes) {
            process.toHandle().descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        try (Stream<Path> links = Files.list(home.resolve("jars"))) {
            for (Path link : links.toList()) {
                Files.delete(link);
            }
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
