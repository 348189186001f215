package dev.evenkeel.spark.storage;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.model.Model;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.worker.Workers;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;

/**
 * A folder that any worker reaches, which holds the states of trainings while they run, each in a file of its own. Two fits of the
 * same settings and rows at the same time share a file: each state is whole and fits either of them, and once one of them has ended the
 * other keeps its next state anew.
 *
 * @param address on any file system that Hadoop knows
 * @param fit tells the files that are being written by one fit from those of others
 */
public record CheckpointFolder(String address, String fit) implements Serializable {
    private static final Logger LOGGER = System.getLogger(CheckpointFolder.class.getName());
    private static final String HERE = "checkpoint.safetensors";
    private static final String PARTIAL = ".partial";
    private static final byte[] NONE = {};

    /** How often workers look whether they see the same state, which another fit may be replacing. */
    private static final int LOOKS = 3;

    /** For one fit. */
    public static CheckpointFolder at(String address) {
        return new CheckpointFolder(address, UUID.randomUUID().toString());
    }

    /**
     * Sees that states can be kept here, before any work.
     *
     * @throws EvenkeelException if there can be no such folder, or nothing can be written to it
     */
    public void requireUsable(SparkSession session) {
        Path folder = new Path(address);
        try {
            FileSystem system = folder.getFileSystem(Storage.of(session).configuration());
            Path trial = new Path(folder, "." + fit + PARTIAL);
            system.mkdirs(folder);
            system.create(trial, true).close();
            system.delete(trial, false);
        } catch (IOException | RuntimeException failed) {
            throw new EvenkeelException(
                    "checkpointDir needs a folder that can be written, but " + address + " is none ("
                            + failed.getMessage()
                            + "). Give a folder on a file system that Spark knows, as hdfs:///runs or file:///runs",
                    failed);
        }
    }

    /**
     * Trains, and goes on from the state in the folder if there is one: to the same bits as if nothing had come between. The state is
     * kept there by the first worker after each epoch and every 30 seconds, and stays until {@link #clear}.
     *
     * @throws EvenkeelException as {@link Trainer#fit}, and if there is a state of the same rows in another order, or of
     *     another number of workers
     */
    public Model train(Trainer trainer, Dataset data, Workers workers, CheckpointName name) {
        try {
            java.nio.file.Path scratch = Files.createTempDirectory("evenkeel");
            java.nio.file.Path here = scratch.resolve(HERE);
            try {
                return train(trainer.checkpoints(scratch), data, workers, new Copies(here, name));
            } finally {
                Files.deleteIfExists(here);
                Files.deleteIfExists(scratch);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(
                    address + " cannot keep the state of training: " + failed.getMessage(), failed);
        }
    }

    private Model train(Trainer trainer, Dataset data, Workers workers, Copies copies) throws IOException {
        Trainer kept = trainer.onCheckpoint(file -> copies.write());
        byte[] state = agreed(copies, workers);
        if (state.length > 0) {
            Files.write(copies.here, state);
            kept = kept.resume();
        } else if (workers.rank() == 0) {
            copies.requireNoOtherOrder();
        }
        try {
            return kept.fit(data);
        } catch (EvenkeelException problem) {
            throw copies.named(problem);
        }
    }

    /** Workers that went on from different states would learn something that belongs to none of them. */
    private byte[] agreed(Copies copies, Workers workers) {
        int other = 0;
        for (int look = 0; look < LOOKS; look++) {
            byte[] state = copies.read();
            other = othersThanFirst(state, workers);
            if (other == 0) {
                return state;
            }
        }
        throw new EvenkeelException("Worker " + other + " finds another state of the training in " + address
                + " than worker 0: it is not the same folder at all executors. Give checkpointDir a folder that all"
                + " share, as on HDFS or an object store");
    }

    /** The first worker that sees another state than worker 0; 0 if all see the same. */
    private static int othersThanFirst(byte[] state, Workers workers) {
        double[] seen = new double[2 * workers.count()];
        workers.gather(new double[] {state.length, Arrays.hashCode(state)}, seen);
        return IntStream.range(1, workers.count())
                .filter(worker -> seen[2 * worker] != seen[0] || seen[2 * worker + 1] != seen[1])
                .findFirst()
                .orElse(0);
    }

    /** Deletes the state of a training that has ended, and what this fit left half written. What fails is logged: the model is there. */
    public void clear(SparkSession session, String state) {
        Path folder = new Path(address);
        Storage storage = Storage.of(session);
        try {
            FileSystem system = folder.getFileSystem(storage.configuration());
            for (Path file : storage.files(folder)) {
                String name = file.getName();
                if (name.equals(state) || name.contains(fit) && name.endsWith(PARTIAL)) {
                    system.delete(file, false);
                }
            }
        } catch (IOException | EvenkeelException failed) {
            LOGGER.log(Level.WARNING, address + ": the state of a training that has ended cannot be deleted", failed);
        }
    }

    /**
     * A worker's own copy of the state, and that in the folder. On a machine's own disk without Hadoop's files of checksums, which would
     * not take a state's place in the same instant.
     */
    private final class Copies {
        private final java.nio.file.Path here;
        private final CheckpointName name;
        private final Path there;
        private final Storage storage;
        private final FileSystem system;

        Copies(java.nio.file.Path here, CheckpointName name) throws IOException {
            this.here = here;
            this.name = name;
            there = new Path(address, name.file());
            storage = new Storage(
                    SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf()));
            FileSystem found = there.getFileSystem(storage.configuration());
            system = found instanceof ChecksumFileSystem checked ? checked.getRawFileSystem() : found;
        }

        /** Nothing if there is none. */
        byte[] read() {
            try (InputStream in = system.open(there)) {
                return in.readAllBytes();
            } catch (FileNotFoundException none) {
                return NONE;
            } catch (IOException failed) {
                throw new EvenkeelException(there + " cannot be read: " + failed.getMessage(), failed);
            }
        }

        /** In its place there is the old or the new one at any time. */
        void write() {
            try {
                Path partial = there.suffix("." + fit + "-" + TaskContext.get().taskAttemptId() + PARTIAL);
                try (OutputStream out = system.create(partial, true)) {
                    out.write(Files.readAllBytes(here));
                }
                replace(partial);
            } catch (IOException failed) {
                throw new UncheckedIOException(there + " cannot be written: " + failed.getMessage(), failed);
            }
        }

        /** On a machine's own disk Hadoop would delete the old one first. */
        private void replace(Path partial) throws IOException {
            Optional<java.nio.file.Path> own = storage.local(there);
            if (own.isPresent()) {
                Files.move(storage.local(partial).orElseThrow(), own.get(), StandardCopyOption.ATOMIC_MOVE);
            } else {
                FileContext.getFileContext(there.toUri(), system.getConf())
                        .rename(partial, there, Options.Rename.OVERWRITE);
            }
        }

        void requireNoOtherOrder() {
            Path folder = new Path(address);
            List<Path> states = storage.exists(folder) ? storage.files(folder) : List.of();
            states.stream()
                    .filter(state -> name.isInAnotherOrder(state.getName()))
                    .findFirst()
                    .ifPresent(state -> {
                        throw new EvenkeelException(
                                state + " is the state of this training with the same rows in another"
                                        + " order, so training cannot go on from it. Sort the DataFrame by columns that tell rows"
                                        + " apart, so that they always come in one order; to train anew, delete that file");
                    });
        }

        /** Says the address of the state in the folder instead of that of the copy, which is of use to nobody. */
        EvenkeelException named(EvenkeelException problem) {
            String message = String.valueOf(problem.getMessage());
            return message.contains(here.toString())
                    ? new EvenkeelException(message.replace(here.toString(), there.toString()), problem)
                    : problem;
        }
    }
}
