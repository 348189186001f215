package dev.evenkeel.data.image;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.file.PlainOrGzip;
import dev.evenkeel.data.split.DataSplit;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.tensor.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads CIFAR-10 (Krizhevsky, 2009) in its binary version: records of a class and 32 x 32 values of red, of green and of
 * blue, one byte each, as images {@code [32, 32, 3]}. Files are gzipped or plain.
 *
 * <p>The files are not trusted: each error names the file and what is wrong with it.
 */
public final class Cifar {
    /** What the classes mean, in order. */
    public static final List<String> LABELS =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    static final Shape SHAPE = Shape.of(32, 32, 3);

    private static final String BATCHES = "cifar-10-batches-bin";
    private static final List<String> TRAINING =
            List.of("data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin");
    private static final String TEST = "test_batch.bin";
    private static final List<String> FILES =
            Stream.concat(TRAINING.stream(), Stream.of(TEST)).toList();
    private static final List<String> ENDINGS = List.of("", ".gz");
    private static final Target.Classes CLASSES = Target.classes(LABELS);

    private Cifar() {}

    /**
     * The six files of a folder under their usual names, {@code data_batch_1.bin} to {@code data_batch_5.bin} and
     * {@code test_batch.bin}, each also with {@code .gz}: in the folder itself, or in {@code cifar-10-batches-bin}
     * there.
     *
     * @param name for messages and provenance
     * @throws EvenkeelException if a file is missing or damaged
     */
    public static DataSplit folder(Path folder, String name) {
        Path holder = holder(folder).orElse(folder);
        Map<String, CifarRecords> records = new HashMap<>();
        for (String file : FILES) {
            Path found = find(holder, file)
                    .orElseThrow(() -> new EvenkeelException(
                            holder + " has no " + file + " (or .gz): CIFAR-10 has the files data_batch_1.bin to "
                                    + "data_batch_5.bin and test_batch.bin"));
            records.put(file, records(found));
        }
        return split(name, records);
    }

    /**
     * The six files out of the archive that is published, {@code cifar-10-binary.tar.gz}, without unpacking it to disk.
     *
     * @param name for messages and provenance
     * @throws EvenkeelException if the archive is damaged or lacks one of them
     */
    public static DataSplit archive(Path archive, String name) {
        Map<String, CifarRecords> records = PlainOrGzip.read(archive, in -> {
            Map<String, CifarRecords> found = new HashMap<>();
            TarArchive.forEachFile(archive, in, (entry, content) -> {
                for (String file : FILES) {
                    if (entry.equals(BATCHES + "/" + file)) {
                        found.put(file, CifarRecords.read(archive + ", " + entry, content));
                    }
                }
            });
            return found;
        });
        for (String file : FILES) {
            if (!records.containsKey(file)) {
                throw new EvenkeelException(archive + " holds no " + BATCHES + "/" + file + ": get it again");
            }
        }
        return split(name, records);
    }

    /**
     * All images of one file.
     *
     * @throws EvenkeelException if the file is missing or damaged
     */
    public static ImageDataset file(Path file, String name) {
        return dataset(name, List.of(records(file)));
    }

    /** Whether a folder holds at least one of the usual files, where {@link #folder} looks for them. */
    public static boolean isFolder(Path folder) {
        return holder(folder).isPresent();
    }

    /** Whether the ending of a file is one of such records: {@code .bin} or {@code .bin.gz}. */
    public static boolean isFile(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return ENDINGS.stream().anyMatch(ending -> name.endsWith(".bin" + ending));
    }

    private static Optional<Path> holder(Path folder) {
        return Stream.of(folder, folder.resolve(BATCHES))
                .filter(candidate ->
                        FILES.stream().anyMatch(file -> find(candidate, file).isPresent()))
                .findFirst();
    }

    private static Optional<Path> find(Path folder, String file) {
        return ENDINGS.stream()
                .map(ending -> folder.resolve(file + ending))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static CifarRecords records(Path file) {
        return PlainOrGzip.read(file, in -> CifarRecords.read(file.toString(), in));
    }

    private static DataSplit split(String name, Map<String, CifarRecords> records) {
        List<CifarRecords> training = new ArrayList<>();
        TRAINING.forEach(file -> training.add(records.get(file)));
        return new DataSplit(
                dataset(name + " (training)", training), dataset(name + " (test)", List.of(records.get(TEST))));
    }

    private static ImageDataset dataset(String name, List<CifarRecords> parts) {
        CifarRecords all = CifarRecords.joined(parts);
        return new ImageDataset(name, SHAPE, CLASSES, all.values(), all.classes());
    }
}
