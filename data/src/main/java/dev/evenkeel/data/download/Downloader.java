package dev.evenkeel.data.download;

import dev.evenkeel.EvenkeelException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Fetches files over HTTP into a folder.
 *
 * <p>The bytes gather in {@code NAME.part}. A download that breaks off leaves it, and the next one asks only for the
 * rest (a server without ranges sends all again). The file gets its name, in one move, only when its SHA-256 is right.
 */
public final class Downloader {
    private static final int TIMEOUT_MILLIS = 30_000;
    private static final int MAX_REDIRECTS = 5;
    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int RANGE_NOT_SATISFIABLE = 416;

    private final Progress progress;

    public Downloader(Progress progress) {
        this.progress = progress;
    }

    /**
     * The file in {@code folder}: as it is, if it is already there with the right SHA-256, else fetched.
     *
     * @throws EvenkeelException if the server cannot be reached or refuses, the answer breaks off, or the file is not
     *     the one that was wanted
     */
    public Path fetch(RemoteFile file, Path folder) {
        Path wanted = folder.resolve(file.name());
        try {
            Files.createDirectories(folder);
            if (Files.exists(wanted) && Sha256.of(wanted).equals(file.sha256())) {
                return wanted;
            }
            synchronized (Downloader.class) {
                fetchAlone(file, folder, wanted);
            }
            return wanted;
        } catch (IOException failed) {
            throw new EvenkeelException(
                    file.address() + " could not be downloaded to " + wanted + ": " + reason(failed)
                            + ". Try again: what is there is kept",
                    failed);
        }
    }

    /** One process at a time, so that two of them do not write into one part. */
    private void fetchAlone(RemoteFile file, Path folder, Path wanted) throws IOException {
        try (FileChannel channel = FileChannel.open(
                        folder.resolve(file.name() + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (lock.isValid() && !(Files.exists(wanted) && Sha256.of(wanted).equals(file.sha256()))) {
                fetch(file, wanted, folder.resolve(file.name() + ".part"));
            }
        }
    }

    private void fetch(RemoteFile file, Path wanted, Path part) throws IOException {
        long kept = Files.exists(part) ? Files.size(part) : 0;
        if (kept > 0 && Sha256.of(part).equals(file.sha256())) {
            move(part, wanted);
            return;
        }
        if (!receive(file, part, kept)) {
            Files.delete(part);
            receive(file, part, 0);
        }
        String sha256 = Sha256.of(part);
        if (!sha256.equals(file.sha256())) {
            Files.delete(part);
            throw new EvenkeelException(
                    file.address() + " is not the file that is wanted: its SHA-256 is " + sha256 + ", but "
                            + file.sha256() + " is needed. Nothing was kept; if it stays so, get the file elsewhere");
        }
        move(part, wanted);
    }

    /** Receives all from byte {@code from} on; {@code false} if the server has nothing there, so that it must start anew. */
    private boolean receive(RemoteFile file, Path part, long from) throws IOException {
        HttpURLConnection connection = ask(file, from);
        try {
            int status = connection.getResponseCode();
            if (from > 0 && (status == RANGE_NOT_SATISFIABLE || status == PARTIAL && !startsAt(connection, from))) {
                return false;
            }
            if (status != OK && status != PARTIAL) {
                throw new EvenkeelException(file.address() + " could not be downloaded: the server answered " + status);
            }
            long start = status == PARTIAL ? from : 0;
            long length = connection.getContentLengthLong();
            try (InputStream body = connection.getInputStream()) {
                copy(file, body, part, start, length < 0 ? -1 : start + length);
            }
            return true;
        } finally {
            connection.disconnect();
        }
    }

    /** Follows redirects itself, since the platform's own do not change from HTTP to HTTPS. */
    private static HttpURLConnection ask(RemoteFile file, long from) throws IOException {
        URI address = file.address();
        for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
            if (!(address.toURL().openConnection() instanceof HttpURLConnection connection)) {
                throw new EvenkeelException(address + " is no HTTP address");
            }
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            connection.setInstanceFollowRedirects(false);
            connection.setRequestProperty("Accept-Encoding", "identity");
            if (from > 0) {
                connection.setRequestProperty("Range", "bytes=" + from + "-");
            }
            String next = connection.getHeaderField("Location");
            if (connection.getResponseCode() / 100 != 3 || next == null) {
                return connection;
            }
            connection.disconnect();
            address = resolve(address, next);
        }
        throw new EvenkeelException(file.address() + " could not be downloaded: it leads through more than "
                + MAX_REDIRECTS + " redirects");
    }

    private static URI resolve(URI address, String next) throws IOException {
        try {
            return address.resolve(next);
        } catch (IllegalArgumentException malformed) {
            throw new IOException("the server leads to '" + next + "', which is no address", malformed);
        }
    }

    private static boolean startsAt(HttpURLConnection connection, long from) {
        String range = connection.getHeaderField("Content-Range");
        return range != null && range.startsWith("bytes " + from + "-");
    }

    private void copy(RemoteFile file, InputStream body, Path part, long start, long total) throws IOException {
        long received = start;
        try (OutputStream out = Files.newOutputStream(
                part,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                start > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING)) {
            byte[] buffer = new byte[1 << 16];
            for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
                out.write(buffer, 0, count);
                received += count;
                progress.received(file.name(), received, total);
            }
        }
        if (total >= 0 && received < total) {
            throw new IOException("it broke off after " + received + " of " + total + " bytes");
        }
    }

    private static void move(Path part, Path wanted) throws IOException {
        try {
            Files.move(part, wanted, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException elsewhere) {
            Files.move(part, wanted, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static String reason(IOException failed) {
        return failed.getMessage() == null ? failed.getClass().getSimpleName() : failed.getMessage();
    }
}
