package dev.evenkeel.data.corpus;

import dev.evenkeel.EvenkeelException;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds a regular expression, which may come with a model and is not trusted, in paths: in bounded time and depth. */
final class PathSearch {
    private static final int MAX_READS = 1 << 22;
    private static final int SHOWN = 100;

    private PathSearch() {}

    /** @throws EvenkeelException if the expression takes too many steps */
    static Optional<MatchResult> find(Pattern pattern, String path) {
        try {
            Matcher matcher = pattern.matcher(new CountedReads(path));
            return matcher.find() ? Optional.of(matcher.toMatchResult()) : Optional.empty();
        } catch (TooManyReadsException | StackOverflowError endless) {
            throw new EvenkeelException(
                    "The regular expression '" + shown(pattern.pattern()) + "' takes too many steps on the path '"
                            + shown(path)
                            + "': write it without a repetition within a repetition, as '^([a-z]+)_' instead of '^(([a-z]+)*)_'",
                    endless);
        }
    }

    /** The start of a text that may be very long. */
    static String shown(String text) {
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
    }

    private static final class TooManyReadsException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** A path that may be looked at so often. */
    private static final class CountedReads implements CharSequence {
        private final String text;
        private int reads;

        private CountedReads(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++reads > MAX_READS) {
                throw new TooManyReadsException();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
