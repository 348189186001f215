package dev.evenkeel.cli.training;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.Json;
import dev.evenkeel.observe.Observation;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * The observations of a run, one JSON object a line, in the order of their steps. A line is handed to the operating system
 * as a whole before the next step, so a process that is killed leaves at most its last line torn, and that is passed over.
 */
public final class ObservationJournal implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;

    private ObservationJournal(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Goes on with a journal, or begins it.
     *
     * @param step the first one of what follows: what is there from it on is dropped
     * @param before takes what is there of earlier steps
     * @throws EvenkeelException if the file is damaged, or cannot be written
     */
    public static ObservationJournal goOn(Path file, long step, Consumer<Observation> before) {
        long kept = scan(file, step, before);
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel.truncate(kept).position(kept);
            return new ObservationJournal(file, channel);
        } catch (IOException failed) {
            throw unwritable(file, failed);
        }
    }

    /**
     * Gives every observation of a journal to {@code reader}; none if there is no file.
     *
     * @throws EvenkeelException if a line that is complete is damaged
     */
    public static void read(Path file, Consumer<Observation> reader) {
        scan(file, Long.MAX_VALUE, reader);
    }

    public void add(Observation observation) {
        ByteBuffer line = StandardCharsets.UTF_8.encode(observation.toJson() + "\n");
        try {
            while (line.hasRemaining()) {
                channel.write(line);
            }
        } catch (IOException failed) {
            throw unwritable(file, failed);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failed) {
            throw unwritable(file, failed);
        }
    }

    /** @return how many bytes hold the observations before {@code step} */
    private static long scan(Path file, long step, Consumer<Observation> reader) {
        long kept = 0;
        int number = 0;
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next != '\n') {
                    line.write(next);
                    continue;
                }
                number++;
                Observation observation = parsed(file, number, line.toString(StandardCharsets.UTF_8));
                if (observation.step() >= step) {
                    return kept;
                }
                reader.accept(observation);
                kept += line.size() + 1;
                line.reset();
            }
        } catch (NoSuchFileException none) {
            return 0;
        } catch (IOException failed) {
            throw new EvenkeelException(file + " cannot be read: " + failed.getMessage(), failed);
        }
        return kept;
    }

    private static Observation parsed(Path file, int number, String line) {
        try {
            return Observation.fromJson(Json.parse(line).asObject());
        } catch (EvenkeelException | IllegalArgumentException damaged) {
            throw new EvenkeelException(
                    file + ", line " + number + ", is not an observation: " + damaged.getMessage()
                            + ". Take an intact copy, or move the file away to do without what was observed",
                    damaged);
        }
    }

    private static EvenkeelException unwritable(Path file, IOException failed) {
        return new EvenkeelException(file + " cannot be written: " + failed.getMessage(), failed);
    }
}
