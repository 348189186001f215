package dev.evenkeel.comparison.driver.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What this machine computes with. */
public final class Processor {
    private static final String MODEL = "model name";

    private Processor() {}

    /** The processor as Linux calls it and how many of it there are, as {@code 2 x AMD EPYC}; elsewhere its kind. */
    public static String name() {
        return Runtime.getRuntime().availableProcessors() + " x " + model();
    }

    private static String model() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith(MODEL))
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException notLinux) {
            return System.getProperty("os.arch");
        }
    }
}
