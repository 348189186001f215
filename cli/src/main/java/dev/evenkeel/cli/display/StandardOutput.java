package dev.evenkeel.cli.display;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Standard output that tells when it cannot be written. A {@link PrintStream} keeps such news to itself, so the first
 * failure leaves here as an {@link OutputException}, which ends the command; what follows is dropped.
 */
final class StandardOutput extends OutputStream {
    private static final String DEVICE = "/proc/self/fd/1";

    private final OutputStream target;
    private final Path device;
    private Optional<OutputException> failure = Optional.empty();

    /** @param device a link to what is written to, where the system has one */
    private StandardOutput(OutputStream target, Path device) {
        this.target = target;
        this.device = device;
    }

    /** That of this process. */
    static StandardOutput ofProcess() {
        return new StandardOutput(new FileOutputStream(FileDescriptor.out), Path.of(DEVICE));
    }

    /** A stream of the caller's. */
    static StandardOutput to(PrintStream stream) {
        return new StandardOutput(new Checked(stream), Path.of(""));
    }

    /** Why not all was written, if so. */
    Optional<OutputException> failure() {
        return failure;
    }

    @Override
    public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        attempt(() -> target.write(bytes, offset, length));
    }

    @Override
    public void flush() {
        attempt(target::flush);
    }

    private interface Attempt {
        void run() throws IOException;
    }

    private void attempt(Attempt attempt) {
        if (failure.isPresent()) {
            return;
        }
        try {
            attempt.run();
        } catch (IOException failed) {
            OutputException told = isReaderGone(failed)
                    ? OutputException.readerGone()
                    : OutputException.failed(String.valueOf(failed.getMessage()));
            failure = Optional.of(told);
            throw told;
        }
    }

    /** A pipe fails only when nobody reads it; where the system does not say what the output is, its words tell. */
    private boolean isReaderGone(IOException failed) {
        try {
            if (Files.isSymbolicLink(device)) {
                String name = Files.readSymbolicLink(device).toString();
                return name.startsWith("pipe:") || name.startsWith("socket:");
            }
        } catch (IOException | UnsupportedOperationException unknown) {
            // Its words tell.
        }
        String words = String.valueOf(failed.getMessage());
        return words.contains("Broken pipe") || words.contains("pipe is being closed");
    }

    /** Asks the stream after each of our writes whether it went well. */
    private static final class Checked extends OutputStream {
        private final PrintStream stream;

        Checked(PrintStream stream) {
            this.stream = stream;
        }

        @Override
        public void write(int value) throws IOException {
            stream.write(value);
            check();
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            stream.write(bytes, offset, length);
            check();
        }

        @Override
        public void flush() throws IOException {
            stream.flush();
            check();
        }

        private void check() throws IOException {
            if (stream.checkError()) {
                throw new IOException("its stream failed");
            }
        }
    }
}
