package dev.evenkeel.data.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import org.junit.jupiter.api.Test;

final class HeapLimitTest {
    private final HeapLimit limit = new HeapLimit("houses.csv", 69L << 20);

    @Test
    void memoryThatRunsOutIsToldByTheFileItsSizeAndWhatToDo() {
        long most = Runtime.getRuntime().maxMemory() >> 20;

        assertThatThrownBy(() -> limit.within(() -> {
                    throw new OutOfMemoryError("Java heap space");
                }))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("houses.csv does not fit into memory: the file has 69 MB, and Java may use " + most
                        + " MB. Give it more (java -Xmx; EVENKEEL_JAVA_OPTS=-Xmx... for the command evenkeel), or take "
                        + "fewer rows or columns");
    }

    @Test
    void onlyWhatCanHardlyFitIsRefusedUnread() {
        long most = Runtime.getRuntime().maxMemory();

        assertThatCode(() -> new HeapLimit("a.csv", 2 * most).require()).doesNotThrowAnyException();
        assertThatThrownBy(() -> new HeapLimit("a.csv", 4 * most).require())
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith("a.csv does not fit into memory: the file has ");
        assertThat(limit.within(() -> 3)).isEqualTo(3);
    }
}
