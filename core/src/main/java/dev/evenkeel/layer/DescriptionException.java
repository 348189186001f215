package dev.evenkeel.layer;

import dev.evenkeel.EvenkeelException;

/** A network's description that cannot be read, with the place that is wrong. */
public class DescriptionException extends EvenkeelException {
    private static final long serialVersionUID = 1L;

    private final String place;

    /** @param place where it is wrong, as {@code layers[3].batchNorm.epsilon} */
    public DescriptionException(String place, String problem) {
        super(place + ": " + problem);
        this.place = place;
    }

    /** Where the description is wrong, as {@code layers[3].batchNorm.epsilon}. */
    public String place() {
        return place;
    }
}
