package dev.evenkeel.lab.sequence;

import dev.evenkeel.tensor.Randomness;
import java.util.List;

/** Texts to learn from. */
final class MadeText {
    private static final List<String> DETERMINERS = List.of("the", "a", "every", "no");
    private static final List<String> ADJECTIVES = List.of("old", "red", "quiet", "small", "good", "green");
    private static final List<String> NOUNS =
            List.of("sailor", "river", "window", "horse", "garden", "mountain", "letter", "king");
    private static final List<String> VERBS = List.of("sees", "follows", "finds", "forgets", "moves", "keeps");
    private static final List<String> ENDS = List.of(" today.", " again.", ".", ", and so it goes.");

    private MadeText() {}

    /** Sentences of a small grammar, of at least so many characters. */
    static String sentences(long seed, int characters) {
        Randomness random = Randomness.of(seed, "sentences");
        StringBuilder text = new StringBuilder();
        while (text.length() < characters) {
            phrase(text, random);
            text.append(' ').append(one(VERBS, random)).append(' ');
            phrase(text, random);
            text.append(one(ENDS, random)).append('\n');
        }
        return text.toString();
    }

    private static void phrase(StringBuilder text, Randomness random) {
        text.append(one(DETERMINERS, random)).append(' ');
        if (random.nextDouble() < 0.5) {
            text.append(one(ADJECTIVES, random)).append(' ');
        }
        text.append(one(NOUNS, random));
    }

    private static String one(List<String> words, Randomness random) {
        return words.get(random.nextInt(words.size()));
    }

    /** Letters of which each is drawn by itself, all as likely: nobody can predict them better than {@code ln(letters)} nats. */
    static String dice(long seed, int letters, int characters) {
        Randomness random = Randomness.of(seed, "dice");
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < characters; at++) {
            text.append((char) ('a' + random.nextInt(letters)));
        }
        return text.toString();
    }
}
