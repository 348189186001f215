package dev.evenkeel.data.file;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Gzip members one after another (RFC 1952), up to the last byte. {@link GZIPInputStream} takes whatever does not begin
 * a member for the end, and so loses a member whose header is cut short or damaged; here only zeros may follow.
 */
final class GzipMembers extends GZIPInputStream {
    private static final int TRAILER = 8;

    private final Counted source;
    private long filled;

    private GzipMembers(Counted source, int buffer) throws IOException {
        super(source, buffer);
        this.source = source;
    }

    static GzipMembers of(InputStream in, int buffer) throws IOException {
        return new GzipMembers(new Counted(in), buffer);
    }

    @Override
    protected void fill() throws IOException {
        super.fill();
        filled = source.count;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        int read = super.read(bytes, from, length);
        if (read < 0) {
            requireEnd();
        }
        return read;
    }

    private void requireEnd() throws IOException {
        long end = filled - inf.getRemaining() + TRAILER;
        byte[] rest = new byte[buf.length];
        while (source.behindLast <= end && source.read(rest, 0, rest.length) >= 0) {
            // what matters is counted
        }
        if (source.behindLast > end) {
            throw new ZipException("what follows byte " + end + " is no whole gzip member");
        }
    }

    /** Counts bytes, and where the last one lies that is not zero. */
    private static final class Counted extends FilterInputStream {
        private long count;
        private long behindLast;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = in.read();
            if (read >= 0) {
                count++;
                behindLast = read == 0 ? behindLast : count;
            }
            return read;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int read = in.read(bytes, from, length);
            for (int index = 0; index < read; index++) {
                behindLast = bytes[from + index] == 0 ? behindLast : count + index + 1;
            }
            count += Math.max(0, read);
            return read;
        }

        @Override
        public long skip(long bytes) throws IOException {
            return bytes > 0 && read() >= 0 ? 1 : 0;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
