package dev.evenkeel.formats.weights.naming;

import dev.evenkeel.EvenkeelException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Another name for tensors of a file: where the pattern matches a whole name, the replacement stands for it, with
 * {@code $1} for the first group.
 */
public record Renaming(Pattern pattern, String replacement) {
    /** @throws EvenkeelException if the pattern is no regular expression, or the replacement asks for a group it lacks */
    public static Renaming of(String pattern, String replacement) {
        try {
            Pattern compiled = Pattern.compile(pattern);
            Pattern.compile("(?:" + pattern + ")|").matcher("").replaceFirst(replacement);
            return new Renaming(compiled, replacement);
        } catch (PatternSyntaxException wrong) {
            throw new EvenkeelException(
                    "The renaming '" + pattern + "=" + replacement + "' needs a regular expression before the '=': "
                            + wrong.getDescription(),
                    wrong);
        } catch (IllegalArgumentException | IndexOutOfBoundsException wrong) {
            throw new EvenkeelException(
                    "The renaming '" + pattern + "=" + replacement + "' cannot be filled in: " + wrong.getMessage()
                            + ". $1 stands for the first group in brackets",
                    wrong);
        }
    }

    boolean matches(String name) {
        return pattern.matcher(name).matches();
    }

    /** The new name, or the old one where the pattern does not match it. */
    String apply(String name) {
        Matcher matcher = pattern.matcher(name);
        if (!matcher.matches()) {
            return name;
        }
        StringBuilder renamed = new StringBuilder();
        matcher.appendReplacement(renamed, replacement);
        return renamed.toString();
    }

    @Override
    public String toString() {
        return pattern + "=" + replacement;
    }
}
