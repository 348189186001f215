package dev.evenkeel.serve.repository;

import dev.evenkeel.EvenkeelException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Why a file is no model, without telling where it lies. */
final class Reasons {
    private static final String FILE = "the file";
    private static final int MAX_LENGTH = 500;
    private static final Pattern PATHS =
            Pattern.compile("(?<![\\p{L}\\p{N}.])(?:[A-Za-z]:)?[/\\\\][^\\s'\",;:]+[/\\\\][^\\s'\",;:]*");

    private Reasons() {}

    static String of(Throwable failure, Path file) {
        String message = failure.getMessage();
        if (!(failure instanceof EvenkeelException) || message == null) {
            return failure instanceof VirtualMachineError
                    ? "there is not enough memory to read it"
                    : "reading it failed (" + failure.getClass().getSimpleName() + ")";
        }
        String start = message.substring(0, Math.min(message.length(), 4 * MAX_LENGTH));
        String sentence = start.replace(file.toAbsolutePath().toString(), FILE).replace(file.toString(), FILE);
        String scrubbed = withoutColon(PATHS.matcher(sentence).replaceAll("..."));
        return scrubbed.length() <= MAX_LENGTH ? scrubbed : scrubbed.substring(0, MAX_LENGTH) + "...";
    }

    /** {@code the file has 6 bytes} for {@code the file: it has 6 bytes}, as a reason stands behind a colon already. */
    private static String withoutColon(String sentence) {
        String start = FILE + ": ";
        if (!sentence.startsWith(start)) {
            return sentence;
        }
        String rest = sentence.substring(start.length());
        if (rest.startsWith("it ")) {
            return FILE + rest.substring(2);
        }
        return rest.startsWith("its ") ? FILE + "'s" + rest.substring(3) : rest;
    }
}
