package dev.evenkeel.formats.tensorboard;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.formats.protobuf.WireWriter;
import dev.evenkeel.observe.Distribution;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Writes an event file, which TensorBoard finds in the folder it is pointed at, also while it grows: each call appends one
 * whole record. A folder holds the files of one run.
 *
 * <p>Each start and resume opens a file of its own, named so that it is read after those that are there. It begins with the
 * mark of a session's start, upon which TensorBoard forgets what earlier files say of the same step or later ones. Steps of
 * one tag must not go back within a file: TensorBoard takes that for a restart too. What is not finite is left out.
 *
 * <p>Source: the schemas {@code event.proto}, {@code summary.proto} and {@code histogram.proto} of TensorFlow, in records of
 * TFRecord. For one thread at a time.
 */
public final class EventFile implements Closeable {
    private static final Pattern NAME = Pattern.compile("events\\.out\\.tfevents\\.(\\d{1,18})\\..*");
    private static final String VERSION = "brain.Event:2";
    private static final int STARTED = 1;
    private static final double NANOSECONDS = 1e9;

    private final Path path;
    private final OutputStream stream;
    private final InstantSource clock;

    private EventFile(Path path, InstantSource clock) throws IOException {
        this.path = path;
        this.clock = clock;
        this.stream = new FileOutputStream(path.toFile(), true);
    }

    /**
     * The file of a run from its first step on. Missing folders are created.
     *
     * @throws EvenkeelException that begins with the folder's path, if no file can be created there
     */
    public static EventFile start(Path folder) {
        return open(folder, 0, InstantSource.system());
    }

    /**
     * The file of a run that goes on after {@code steps} steps: TensorBoard forgets later ones of its earlier files.
     *
     * @throws EvenkeelException that begins with the folder's path, if no file can be created there
     */
    public static EventFile resume(Path folder, long steps) {
        return open(folder, steps + 1, InstantSource.system());
    }

    static EventFile open(Path folder, long firstStep, InstantSource clock) {
        try {
            EventFile file = new EventFile(create(folder, clock.instant().getEpochSecond()), clock);
            file.append(event -> event.text(3, VERSION));
            file.append(event -> {
                event.whole(2, firstStep);
                event.message(7, session -> session.whole(1, STARTED));
            });
            return file;
        } catch (IOException failed) {
            throw new EvenkeelException(
                    folder + ": no event file can be created: " + failed + ". Choose a folder that may be written",
                    failed);
        }
    }

    /** Where it lies. */
    public Path path() {
        return path;
    }

    /**
     * One number, in 32 bits.
     *
     * @throws EvenkeelException that begins with the file's path, if it cannot be written
     */
    public void scalar(String tag, long step, double value) {
        write(step, EventValues.none().scalar(tag, value));
    }

    /**
     * A distribution.
     *
     * @throws EvenkeelException that begins with the file's path, if it cannot be written
     */
    public void histogram(String tag, long step, Distribution values) {
        write(step, EventValues.none().histogram(tag, values));
    }

    /**
     * What belongs to one step, in one record; none if there are no values.
     *
     * @throws EvenkeelException that begins with the file's path, if it cannot be written
     */
    public void write(long step, EventValues values) {
        if (values.isEmpty()) {
            return;
        }
        try {
            append(event -> {
                event.whole(2, step);
                event.message(5, values::encode);
            });
        } catch (IOException failed) {
            throw new EvenkeelException(
                    path + ": the event file cannot be written: " + failed + ". Check that the disk has room", failed);
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }

    private void append(Consumer<WireWriter> content) throws IOException {
        WireWriter event = new WireWriter();
        event.wideReal(1, seconds());
        content.accept(event);
        stream.write(Records.framed(event));
    }

    private double seconds() {
        var now = clock.instant();
        return now.getEpochSecond() + now.getNano() / NANOSECONDS;
    }

    private static Path create(Path folder, long now) throws IOException {
        Files.createDirectories(folder);
        long second = Math.max(now, latest(folder) + 1);
        while (true) {
            try {
                return Files.createFile(folder.resolve("events.out.tfevents.%010d.evenkeel".formatted(second)));
            } catch (FileAlreadyExistsException taken) {
                second++;
            }
        }
    }

    private static long latest(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> NAME.matcher(String.valueOf(file.getFileName())))
                    .filter(Matcher::matches)
                    .mapToLong(name -> Long.parseLong(name.group(1)))
                    .max()
                    .orElse(0);
        }
    }
}
