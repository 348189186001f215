package dev.evenkeel.layer;

import dev.evenkeel.EvenkeelException;

/** A network's description that cannot be read, with the place that is wrong. */
public class DescriptionException extends EvenkeelException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_LENGTH = 2_000;

    private final String place;

    /** @param place where it is wrong, as {@code layers[3].batchNorm.epsilon} */
    public DescriptionException(String place, String problem) {
        super(clipped(place) + ": " + clipped(problem));
        this.place = place;
    }

    /** Words of an untrusted file may be as long as the file. */
    private static String clipped(String text) {
        return text.length() <= MAX_LENGTH
                ? text
                : text.substring(0, MAX_LENGTH / 2) + " ... " + text.substring(text.length() - MAX_LENGTH / 4);
    }

    /** Where the description is wrong, as {@code layers[3].batchNorm.epsilon}. */
    public String place() {
        return place;
    }
}
