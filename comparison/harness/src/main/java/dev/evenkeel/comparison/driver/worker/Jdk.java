package dev.evenkeel.comparison.driver.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** An installed JDK. */
public record Jdk(Path home, Runtime.Version version) {
    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"([0-9.]+)\"");

    /** The JDK of a major version: where JAVA_HOME_n says, the running one, or in the usual places. */
    public static Optional<Jdk> find(int major) {
        List<Path> homes = new ArrayList<>();
        String told = System.getenv("JAVA_HOME_" + major);
        if (told != null) {
            homes.add(Path.of(told));
        }
        homes.add(Path.of(System.getProperty("java.home")));
        String user = System.getProperty("user.home");
        for (String folder : List.of(
                "/usr/lib/jvm",
                "/opt/java",
                "/Library/Java/JavaVirtualMachines",
                user + "/.sdkman/candidates/java",
                user + "/.jdks")) {
            homes.addAll(children(Path.of(folder)));
        }
        return homes.stream()
                .flatMap(home -> Stream.of(home, home.resolve("Contents/Home")))
                .flatMap(home -> read(home).stream())
                .filter(jdk -> jdk.version.feature() == major)
                .findFirst();
    }

    /** The running one. */
    static Jdk running() {
        return new Jdk(Path.of(System.getProperty("java.home")), Runtime.version());
    }

    private static List<Path> children(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted(Comparator.reverseOrder()).toList();
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    private static Optional<Jdk> read(Path home) {
        Path release = home.resolve("release");
        if (!Files.isExecutable(home.resolve("bin/java")) || !Files.isReadable(release)) {
            return Optional.empty();
        }
        try {
            Matcher matcher = VERSION.matcher(Files.readString(release));
            return matcher.find()
                    ? Optional.of(new Jdk(home, Runtime.Version.parse(matcher.group(1))))
                    : Optional.empty();
        } catch (IOException | IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    String java() {
        return home.resolve("bin/java").toString();
    }

    /** 25.0.0 to 25.0.2 can corrupt memory with their default collector. */
    List<String> options() {
        boolean broken = version.feature() == 25 && version.interim() == 0 && version.update() <= 2;
        return broken ? List.of("-XX:+UseParallelGC") : List.of();
    }
}
