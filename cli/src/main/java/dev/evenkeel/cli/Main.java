package dev.evenkeel.cli;

import java.lang.module.ModuleDescriptor;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The entry point of the {@code evenkeel} command. */
@Command(
        name = "evenkeel",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Trains, inspects and ships normalised deep networks.")
public final class Main implements Runnable {
    private Main() {}

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }

    /** Runs the command. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    /** The version that the build wrote into the module, and the Java that runs it. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Optional.ofNullable(Main.class.getModule().getDescriptor())
                    .flatMap(ModuleDescriptor::rawVersion)
                    .orElse("(not built as a module)");
            return new String[] {"evenkeel " + version + " on Java " + System.getProperty("java.version")};
        }
    }
}
