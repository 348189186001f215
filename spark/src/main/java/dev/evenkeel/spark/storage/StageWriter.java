package dev.evenkeel.spark.storage;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.MLWriter;

/** Writes a stage of a pipeline: its parameters, as Spark keeps them, and files beside them. */
public final class StageWriter extends MLWriter {
    private final Params stage;
    private final Map<String, byte[]> files;

    /** @param files by their names */
    public StageWriter(Params stage, Map<String, byte[]> files) {
        this.stage = stage;
        this.files = new LinkedHashMap<>(files);
    }

    @Override
    public void saveImpl(String path) {
        Path folder = new Path(path);
        Storage storage = Storage.of(sparkSession());
        files.forEach((name, content) -> storage.write(new Path(folder, name), content));
        StoredParameters.of(stage, sparkSession().version()).write(storage, folder);
    }
}
