package dev.evenkeel.spark.worker;

import dev.evenkeel.EvenkeelException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * Copies of the checkpoints of a run in a folder that every executor reaches, as on HDFS, an object store, or a disk that all share. A copy
 * counts once it is whole; the one before it is then deleted.
 */
public final class CheckpointStore implements Serializable {
    private static final long serialVersionUID = 1;
    private static final Pattern NAME = Pattern.compile("checkpoint-(\\d{1,18})[.]safetensors");

    private final String folder;

    /** @param folder as Hadoop's file systems name it: {@code hdfs://...}, {@code s3a://...}, {@code file:///...} or a path */
    public CheckpointStore(String folder) {
        this.folder = folder;
    }

    /** Copies the latest checkpoint, if there is one, to a file of this machine. */
    public boolean fetch(java.nio.file.Path to) {
        try {
            FileSystem files = fileSystem();
            Optional<Path> latest = latest(files);
            if (latest.isPresent()) {
                Files.createDirectories(to.toAbsolutePath().getParent());
                files.copyToLocalFile(false, latest.get(), new Path(to.toUri()), true);
            }
            return latest.isPresent();
        } catch (IOException problem) {
            throw unreachable("read from", problem);
        }
    }

    /** Keeps a copy of a checkpoint instead of the one before. */
    public void keep(java.nio.file.Path checkpoint) {
        try {
            FileSystem files = fileSystem();
            Optional<Path> before = latest(files);
            long number = before.map(CheckpointStore::number).orElse(0L) + 1;
            Path part = new Path(folder, "checkpoint.part");
            files.mkdirs(new Path(folder));
            files.copyFromLocalFile(false, true, new Path(checkpoint.toUri()), part);
            Path whole = new Path(folder, "checkpoint-" + number + ".safetensors");
            if (!files.rename(part, whole)) {
                throw new IOException(part + " could not be renamed to " + whole.getName());
            }
            if (before.isPresent()) {
                files.delete(before.get(), false);
            }
        } catch (IOException problem) {
            throw unreachable("write to", problem);
        }
    }

    /** Deletes what is left of a run that has ended. */
    public void clear() {
        try {
            FileSystem files = fileSystem();
            for (Optional<Path> left = latest(files); left.isPresent(); left = latest(files)) {
                files.delete(left.get(), false);
            }
        } catch (IOException problem) {
            throw unreachable("delete in", problem);
        }
    }

    private FileSystem fileSystem() throws IOException {
        return new Path(folder)
                .getFileSystem(
                        SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf()));
    }

    private Optional<Path> latest(FileSystem files) throws IOException {
        Path where = new Path(folder);
        if (!files.exists(where)) {
            return Optional.empty();
        }
        return Arrays.stream(files.listStatus(where))
                .map(FileStatus::getPath)
                .filter(path -> NAME.matcher(path.getName()).matches())
                .max(Comparator.comparingLong(CheckpointStore::number));
    }

    private static long number(Path checkpoint) {
        Matcher matcher = NAME.matcher(checkpoint.getName());
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
    }

    private EvenkeelException unreachable(String what, IOException problem) {
        return new EvenkeelException(
                "Checkpoints are kept in " + folder + ", but an executor cannot " + what + " it ("
                        + problem.getMessage()
                        + "). Give checkpointDir a folder that all executors reach and may write to",
                problem);
    }
}
