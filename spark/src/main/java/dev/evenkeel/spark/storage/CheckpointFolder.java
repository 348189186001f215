package dev.evenkeel.spark.storage;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.model.Model;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.worker.Workers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * A folder that any worker reaches, which holds the state of a training while it runs.
 *
 * @param address on any file system that Hadoop knows
 */
public record CheckpointFolder(String address) {
    private static final String FILE = "checkpoint.safetensors";

    /**
     * Trains, and goes on from the state in the folder if there is one: to the same bits as if nothing had come between. The state is
     * kept there by the first worker after each epoch and every 30 seconds, and goes when training is done.
     *
     * @throws dev.evenkeel.EvenkeelException as {@link Trainer#fit}, and if the state is that of another training
     */
    public Model train(Trainer trainer, Dataset data, Workers workers) {
        try {
            java.nio.file.Path scratch = Files.createTempDirectory("evenkeel");
            java.nio.file.Path here = scratch.resolve(FILE);
            try {
                return train(trainer.checkpoints(scratch), data, workers, here);
            } finally {
                Files.deleteIfExists(here);
                Files.deleteIfExists(scratch);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(
                    address + " cannot keep the state of training: " + failed.getMessage(), failed);
        }
    }

    private Model train(Trainer trainer, Dataset data, Workers workers, java.nio.file.Path here) throws IOException {
        Path there = new Path(address, FILE);
        FileSystem system = there.getFileSystem(
                SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf()));
        Trainer kept = trainer.onCheckpoint(file -> copy(file, there, system));
        byte[] state = system.exists(there) ? new Storage(system.getConf()).read(there) : new byte[0];
        requireSame(state, workers);
        if (state.length > 0) {
            Files.write(here, state);
            kept = kept.resume();
        }
        Model model = kept.fit(data);
        if (workers.rank() == 0) {
            system.delete(there, false);
        }
        return model;
    }

    /** Workers that went on from different states would learn something that belongs to none of them. */
    private void requireSame(byte[] state, Workers workers) {
        double[] seen = new double[2 * workers.count()];
        workers.gather(new double[] {state.length, Arrays.hashCode(state)}, seen);
        for (int worker = 1; worker < workers.count(); worker++) {
            if (seen[2 * worker] != seen[0] || seen[2 * worker + 1] != seen[1]) {
                throw new EvenkeelException("Worker " + worker + " finds another state of the training in " + address
                        + " than worker 0: it is not the same folder at all executors. Give checkpointDir a folder that all"
                        + " share, as on HDFS or an object store");
            }
        }
    }

    /** In its place there is the old or the new one at any time. */
    private static void copy(java.nio.file.Path here, Path there, FileSystem system) {
        try {
            Path partial = there.suffix(".partial");
            system.delete(partial, false);
            new Storage(system.getConf()).write(partial, Files.readAllBytes(here));
            FileContext.getFileContext(there.toUri(), system.getConf())
                    .rename(partial, there, Options.Rename.OVERWRITE);
        } catch (IOException failed) {
            throw new UncheckedIOException(there + " cannot be written: " + failed.getMessage(), failed);
        }
    }
}
