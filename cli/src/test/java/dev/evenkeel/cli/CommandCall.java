package dev.evenkeel.cli;

import dev.evenkeel.cli.command.CommandRunner;
import dev.evenkeel.cli.display.Console;
import dev.evenkeel.cli.training.Interruption;
import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;

/** One call of the command in this process: what it printed and its exit code. */
public record CommandCall(int code, String out, String err) {
    public static CommandCall of(Object... arguments) {
        return of(Interruption.never(), arguments);
    }

    public static CommandCall of(Interruption interruption, Object... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(stream(out), stream(err), Console.Display.LINES, Console.ANY_COLUMNS);
        String[] words = Stream.of(arguments).map(Object::toString).toArray(String[]::new);
        int code = CommandRunner.run(console, interruption, words);
        return new CommandCall(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** The last line of standard output. */
    public JsonObject json() {
        String[] lines = out.strip().split("\n");
        return Json.parse(lines[lines.length - 1]).asObject();
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    /** A table of two classes that a line parts, and a category that tells nothing. */
    public static String flowers(int rows) {
        StringBuilder text = new StringBuilder("length,width,colour,species\n");
        for (int row = 0; row < rows; row++) {
            boolean large = row % 2 == 0;
            double length = (large ? 5 : 2) + (row * 7 % 10) / 10.0;
            double width = (large ? 3 : 1) + (row * 3 % 10) / 10.0;
            text.append(String.format(
                    java.util.Locale.ROOT,
                    "%.2f,%.2f,%s,%s%n",
                    length,
                    width,
                    row % 3 == 0 ? "red" : "blue",
                    large ? "iris" : "\"daisy, common\""));
        }
        return text.toString();
    }

    /** A table whose last column is a sum of the others. */
    public static String sums(int rows) {
        StringBuilder text = new StringBuilder("a,b,sum\n");
        for (int row = 0; row < rows; row++) {
            int a = row * 37 % 101;
            int b = row * 53 % 89;
            text.append(a)
                    .append(',')
                    .append(b)
                    .append(',')
                    .append(1000 + 10 * a + 5 * b)
                    .append('\n');
        }
        return text.toString();
    }

    /** Records of CIFAR-10: noise that is the brighter the higher the class. */
    public static byte[] images(int records) {
        Random random = new Random(1);
        ByteBuffer bytes = ByteBuffer.allocate(records * (1 + 3 * 32 * 32));
        for (int record = 0; record < records; record++) {
            bytes.put((byte) (record % 10));
            for (int value = 0; value < 3 * 32 * 32; value++) {
                bytes.put((byte) (record % 10 * 20 + random.nextInt(20)));
            }
        }
        return bytes.array();
    }

    public static Path write(Path file, String text) throws java.io.IOException {
        return java.nio.file.Files.writeString(file, text.replace("\r\n", "\n"));
    }
}
