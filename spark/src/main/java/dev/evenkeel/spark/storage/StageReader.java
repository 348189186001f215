package dev.evenkeel.spark.storage;

import dev.evenkeel.EvenkeelException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.MLReader;

/**
 * Reads what {@link StageWriter} wrote.
 *
 * @param <T> the stage
 */
public final class StageReader<T extends Params> extends MLReader<T> {
    /** Makes a stage of what lies in its folder. */
    @FunctionalInterface
    public interface Making<T> {
        T stage(String uid, Folder folder);
    }

    /** The files of a stage. */
    public record Folder(Storage storage, Path path) {
        /** @throws EvenkeelException if there is no such file */
        public byte[] read(String name) {
            return storage.read(new Path(path, name));
        }
    }

    private final Class<T> type;
    private final Making<T> making;

    public StageReader(Class<T> type, Making<T> making) {
        this.type = type;
        this.making = making;
    }

    /** Whether a folder holds a saved stage of this type, rather than another or none. */
    public static boolean holds(Storage storage, Path folder, Class<? extends Params> type) {
        return StoredParameters.isThere(storage, folder)
                && StoredParameters.className(storage, folder).equals(type.getName());
    }

    /** @throws EvenkeelException if there is nothing of the kind, or it is damaged */
    @Override
    public T load(String path) {
        Storage storage = Storage.of(sparkSession());
        Path folder = new Path(path);
        StoredParameters stored = StoredParameters.read(storage, folder, type.getName());
        T stage = making.stage(stored.uid(), new Folder(storage, folder));
        stored.copyTo(stage);
        return stage;
    }
}
