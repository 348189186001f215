package dev.evenkeel.cli.display;

/** Sentences in lines that break between words. */
public final class Prose {
    private Prose() {}

    /** @param columns letters that fit in a line */
    public static String of(String sentences, int columns) {
        StringBuilder text = new StringBuilder();
        int length = 0;
        for (String word : sentences.split(" ")) {
            if (length > 0 && length + 1 + word.length() > columns) {
                text.append('\n');
                length = 0;
            }
            text.append(length > 0 ? " " : "").append(word);
            length += (length > 0 ? 1 : 0) + word.length();
        }
        return text.append('\n').toString();
    }
}
