package dev.evenkeel.spark.spill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowStoreTest {
    @TempDir
    private Path folder;

    private ScratchFolder scratch() {
        return in(folder);
    }

    private static ScratchFolder in(Path folder) {
        return new ScratchFolder() {
            @Override
            public Path newFile() {
                return folder.resolve("rows");
            }

            @Override
            public String place() {
                return folder.toString();
            }
        };
    }

    private static float[][] rows(int count, int width) {
        Random random = new Random(count * 31L + width);
        float[][] rows = new float[count][width];
        for (float[] row : rows) {
            for (int index = 0; index < width; index++) {
                row[index] = Float.intBitsToFloat(random.nextInt());
            }
        }
        return rows;
    }

    private static void assertBits(RowStore store, float[] row, int number) {
        float[] read = new float[row.length + 2];
        store.read(number, read, 1);
        for (int index = 0; index < row.length; index++) {
            assertThat(Float.floatToRawIntBits(read[index + 1]))
                    .as("value %d of row %d", index, number)
                    .isEqualTo(Float.floatToRawIntBits(row[index]));
        }
        assertThat(read[0]).isZero();
        assertThat(read[row.length + 1]).isZero();
    }

    /** Limits within a row, at a row, between blocks; rows wider than what is written at once. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 0, 1",
        "1000, 3, 0, 1000",
        "1000, 3, 11, 1000",
        "1000, 3, 12, 999",
        "1000, 3, 6000, 500",
        "1000, 3, 1000000, 0",
        "40, 40000, 5000000, 9",
        "5, 70000, 300000, 4",
        "3, 1100000, 9000000, 1"
    })
    void whatIsReadHasTheBitsThatWereAddedWhereverItLies(int count, int width, long bytes, long spilled) {
        float[][] rows = rows(count, width);
        try (RowStore store = new RowStore(width, bytes, scratch())) {
            for (float[] row : rows) {
                store.add(row);
            }
            assertThat(store.size()).isEqualTo(count);
            assertThat(store.spilled()).isEqualTo(spilled);
            for (int number = count - 1; number >= 0; number--) {
                assertBits(store, rows[number], number);
            }
        }
    }

    @Test
    void rowsAreReadByManyThreads() throws Exception {
        float[][] rows = rows(5000, 7);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (RowStore store = new RowStore(7, 28 * 2500, scratch())) {
            for (float[] row : rows) {
                store.add(row);
            }
            List<Future<Integer>> reads = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                Random random = new Random(thread);
                Callable<Integer> reader = () -> {
                    float[] read = new float[7];
                    int wrong = 0;
                    for (int time = 0; time < 20_000; time++) {
                        int row = random.nextInt(rows.length);
                        store.read(row, read, 0);
                        for (int index = 0; index < 7; index++) {
                            wrong += Float.floatToRawIntBits(read[index]) == Float.floatToRawIntBits(rows[row][index])
                                    ? 0
                                    : 1;
                        }
                    }
                    return wrong;
                };
                reads.add(threads.submit(reader));
            }
            for (Future<Integer> read : reads) {
                assertThat(read.get()).isZero();
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void theFileHasNoNameWhileItIsUsedSoNothingLeavesIt() throws IOException {
        try (RowStore store = new RowStore(4, 0, scratch())) {
            store.add(new float[] {1, 2, 3, 4});
            assertThat(store.spilled()).isOne();
            assertThat(folder).isEmptyDirectory();
            assertBits(store, new float[] {1, 2, 3, 4}, 0);
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamedWithWhatToDo() throws IOException {
        Path noFolder = Files.createFile(folder.resolve("disk"));
        try (RowStore store = new RowStore(4, 16, in(noFolder))) {
            store.add(new float[4]);
            assertThatThrownBy(() -> store.add(new float[4]))
                    .isInstanceOf(EvenkeelException.class)
                    .hasMessageStartingWith(
                            "Rows do not fit into the memory that is for them, and no file for the others can"
                                    + " be made in " + noFolder)
                    .hasMessageContaining("let spark.local.dir name folders that can be written")
                    .hasMessageContaining("spark.executor.memory, or spark.evenkeel.rows.memory");
        }
    }

    @Test
    void memoryIsAShareOfWhatSparkLeavesToItsUsers() {
        assertThat(RowMemory.byDefault(4396L << 20, 0.6, 2)).isBetween(409L << 20, 410L << 20);
        assertThat(RowMemory.byDefault(200L << 20, 0.6, 1)).isZero();
        SparkConf conf = new SparkConf(false).set("spark.executor.cores", "5");
        assertThat(RowMemory.cores(conf)).isEqualTo(5);
        assertThat(RowMemory.cores(conf.setMaster("spark://host:7077"))).isEqualTo(5);
        assertThat(RowMemory.cores(conf.setMaster("local[3, 3]"))).isEqualTo(3);
        assertThat(RowMemory.cores(conf.setMaster("local[12]"))).isEqualTo(12);
        assertThat(RowMemory.cores(conf.setMaster("local"))).isEqualTo(1);
    }
}
