package dev.evenkeel.data.digits;

/**
 * How one image's writer holds the pen, and on what paper: a slanted, turned, stretched and smoothly warped square, a
 * stroke width, an ink strength, a noise. A warp displaces {@code x} by a sine of {@code y} and {@code y} by a sine of
 * {@code x}.
 */
final class Hand {
    private final float xx;
    private final float xy;
    private final float yx;
    private final float yy;
    private final float centreX;
    private final float centreY;
    private final float warpX;
    private final float warpY;
    private final float phaseX;
    private final float phaseY;
    private final float waves;
    final float tremor;
    final float halfWidth;
    final float ink;
    final float noise;

    Hand(SplitMix random, int side) {
        float angle = .14f * random.normal();
        float slant = .18f * random.normal();
        float width = side * random.uniform(.50f, .82f);
        float height = side * random.uniform(.64f, .86f);
        float cosine = (float) StrictMath.cos(angle);
        float sine = (float) StrictMath.sin(angle);
        xx = cosine * width;
        xy = (cosine * -slant - sine) * height;
        yx = sine * width;
        yy = (sine * -slant + cosine) * height;
        centreX = side * .5f - .5f + 1.3f * random.normal();
        centreY = side * .5f - .5f + 1.1f * random.normal();
        warpX = .05f * random.normal();
        warpY = .05f * random.normal();
        phaseX = random.uniform(0f, 6.2831853f);
        phaseY = random.uniform(0f, 6.2831853f);
        waves = random.uniform(3f, 7f);
        tremor = random.uniform(.012f, .04f);
        halfWidth = random.uniform(.75f, 1.75f);
        ink = random.uniform(.65f, 1f);
        noise = random.uniform(.02f, .14f);
    }

    /** Moves points of the unit square, in place, to where they lie on the image, in pixels. */
    void place(float[] points) {
        for (int index = 0; index < points.length; index += 2) {
            float x = points[index] - .5f;
            float y = points[index + 1] - .5f;
            float warpedX = x + warpX * (float) StrictMath.sin(waves * y + phaseX);
            float warpedY = y + warpY * (float) StrictMath.sin(waves * x + phaseY);
            points[index] = centreX + xx * warpedX + xy * warpedY;
            points[index + 1] = centreY + yx * warpedX + yy * warpedY;
        }
    }
}
