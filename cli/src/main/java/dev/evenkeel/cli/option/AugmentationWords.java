package dev.evenkeel.cli.option;

import dev.evenkeel.augment.Augmentation;
import dev.evenkeel.augment.Augmentations;
import dev.evenkeel.text.Suggestion;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.TypeConversionException;

/** What {@code --augment} says, as {@code crop:4,flip}: random changes of training images, in their order. */
public record AugmentationWords(List<Augmentation> augmentations) {
    private static final String CROP = "crop";
    private static final String FLIP = "flip";

    public static AugmentationWords none() {
        return new AugmentationWords(List.of());
    }

    static AugmentationWords of(String text) {
        List<Augmentation> augmentations = new ArrayList<>();
        for (String word : text.split(",", -1)) {
            augmentations.add(augmentation(word));
        }
        return new AugmentationWords(List.copyOf(augmentations));
    }

    private static Augmentation augmentation(String word) {
        if (word.equals(FLIP)) {
            return Augmentations.horizontalFlip();
        }
        if (word.matches(CROP + ":\\d{1,4}")) {
            return Augmentations.randomCrop(Integer.parseInt(word.substring(CROP.length() + 1)));
        }
        if (word.equals(CROP) || word.startsWith(CROP + ":")) {
            throw new TypeConversionException(
                    "crop needs the longest shift in pixels, as crop:4, but got '" + word + "'");
        }
        throw new TypeConversionException("needs crop:N, flip or both, as crop:4,flip, but got '" + word + "'"
                + Suggestion.hint(word, List.of(CROP + ":4", FLIP)));
    }
}
