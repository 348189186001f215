package dev.evenkeel.data.digits;

import java.util.List;
import java.util.stream.Stream;

/**
 * The ways in which each digit is written. A glyph is some strokes, a stroke the points {@code x,y} that a pen passes on
 * a smooth curve, in the unit square with y downwards.
 */
final class Glyphs {
    private static final List<List<Glyph>> OF_DIGIT = List.of(
            List.of(glyph(".50,.04 .27,.20 .21,.55 .32,.88 .52,.96 .74,.82 .80,.46 .70,.14 .50,.04")),
            List.of(
                    glyph(".52,.04 .50,.50 .49,.96"),
                    glyph(".30,.26 .44,.14 .54,.04", ".54,.04 .53,.50 .52,.96"),
                    glyph(".32,.24 .53,.04", ".53,.04 .52,.95", ".30,.96 .74,.95")),
            List.of(
                    glyph(".22,.26 .34,.09 .58,.05 .76,.20 .70,.45 .46,.70 .20,.94", ".20,.94 .82,.93"),
                    glyph(".22,.22 .48,.04 .75,.20 .66,.50 .34,.82 .22,.90 .32,.80 .52,.90 .82,.92")),
            List.of(
                    glyph(".22,.14 .46,.04 .72,.14 .70,.36 .44,.47", ".44,.47 .74,.56 .80,.78 .54,.96 .20,.86"),
                    glyph(".20,.07 .76,.06", ".76,.06 .46,.42", ".46,.42 .74,.52 .78,.78 .52,.96 .20,.86")),
            List.of(
                    glyph(".62,.04 .38,.36 .16,.66", ".16,.66 .86,.65", ".66,.32 .65,.97"),
                    glyph(".26,.08 .22,.34 .24,.54 .48,.56 .78,.52", ".74,.08 .71,.50 .68,.96")),
            List.of(
                    glyph(".76,.06 .32,.08", ".32,.08 .27,.45", ".27,.45 .50,.37 .75,.48 .78,.74 .54,.96 .20,.86"),
                    glyph(".34,.08 .28,.44", ".28,.44 .54,.38 .76,.58 .66,.88 .40,.96 .20,.84", ".34,.08 .80,.05")),
            List.of(
                    glyph(".68,.05 .42,.24 .25,.58 .30,.87 .54,.96 .76,.80 .70,.57 .48,.51 .28,.68"),
                    glyph(".46,.04 .30,.42 .28,.76 .46,.96 .70,.90 .74,.68 .54,.58 .30,.74")),
            List.of(
                    glyph(".20,.08 .80,.07", ".80,.07 .58,.46 .44,.96"),
                    glyph(".20,.10 .79,.07", ".79,.07 .58,.44 .42,.96", ".36,.50 .74,.48"),
                    glyph(".21,.24 .23,.08", ".23,.08 .80,.07", ".80,.07 .60,.40 .50,.96")),
            List.of(
                    glyph(".71,.17 .50,.04 .29,.19 .38,.40 .62,.57 .75,.78 .50,.96 .25,.79 .38,.56 .63,.39 .71,.17"),
                    glyph(".50,.47 .28,.28 .50,.04 .72,.27 .50,.47 .24,.74 .50,.96 .76,.73 .50,.47")),
            List.of(
                    glyph(".73,.28 .54,.47 .30,.38 .29,.14 .52,.04 .72,.15 .74,.30 .70,.62 .58,.96"),
                    glyph(".70,.14 .44,.06 .26,.26 .40,.47 .64,.38 .72,.12", ".72,.12 .70,.50 .68,.96")));

    private Glyphs() {}

    static List<Glyph> of(int digit) {
        return OF_DIGIT.get(digit);
    }

    private static Glyph glyph(String... strokes) {
        return new Glyph(Stream.of(strokes).map(Glyphs::points).toList());
    }

    private static float[] points(String stroke) {
        String[] numbers = stroke.split("[ ,]");
        float[] points = new float[numbers.length];
        for (int index = 0; index < numbers.length; index++) {
            points[index] = Float.parseFloat(numbers[index]);
        }
        return points;
    }

    /** Strokes of points {@code x0, y0, x1, y1, ...}. */
    record Glyph(List<float[]> strokes) {}
}
