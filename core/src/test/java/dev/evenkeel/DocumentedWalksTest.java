package dev.evenkeel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** That every class and method which the page on architecture names is there. */
class DocumentedWalksTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path PAGE = ROOT.resolve("docs/architecture.md");
    /** A class in backquotes, perhaps behind its package and with one of its methods. */
    private static final Pattern NAMED =
            Pattern.compile("`(?:[a-z]+/)*(?<type>[A-Z][A-Za-z]*[a-z][A-Za-z]*)(?:\\.(?<method>[a-z]\\w*))?`");

    @Test
    void everyClassAndMethodOfThePageExists() throws IOException {
        Map<String, List<Path>> sources = sources();
        List<String> missing = new ArrayList<>();
        List<MatchResult> names =
                NAMED.matcher(Files.readString(PAGE)).results().toList();
        assertThat(names).hasSizeGreaterThan(60);
        for (MatchResult name : names) {
            List<Path> types = sources.getOrDefault(name.group(1), List.of());
            if (types.isEmpty() || name.group(2) != null && !declares(types, name.group(2))) {
                missing.add(name.group());
            }
        }
        assertThat(missing).isEmpty();
    }

    private static boolean declares(List<Path> types, String method) throws IOException {
        Pattern declaration = Pattern.compile("[\\w>\\]] " + method + "\\(");
        for (Path type : types) {
            if (declaration.matcher(Files.readString(type)).find()) {
                return true;
            }
        }
        return false;
    }

    private static Map<String, List<Path>> sources() throws IOException {
        Matcher java = Pattern.compile("src/(main|test)/java/").matcher("");
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file ->
                            java.reset(file.toString().replace('\\', '/')).find())
                    .collect(Collectors.groupingBy(
                            file -> file.getFileName().toString().replace(".java", "")));
        }
    }
}
