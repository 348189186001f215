package dev.evenkeel.data.text;

import dev.evenkeel.data.series.SeriesDataset;
import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.tensor.Shape;

/**
 * Texts with their classes: input {@code [longest, 1]}, the numbers of its characters from 1 on, and 0 for one that the vocabulary
 * lacks; shorter texts are padded at the end.
 */
public final class LabelledTexts implements Dataset {
    private final SeriesDataset numbers;
    private final Vocabulary vocabulary;

    LabelledTexts(SeriesDataset numbers, Vocabulary vocabulary) {
        this.numbers = numbers;
        this.vocabulary = vocabulary;
    }

    /** The characters that have a number. */
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    /** How many different numbers there are: one for each character, and 0. */
    public int tokens() {
        return vocabulary.tokens().size() + 1;
    }

    @Override
    public String name() {
        return numbers.name();
    }

    @Override
    public int size() {
        return numbers.size();
    }

    @Override
    public Shape inputShape() {
        return numbers.inputShape();
    }

    @Override
    public Target target() {
        return numbers.target();
    }

    @Override
    public void read(int index, Batch batch, int row) {
        numbers.read(index, batch, row);
    }

    @Override
    public String exampleName(int index) {
        return numbers.exampleName(index);
    }

    @Override
    public String inputName(int index) {
        return "character " + (index + 1);
    }

    @Override
    public String toString() {
        return describe();
    }
}
