package dev.evenkeel.cli.option;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** Numbers that options take, and what is said where something else was given. */
public final class OptionNumbers {
    private static final String SHARE = "from 0 to below 1, as 0.2";
    private static final Map<String, String> RANGES = Map.of(
            "--rate", "above 0, as 0.01",
            "--decay", "0 or more, as 0.01",
            "--dropout", SHARE,
            "--test-share", SHARE,
            "--validation-share", SHARE,
            "--live", "from 0 to 65535",
            "--port", "from 0 to 65535",
            "--seed", "as 7");

    private OptionNumbers() {}

    static void register(CommandLine line) {
        for (Class<?> type : List.of(int.class, Integer.class)) {
            registerAs(line, type, Integer::valueOf, "a whole number");
        }
        for (Class<?> type : List.of(long.class, Long.class)) {
            registerAs(line, type, Long::valueOf, "a whole number");
        }
        for (Class<?> type : List.of(double.class, Double.class)) {
            registerAs(line, type, Double::valueOf, "a number");
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> void registerAs(
            CommandLine line, Class<?> type, CommandLine.ITypeConverter<T> parsing, String kind) {
        line.registerConverter((Class<T>) type, text -> {
            try {
                return parsing.convert(text);
            } catch (NumberFormatException wrong) {
                throw new TypeConversionException("'" + text + "' is not " + kind);
            }
        });
    }

    /** As {@code --epochs needs a whole number, 1 or more, but got 'x'}, where the problem is such an option. */
    public static Optional<String> message(ParameterException problem) {
        ArgSpec argument = problem.getArgSpec();
        String given = problem.getValue();
        if (!(argument instanceof OptionSpec option) || given == null) {
            return Optional.empty();
        }
        List<Class<?>> types = Arrays.asList(option.auxiliaryTypes());
        boolean fraction = types.contains(Double.class) || types.contains(double.class);
        boolean whole = types.stream()
                .anyMatch(type -> List.of(int.class, Integer.class, long.class, Long.class)
                        .contains(type));
        if (option.isMultiValue() || !fraction && !whole) {
            return Optional.empty();
        }
        String name = option.longestName();
        return Optional.of(name + " needs " + (fraction ? "a number " : "a whole number, ")
                + RANGES.getOrDefault(name, "1 or more") + ", but got '" + given + "'" + hint(given, fraction));
    }

    private static String hint(String given, boolean fraction) {
        if (fraction && given.matches("[+-]?[0-9]+,[0-9]+")) {
            return ". Fractions are written with a point: " + given.replace(',', '.');
        }
        return !fraction && given.matches("[+-]?[0-9]+") ? ", which is too large" : "";
    }
}
