package dev.evenkeel.data.text;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.EvenkeelException;
import java.util.Optional;

/**
 * How a text becomes examples.
 *
 * @param context how many characters an example has
 * @param vocabulary of a model; if empty the characters of the text
 */
@CheckReturnValue
public record TextRules(int context, Optional<Vocabulary> vocabulary) {
    private static final int MAX_CONTEXT = 1 << 16;

    /** @throws EvenkeelException if the context is out of range */
    public TextRules {
        if (context < 2 || context > MAX_CONTEXT) {
            throw new EvenkeelException(
                    "A language model needs a context of 2 to " + MAX_CONTEXT + " tokens, but got " + context);
        }
    }

    public static TextRules of(int context) {
        return new TextRules(context, Optional.empty());
    }

    /** The fewest characters: a window to learn from, or one to predict. */
    int needed() {
        return vocabulary.isPresent() ? 2 : context + 1;
    }

    /** Reads for a model. */
    public TextRules vocabulary(Vocabulary known) {
        return new TextRules(context, Optional.of(known));
    }
}
