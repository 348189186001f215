package dev.evenkeel.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarArchiveTest {
    private static final Path NAME = Path.of("some.tar");

    @Test
    void filesOfAnySizeComeInTheirOrder() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int size : new int[] {0, 1, 511, 512, 513, 5000}) {
            byte[] content = new byte[size];
            new Random(size).nextBytes(content);
            files.put("folder/file" + size, content);
        }
        List<byte[]> entries = files.entrySet().stream()
                .map(file -> CifarBytes.entry(file.getKey(), '0', file.getValue()))
                .toList();

        assertThat(read(CifarBytes.tar(entries)).entrySet()).zipSatisfy(files.entrySet(), (came, wanted) -> {
            assertThat(came.getKey()).isEqualTo(wanted.getKey());
            assertThat(came.getValue()).isEqualTo(wanted.getValue());
        });
    }

    @Test
    void foldersAreGoneThroughAndContentsNeedNotBeRead() throws IOException {
        byte[] tar = CifarBytes.tar(List.of(
                CifarBytes.entry("folder", '5', new byte[0]),
                CifarBytes.entry("old/", '\0', new byte[0]),
                CifarBytes.entry("folder/a", '\0', new byte[1000]),
                CifarBytes.entry("folder/b", '0', new byte[] {7})));
        StringBuilder names = new StringBuilder();

        TarArchive.forEachFile(NAME, new ByteArrayInputStream(tar), (name, content) -> {
            names.append(name).append(' ');
            if (name.endsWith("b")) {
                assertThat(content.read()).isEqualTo(7);
                assertThat(content.read()).isEqualTo(-1);
            }
        });

        assertThat(names).hasToString("folder/a folder/b ");
    }

    @Test
    void aLongNameStandsInTwoFields() throws IOException {
        byte[] entry = CifarBytes.entry("name", '0', new byte[0]);
        CifarBytes.put(entry, 345, "a/long/prefix");
        CifarBytes.sign(entry);
        assertThat(read(CifarBytes.tar(List.of(entry)))).containsOnlyKeys("a/long/prefix/name");

        CifarBytes.put(entry, 257, "ustar  \0");
        CifarBytes.sign(entry);
        assertThat(read(CifarBytes.tar(List.of(entry)))).containsOnlyKeys("name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "../up", "a/../../b", "..", ""})
    void namesThatLeadOutAreRefused(String name) {
        assertRefused(
                CifarBytes.tar(List.of(CifarBytes.entry(name, '0', new byte[0]))),
                NAME + " holds the name '" + name + "', which is empty or leads out of it: such archives are not read");
    }

    @ParameterizedTest
    @ValueSource(chars = {'1', '2', '3', '6', 'x', 'g', 'L', 'S'})
    void whatIsNeitherAFileNorAFolderIsRefused(char kind) {
        assertRefused(
                CifarBytes.tar(List.of(CifarBytes.entry("name", kind, new byte[0]))),
                NAME + " holds 'name', which is neither a file nor a folder (its kind is " + (int) kind
                        + "): such archives are not read");
    }

    @Test
    void aWrongSumIsRefused() {
        byte[] tar = CifarBytes.tar(List.of(CifarBytes.entry("name", '0', new byte[0])));
        tar[1]++;

        assertThatThrownBy(() -> read(tar))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith(NAME + " is damaged or no tar archive: the bytes of a header sum up to ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0000000001", "00000000009", "           ", "1 2"})
    void aSizeThatIsNoOctalNumberIsRefused(String size) {
        byte[] entry = CifarBytes.entry("name", '0', new byte[0]);
        CifarBytes.put(entry, 124, size + "\0");
        CifarBytes.sign(entry);

        assertRefused(
                CifarBytes.tar(List.of(entry)),
                NAME + " is damaged or no tar archive: a header's size is '" + size.strip()
                        + "', but an octal number is needed");
    }

    @Test
    void aHugeClaimTakesNoMemory() {
        byte[] entry = CifarBytes.entry("name", '0', new byte[0]);
        CifarBytes.put(entry, 124, "777777777777");
        CifarBytes.sign(entry);

        assertRefused(
                CifarBytes.tar(List.of(entry)),
                NAME + " is cut short: 'name' has 68719476735 bytes, but 1024 are there");
    }

    @Test
    void anArchiveThatIsCutAnywhereIsRefused() {
        byte[] tar = CifarBytes.tar(List.of(
                CifarBytes.entry("a", '0', "text".getBytes(StandardCharsets.UTF_8)),
                CifarBytes.entry("b", '0', new byte[600])));
        int end = tar.length - 512;
        for (int length = 0; length < end; length += 97) {
            byte[] cut = Arrays.copyOf(tar, length);
            assertThatThrownBy(() -> read(cut))
                    .as("%d of %d bytes", length, end)
                    .isInstanceOf(EvenkeelException.class)
                    .hasMessageStartingWith(NAME + " is cut short: ");
        }
    }

    private static Map<String, byte[]> read(byte[] tar) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        TarArchive.forEachFile(
                NAME, new ByteArrayInputStream(tar), (name, content) -> files.put(name, content.readAllBytes()));
        return files;
    }

    private static void assertRefused(byte[] tar, String message) {
        assertThatThrownBy(() -> read(tar))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage(message);
    }
}
