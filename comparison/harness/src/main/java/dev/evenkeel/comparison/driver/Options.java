package dev.evenkeel.comparison.driver;

import dev.evenkeel.comparison.driver.worker.Participant;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What the command was asked for.
 *
 * @param rows which rows to measure
 * @param rounds how often each contender has its turn in a row
 * @param forks how often everything is repeated with fresh processes
 * @param threads the numbers of threads
 * @param pace how long each turn is
 */
record Options(Pattern rows, int rounds, int forks, List<Integer> threads, Pace pace) {
    static final String USAGE = """
            usage: comparison/run [--rows PATTERN] [--rounds N] [--forks N] [--threads 1,2] [--quick]
              --rows PATTERN   measures the rows whose name holds this regular expression, as 'conv' or 'step cnn'
              --rounds N       turns of each contender in a row (7; quick: 5)
              --forks N        repetitions of everything with fresh processes (3; quick: 1)
              --threads LIST   numbers of threads (1,2)
              --quick          short warm-up and turns: a first impression in under 4 minutes
            """;

    /** @throws IllegalArgumentException saying what is wrong */
    static Options parse(String... arguments) {
        List<String> words = Arrays.asList(arguments);
        boolean quick = words.contains("--quick");
        Options options = new Options(Pattern.compile(""), quick ? 5 : 7, quick ? 1 : 3, List.of(1, 2), Pace.of(quick));
        for (int index = 0; index < words.size(); index++) {
            String word = words.get(index);
            if (!word.equals("--quick")) {
                if (!List.of("--rows", "--rounds", "--forks", "--threads").contains(word)) {
                    throw new IllegalArgumentException("There is no option '" + word + "'");
                }
                index++;
                if (index == words.size()) {
                    throw new IllegalArgumentException(word + " needs a value");
                }
                options = options.with(word, words.get(index));
            }
        }
        return options;
    }

    private Options with(String word, String value) {
        try {
            return switch (word) {
                case "--rows" -> new Options(Pattern.compile(value), rounds, forks, threads, pace);
                case "--rounds" -> new Options(rows, positive(value), forks, threads, pace);
                case "--forks" -> new Options(rows, rounds, positive(value), threads, pace);
                default ->
                    new Options(
                            rows,
                            rounds,
                            forks,
                            Arrays.stream(value.split(","))
                                    .map(Options::positive)
                                    .toList(),
                            pace);
            };
        } catch (PatternSyntaxException wrong) {
            throw new IllegalArgumentException("--rows needs a regular expression, but '" + value + "' is none", wrong);
        }
    }

    private static int positive(String value) {
        if (!value.matches("[1-9][0-9]{0,3}")) {
            throw new IllegalArgumentException("A whole number from 1 is needed, but got '" + value + "'");
        }
        return Integer.parseInt(value);
    }

    /** Evenkeel on the older JDK takes part once: in the first fork, and of a quick run with the first number of threads. */
    boolean includes(Participant participant, int fork, int threadCount) {
        return participant != Participant.EVENKEEL_17
                || fork == 0 && (!pace.isQuick() || threadCount == threads.get(0));
    }

    boolean wants(String row) {
        return rows.matcher(row).find();
    }
}
