package dev.evenkeel.cli.command;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.cli.display.Answer;
import dev.evenkeel.cli.display.Console;
import dev.evenkeel.cli.display.UsageException;
import dev.evenkeel.cli.model.ModelFileArgument;
import dev.evenkeel.cli.option.Limits;
import dev.evenkeel.inference.Sampling;
import dev.evenkeel.inference.TokenGenerator;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.model.Model;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code evenkeel generate}. */
@Command(
        name = "generate",
        sortOptions = false,
        header = "Continues a text by a language model that was trained on one.",
        synopsisHeading = "%nUsage: ",
        optionListHeading = "%n",
        footer = {
            "",
            "The text is printed as it is drawn, character by character, behind the prompt. The same seed gives the same",
            "text.",
            "",
            "Examples:",
            "  evenkeel generate run-tinyshakespeare-seed1 --prompt \"ROMEO:\" --length 500",
            "  evenkeel generate run-tinyshakespeare-seed1 --temperature 0.8 --top-k 10 --seed 7"
        })
final class GenerateCommand extends Action {
    private static final int MAX_LISTED = 100;

    @Mixin
    private final ModelFileArgument file = new ModelFileArgument();

    @Option(
            names = "--prompt",
            paramLabel = "TEXT",
            description =
                    "What the text begins with; a line break by default. Only characters that the model was trained on.")
    private Optional<String> prompt = Optional.empty();

    @Option(names = "--length", paramLabel = "N", description = "How many characters to draw; 500 by default.")
    private int length = 500;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            description =
                    "Below 1 for likelier characters, above 1 for more surprising ones, 0 for always the likeliest; 1 by "
                            + "default.")
    private double temperature = 1;

    @Option(
            names = "--top-k",
            paramLabel = "K",
            description = "Draw among the K likeliest characters alone; among all by default.")
    private Optional<Integer> topK = Optional.empty();

    @Option(names = "--seed", paramLabel = "N", description = "What the random numbers come from; 1 by default.")
    private long seed = 1;

    GenerateCommand(Console console) {
        super(console);
    }

    @Override
    public Answer answer() {
        Limits.atLeastOne("--length", length);
        Limits.notNegative("--temperature", temperature);
        topK.ifPresent(count -> Limits.atLeastOne("--top-k", count));
        Model model = file.read(console());
        List<String> tokens = model.output().labels();
        if (tokens.size() != model.network().output().channels()
                || model.network().output().rank() != 2
                || model.network().input().channels() != 1) {
            throw new EvenkeelException("generate continues texts, but " + file.file()
                    + " is no language model: train one with --data FILE.txt");
        }
        String beginning = prompt.orElse(tokens.contains("\n") ? "\n" : tokens.get(0));
        int[] numbers = numbers(beginning, tokens);
        StringBuilder text = new StringBuilder(beginning);
        PrintStream out = isForPrograms()
                ? new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)
                : console().data();
        out.print(prompt.orElse(""));
        Sampling sampling = new Sampling(temperature, topK.orElse(0));
        try (TokenGenerator generator = new TokenGenerator(model.freeze(), numbers, sampling, seed)) {
            for (int drawn = 0; drawn < length; drawn++) {
                String token = tokens.get(generator.next());
                text.append(token);
                out.print(token);
                out.flush();
            }
        }
        out.println();
        out.flush();
        JsonObject json = JsonObject.of()
                .with("command", "generate")
                .with("model", file.file().toString())
                .with("seed", seed)
                .with("temperature", temperature)
                .with("length", length)
                .with("text", text.toString());
        return new Answer("", json);
    }

    /** Those that show, as far as a person would read. */
    private static String listed(List<String> tokens) {
        String all = String.join("", tokens).replaceAll("\\s", "");
        int count = all.codePointCount(0, all.length());
        return count <= MAX_LISTED
                ? all
                : all.substring(0, all.offsetByCodePoints(0, MAX_LISTED)) + " and " + (count - MAX_LISTED) + " more";
    }

    private static int[] numbers(String text, List<String> tokens) {
        if (text.isEmpty()) {
            throw new UsageException("--prompt needs a character or more, but got none: leave it out to begin anew");
        }
        return text.codePoints()
                .map(character -> {
                    int number = tokens.indexOf(Character.toString(character));
                    if (number < 0) {
                        throw new UsageException(String.format(
                                Locale.ROOT,
                                "--prompt has '%s' (U+%04X), which is not among the %d characters that the model was"
                                        + " trained on: %s",
                                Character.toString(character),
                                character,
                                tokens.size(),
                                listed(tokens)));
                    }
                    return number;
                })
                .toArray();
    }
}
