package dev.evenkeel.spark.spill;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.DiskBlockManager;

/** Where files are made that are needed for a while. */
interface ScratchFolder {
    /** The path of a file that is not there yet. */
    Path newFile() throws IOException;

    /** Where files are made, for messages. */
    String place();

    /** The local directories of this executor, which Spark removes with all that is in them. */
    static ScratchFolder ofSpark() {
        return new ScratchFolder() {
            private DiskBlockManager disks() {
                return SparkEnv.get().blockManager().diskBlockManager();
            }

            @Override
            public Path newFile() {
                return disks().createTempLocalBlock()._2().toPath();
            }

            @Override
            public String place() {
                return String.join(
                        ", ",
                        Arrays.stream(disks().localDirs()).map(String::valueOf).toList());
            }
        };
    }
}
