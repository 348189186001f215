package dev.evenkeel.data.csv;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Formats that are often given where a table is expected, known by how their files begin. */
final class OtherFormat {
    private static final String TO_CSV = ", not a table of text: save it as CSV";
    private static final String IMAGE =
            ", not a table: a folder with a folder of images for each class is given as a whole";

    private static final List<Binary> BINARIES = List.of(
            new Binary("an Excel workbook or another zip file, not text: save it as CSV", 'P', 'K', 3, 4),
            new Binary("an old Excel workbook, not text: save it as CSV", 0xD0, 0xCF, 0x11, 0xE0),
            new Binary("a Parquet file, not text: save it as CSV", 'P', 'A', 'R', '1'),
            new Binary("an Arrow file" + TO_CSV, 'A', 'R', 'R', 'O', 'W', '1'),
            new Binary("an Avro file" + TO_CSV, 'O', 'b', 'j', 1),
            new Binary("a SQLite database" + TO_CSV, 'S', 'Q', 'L', 'i', 't', 'e', ' ', 'f', 'o', 'r', 'm', 'a', 't'),
            new Binary("an HDF5 file" + TO_CSV, 0x89, 'H', 'D', 'F'),
            new Binary("a NumPy file" + TO_CSV, 0x93, 'N', 'U', 'M', 'P', 'Y'),
            new Binary("a PDF document" + TO_CSV, '%', 'P', 'D', 'F', '-'),
            new Binary("a PNG image" + IMAGE, 0x89, 'P', 'N', 'G'),
            new Binary("a GIF image" + IMAGE, 'G', 'I', 'F', '8'),
            new Binary("a JPEG image" + IMAGE, 0xFF, 0xD8, 0xFF));

    private OtherFormat() {}

    /**
     * What a file is that begins with {@code first}, and what to do; empty if it may be a table.
     *
     * @param first with 64 bytes, or all of a shorter file
     */
    static Optional<String> of(byte[] first) {
        for (Binary binary : BINARIES) {
            if (ByteText.begins(first, binary.first)) {
                return Optional.of(binary.answer);
            }
        }
        String text = new String(first, StandardCharsets.UTF_8).strip().toLowerCase(Locale.ROOT);
        if (text.startsWith("<!doctype html") || text.startsWith("<html")) {
            return Optional.of("a web page, as often comes in place of a download, not a table: get the file itself");
        }
        if (text.startsWith("<?xml")) {
            return Optional.of("an XML file" + TO_CSV);
        }
        if (text.matches("(?s)(\\[\\s*)*[{]\\s*\"[^,\n]*\"\\s*:.*|\\[\\s*\\[.*")) {
            return Optional.of("a JSON file" + TO_CSV);
        }
        return Optional.empty();
    }

    private record Binary(String answer, int... first) {}
}
