package dev.evenkeel.spark.storage;

import dev.evenkeel.EvenkeelException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** Files by their address, on any file system that Hadoop knows. */
public record Storage(Configuration configuration) {
    /** As a session reaches them. */
    public static Storage of(SparkSession session) {
        return new Storage(session.sparkContext().hadoopConfiguration());
    }

    private FileSystem system(Path path) throws IOException {
        return path.getFileSystem(configuration);
    }

    /** Whether there is such a file or folder. */
    public boolean exists(Path path) {
        try {
            return system(path).exists(path);
        } catch (IOException failed) {
            throw unreadable(path, failed);
        }
    }

    /** Whether it is a folder. */
    public boolean isFolder(Path path) {
        try {
            return exists(path) && system(path).getFileStatus(path).isDirectory();
        } catch (IOException failed) {
            throw unreadable(path, failed);
        }
    }

    /** @throws EvenkeelException if it cannot be read */
    public byte[] read(Path path) {
        try (FSDataInputStream in = system(path).open(path)) {
            return in.readAllBytes();
        } catch (IOException failed) {
            throw unreadable(path, failed);
        }
    }

    /** Writes a file whose folder is made if need be; one that is there is an error. */
    public void write(Path path, byte[] content) {
        try (OutputStream out = system(path).create(path, false)) {
            out.write(content);
        } catch (IOException failed) {
            throw new UncheckedIOException(path + " cannot be written: " + failed.getMessage(), failed);
        }
    }

    /** The files of a folder whose names neither a point nor an underscore begins. */
    public List<Path> files(Path folder) {
        try {
            return Arrays.stream(system(folder).listStatus(folder))
                    .map(FileStatus::getPath)
                    .filter(path ->
                            !path.getName().startsWith(".") && !path.getName().startsWith("_"))
                    .sorted()
                    .toList();
        } catch (IOException failed) {
            throw unreadable(folder, failed);
        }
    }

    /** The path on this machine's own file system, if that is where it lies. */
    public Optional<java.nio.file.Path> local(Path path) {
        try {
            Path whole = system(path).makeQualified(path);
            return "file".equals(whole.toUri().getScheme())
                    ? Optional.of(java.nio.file.Path.of(whole.toUri().getPath()))
                    : Optional.empty();
        } catch (IOException failed) {
            throw unreadable(path, failed);
        }
    }

    private static EvenkeelException unreadable(Path path, IOException failed) {
        return new EvenkeelException(path + " cannot be read: " + failed.getMessage(), failed);
    }
}
