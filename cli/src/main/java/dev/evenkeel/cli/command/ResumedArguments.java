package dev.evenkeel.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The arguments with which a run goes on: those with which it began, but for settings that are said anew. */
final class ResumedArguments {
    /** The options that say how to go on: nothing that is learnt depends on them. */
    private static final Set<String> WAYS = Set.of("--resume", "--out", "--threads", "--watch", "--live", "--json");

    private ResumedArguments() {}

    /**
     * @param began the arguments with which the run began
     * @param now those with which it goes on
     * @param parsed the same, parsed
     */
    static List<String> of(List<String> began, List<String> now, ParseResult parsed) {
        Set<String> settings = settings(parsed);
        Map<String, OptionSpec> options = parsed.commandSpec().optionsMap();
        List<String> all = new ArrayList<>(select(began, options, name -> !settings.contains(name)));
        all.addAll(select(now, options, settings::contains));
        return all;
    }

    /** The options that are said and of which it depends what is learnt. */
    static Set<String> settings(ParseResult parsed) {
        return parsed.matchedOptions().stream()
                .map(OptionSpec::longestName)
                .filter(name -> !WAYS.contains(name))
                .collect(Collectors.toSet());
    }

    /** The options of these names, with their values: each reaches to the next option. */
    private static List<String> select(
            List<String> arguments, Map<String, OptionSpec> options, Predicate<String> wanted) {
        List<String> selected = new ArrayList<>();
        boolean isWanted = false;
        for (String argument : arguments) {
            String name = argument.split("=", 2)[0];
            if (options.containsKey(name)) {
                isWanted = wanted.test(options.get(name).longestName());
            }
            if (isWanted) {
                selected.add(argument);
            }
        }
        return selected;
    }
}
