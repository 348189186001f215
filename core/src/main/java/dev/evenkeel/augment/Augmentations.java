package dev.evenkeel.augment;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.tensor.Shape;

/** The augmentations, for static import. */
public final class Augmentations {
    private Augmentations() {}

    /**
     * Shifts an image by up to {@code padding} positions along each axis; zeros come in at the border. With 4 it is the
     * usual one for CIFAR.
     *
     * @throws EvenkeelException if the padding is negative
     */
    public static Augmentation randomCrop(int padding) {
        return new RandomCrop(padding);
    }

    /** Mirrors every other image, by chance, left to right. */
    public static Augmentation horizontalFlip() {
        return new HorizontalFlip();
    }

    static void requireImage(String who, Shape shape) {
        if (shape.rank() != 3) {
            throw new EvenkeelException(who + " needs images [height, width, channels], but the examples are " + shape
                    + ". Train without it");
        }
    }
}
