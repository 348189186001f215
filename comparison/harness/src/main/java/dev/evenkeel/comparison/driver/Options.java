package dev.evenkeel.comparison.driver;

import dev.evenkeel.comparison.driver.worker.Participant;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
 * @param against the checkout of another build, with which Evenkeel is compared instead of its peers
 * @param resumes whether what an interrupted call measured is kept
 */
record Options(
        Pattern rows,
        int rounds,
        int forks,
        List<Integer> threads,
        Pace pace,
        Optional<Path> against,
        boolean resumes) {
    static final String USAGE = """
            usage: comparison/run [--rows PATTERN] [--rounds N] [--forks N] [--threads 1,2] [--quick] [--against CHECKOUT] [--resume]
              --rows PATTERN   measures the rows whose name holds this regular expression, as 'conv' or 'step cnn'
              --rounds N       turns of each contender in a row (7; quick: 5)
              --forks N        repetitions of everything with fresh processes (3; quick: 1)
              --threads LIST   numbers of threads (1,2)
              --quick          short warm-up and turns: a first impression in under 7 minutes
              --against DIR    another checkout of Evenkeel, whose comparison is built: takes the peers' place
              --resume         goes on where the last call with the same options and build was interrupted
            """;

    /** @throws IllegalArgumentException saying what is wrong */
    static Options parse(String... arguments) {
        List<String> words = Arrays.asList(arguments);
        boolean quick = words.contains("--quick");
        Options options = new Options(
                Pattern.compile(""),
                quick ? 5 : 7,
                quick ? 1 : 3,
                List.of(1, 2),
                Pace.of(quick),
                Optional.empty(),
                words.contains("--resume"));
        for (int index = 0; index < words.size(); index++) {
            String word = words.get(index);
            if (!List.of("--quick", "--resume").contains(word)) {
                if (!List.of("--rows", "--rounds", "--forks", "--threads", "--against")
                        .contains(word)) {
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
                case "--rows" -> new Options(Pattern.compile(value), rounds, forks, threads, pace, against, resumes);
                case "--rounds" -> new Options(rows, positive(value), forks, threads, pace, against, resumes);
                case "--forks" -> new Options(rows, rounds, positive(value), threads, pace, against, resumes);
                case "--against" -> new Options(rows, rounds, forks, threads, pace, Optional.of(built(value)), resumes);
                default -> {
                    List<Integer> numbers = Arrays.stream(value.split(","))
                            .map(Options::positive)
                            .toList();
                    yield new Options(rows, rounds, forks, numbers, pace, against, resumes);
                }
            };
        } catch (PatternSyntaxException wrong) {
            throw new IllegalArgumentException("--rows needs a regular expression, but '" + value + "' is none", wrong);
        }
    }

    /** The folder of its modules. */
    private static Path built(String checkout) {
        Path modules = Path.of(checkout).resolve("comparison");
        if (!Files.isDirectory(modules.resolve("own/target/libraries"))) {
            throw new IllegalArgumentException("--against needs a checkout of Evenkeel whose comparison is built, but "
                    + checkout + " is none: call its comparison/run once, as with --rows nothing");
        }
        return modules;
    }

    private static int positive(String value) {
        if (!value.matches("[1-9][0-9]{0,3}")) {
            throw new IllegalArgumentException("A whole number from 1 is needed, but got '" + value + "'");
        }
        return Integer.parseInt(value);
    }

    /**
     * Evenkeel on the older JDK takes part once: in the first fork, and of a quick run with the first number of threads. Where two
     * builds are compared, nobody else takes part.
     */
    boolean includes(Participant participant, int fork, int threadCount) {
        return switch (participant) {
            case EVENKEEL -> true;
            case EVENKEEL_OTHER -> against.isPresent();
            case EVENKEEL_17 -> against.isEmpty() && fork == 0 && (!pace.isQuick() || threadCount == threads.get(0));
            default -> against.isEmpty();
        };
    }

    /** What must be the same for results to belong together. */
    String words() {
        return String.join(
                " ",
                "rows " + rows,
                "rounds " + rounds,
                "forks " + forks,
                "threads " + threads,
                pace.toString(),
                "against " + against);
    }

    boolean wants(String row) {
        return rows.matcher(row).find();
    }
}
