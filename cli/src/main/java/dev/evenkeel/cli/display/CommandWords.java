package dev.evenkeel.cli.display;

import java.util.List;
import java.util.stream.Collectors;

/** Command lines to show to people, who may paste them into a shell. */
public final class CommandWords {
    private CommandWords() {}

    public static String shell(List<String> words) {
        return words.stream().map(CommandWords::quoted).collect(Collectors.joining(" "));
    }

    public static String shell(String... words) {
        return shell(List.of(words));
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:=@%+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
