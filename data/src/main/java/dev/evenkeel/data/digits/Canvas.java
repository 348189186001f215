package dev.evenkeel.data.digits;

import java.util.Arrays;

/** A square of pixels that knows its squared distance from the ink, and so how dark each pixel is. */
final class Canvas {
    private static final int STEPS = 4;
    private static final float REACH = 2.3f;

    private final int side;
    private final float[] squaredDistances;

    Canvas(int side) {
        this.side = side;
        this.squaredDistances = new float[side * side];
    }

    void clear() {
        Arrays.fill(squaredDistances, REACH * REACH);
    }

    /** Draws the Catmull-Rom curve through points {@code x0, y0, x1, y1, ...} in pixels. */
    void stroke(float[] points) {
        int last = points.length / 2 - 1;
        float fromX = points[0];
        float fromY = points[1];
        for (int knot = 0; knot < last; knot++) {
            for (int step = 1; step <= STEPS; step++) {
                float t = step / (float) STEPS;
                float toX = curve(points, 0, knot, last, t);
                float toY = curve(points, 1, knot, last, t);
                line(fromX, fromY, toX, toY);
                fromX = toX;
                fromY = toY;
            }
        }
    }

    /** Writes grey values 0 to 255 into {@code pixels} from {@code offset} on. */
    void develop(Hand hand, SplitMix random, byte[] pixels, int offset) {
        for (int pixel = 0; pixel < squaredDistances.length; pixel++) {
            float distance = (float) Math.sqrt(squaredDistances[pixel]);
            float cover = Math.min(1f, Math.max(0f, hand.halfWidth + .5f - distance));
            float grey = cover * hand.ink + hand.noise * random.normal();
            pixels[offset + pixel] = (byte) Math.round(255f * Math.min(1f, Math.max(0f, grey)));
        }
    }

    private void line(float fromX, float fromY, float toX, float toY) {
        float alongX = toX - fromX;
        float alongY = toY - fromY;
        float squaredLength = Math.max(1e-12f, alongX * alongX + alongY * alongY);
        int left = pixel(Math.min(fromX, toX) - REACH);
        int right = pixel(Math.max(fromX, toX) + REACH);
        int top = pixel(Math.min(fromY, toY) - REACH);
        int bottom = pixel(Math.max(fromY, toY) + REACH);
        for (int y = top; y <= bottom; y++) {
            for (int x = left; x <= right; x++) {
                float t = ((x - fromX) * alongX + (y - fromY) * alongY) / squaredLength;
                float nearest = Math.min(1f, Math.max(0f, t));
                float awayX = x - fromX - nearest * alongX;
                float awayY = y - fromY - nearest * alongY;
                int at = y * side + x;
                squaredDistances[at] = Math.min(squaredDistances[at], awayX * awayX + awayY * awayY);
            }
        }
    }

    private int pixel(float position) {
        return Math.min(side - 1, Math.max(0, Math.round(position)));
    }

    private static float curve(float[] points, int axis, int knot, int last, float t) {
        float before = points[2 * Math.max(0, knot - 1) + axis];
        float from = points[2 * knot + axis];
        float to = points[2 * (knot + 1) + axis];
        float after = points[2 * Math.min(last, knot + 2) + axis];
        return .5f
                * (2f * from
                        + t * (to - before)
                        + t * t * (2f * before - 5f * from + 4f * to - after)
                        + t * t * t * (3f * from - before - 3f * to + after));
    }
}
