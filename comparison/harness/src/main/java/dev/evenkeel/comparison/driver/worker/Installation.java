package dev.evenkeel.comparison.driver.worker;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Where the built modules lie.
 *
 * @param other the folder {@code comparison} of the other build of Evenkeel, if one takes part
 */
public record Installation(Path comparison, Optional<Path> other) {
    /** The command line of a process, with some options of the virtual machine. */
    List<String> command(Participant participant, Jdk jdk, List<String> options, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(jdk.java());
        command.addAll(jdk.options());
        command.addAll(options);
        command.addAll(participant.options());
        command.add("-XX:-UsePerfData");
        command.add("-XX:ErrorFile=" + work().resolve("crash-%p.log"));
        command.add("-Dorg.bytedeco.javacpp.cachedir=" + work().resolve("natives-" + participant.module()));
        command.add("-cp");
        command.add(classPath(participant));
        command.add(participant.mainClass());
        command.addAll(arguments);
        return command;
    }

    /** A folder for files that need not stay. */
    public Path work() {
        Path folder = comparison.resolve("target");
        try {
            return Files.createDirectories(folder);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    /** Where a participant's processes write what goes wrong. */
    public Path log(Participant participant) {
        return work().resolve(participant.name().toLowerCase(Locale.ROOT) + ".log");
    }

    private String classPath(Participant participant) {
        Path folder = participant == Participant.EVENKEEL_OTHER ? other.orElse(comparison) : comparison;
        Path target = folder.resolve(participant.module()).resolve("target");
        return Stream.concat(Stream.of(target.resolve("classes")), jars(target.resolve("libraries")).stream())
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Bytes of the libraries that a user of this participant ships. */
    public long shippedBytes(Participant participant) {
        Path libraries = comparison.resolve(participant.module()).resolve("target/libraries");
        return jars(libraries).stream()
                .filter(jar -> isShipped(participant, jar.getFileName().toString()))
                .mapToLong(jar -> jar.toFile().length())
                .sum();
    }

    /** Tells builds and machines apart. */
    public String build() {
        CRC32 sum = new CRC32();
        for (Path folder : Stream.concat(Stream.of(comparison), other.stream()).toList()) {
            for (Path jar : jars(folder.resolve("own/target/libraries"))) {
                if (jar.getFileName().toString().startsWith("evenkeel-")) {
                    try {
                        sum.update(Files.readAllBytes(jar));
                    } catch (IOException problem) {
                        throw new UncheckedIOException(problem);
                    }
                }
            }
        }
        return "build " + Long.toHexString(sum.getValue()) + ", " + Runtime.version() + ", " + Processor.name();
    }

    private static boolean isShipped(Participant participant, String jar) {
        return !jar.startsWith("evenkeel-comparison") && (participant.isOwn() || !jar.startsWith("evenkeel-"));
    }

    private static List<Path> jars(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> entry.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException problem) {
            throw new UncheckedIOException(
                    folder + " is missing: build the comparison first, with comparison/run", problem);
        }
    }
}
