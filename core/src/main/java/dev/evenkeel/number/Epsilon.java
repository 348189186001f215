package dev.evenkeel.number;

/** What is added to a variance before its root is taken. */
public final class Epsilon {
    private Epsilon() {}

    public static void require(float epsilon) {
        if (!(epsilon > 0 && Float.isFinite(epsilon))) {
            throw new IllegalArgumentException("needs a finite epsilon above 0, but got " + epsilon
                    + ". It keeps channels that never change from dividing by 0");
        }
    }
}
