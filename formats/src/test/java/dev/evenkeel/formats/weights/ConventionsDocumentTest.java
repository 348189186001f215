package dev.evenkeel.formats.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConventionsDocumentTest {
    @Test
    void everyRowOfTheDocumentHasItsTestAndEveryTestItsRow() throws IOException {
        String document = Files.readString(Path.of("..", "docs", "conventions.md"));
        Set<String> named = Pattern.compile("`([A-Za-z0-9]+)` \\|$", Pattern.MULTILINE)
                .matcher(document)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> tests = Stream.of(ConventionsTest.class, BatchNormConventionsTest.class)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(named).isEqualTo(tests);
        assertThat(document.lines().filter(line -> line.startsWith("| ") && !line.startsWith("| what")))
                .allMatch(row -> tests.contains(row.replaceAll(".*`(.*)` \\|", "$1")));
    }
}
