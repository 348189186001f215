package dev.evenkeel.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums along a row: float sums of few terms in each lane of several registers, added in double. Where one leaves the
 * range of float, all of the row is added in double.
 */
final class VectorRowSums {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final int L = Lanes.COUNT;
    /** Float sums of one lane hold at most so many terms. */
    private static final int TERMS = 64;

    private static final int CHUNK = 4 * TERMS * L;

    /** Of the last row: {@code sum (x - center)}. */
    double deviation;

    /** Of the last row of {@link #deviations}: {@code sum (x - center)^2}. */
    double squares;

    /** Of the last row of {@link #gradients}: {@code sum g}. */
    double gradient;

    /** Of the last row of {@link #gradients}: {@code sum g * (x - center)}. */
    double products;

    private float center;
    private final float[] lanes = new float[3 * L];

    /** {@code sum x}. */
    double sum(float[] x, int from, int length) {
        double sum = 0;
        int bound = Lanes.bound(length);
        for (int done = 0; done < bound; done += CHUNK) {
            addUp(x, from + done, Math.min(CHUNK, bound - done), lanes);
            sum += Lanes.sum(lanes, 0);
        }
        for (int i = from + bound; i < from + length; i++) {
            sum += x[i];
        }
        return sum;
    }

    private static void addUp(float[] x, int from, int length, float[] lanes) {
        FloatVector a = FloatVector.zero(S);
        FloatVector b = FloatVector.zero(S);
        FloatVector c = FloatVector.zero(S);
        FloatVector d = FloatVector.zero(S);
        int fours = from + length / (4 * L) * (4 * L);
        for (int i = from; i < fours; i += 4 * L) {
            a = a.add(FloatVector.fromArray(S, x, i));
            b = b.add(FloatVector.fromArray(S, x, i + L));
            c = c.add(FloatVector.fromArray(S, x, i + 2 * L));
            d = d.add(FloatVector.fromArray(S, x, i + 3 * L));
        }
        for (int i = fours; i < from + length; i += L) {
            a = a.add(FloatVector.fromArray(S, x, i));
        }
        a.add(b).add(c.add(d)).intoArray(lanes, 0);
    }

    /** Sets {@link #deviation} and {@link #squares}, which is not finite where a square leaves the range of float. */
    void deviations(float[] x, int from, int length, float center) {
        deviation = 0;
        squares = 0;
        int bound = Lanes.bound(length);
        for (int done = 0; done < bound; done += CHUNK) {
            addDeviations(x, from + done, Math.min(CHUNK, bound - done), center, lanes);
            deviation += Lanes.sum(lanes, 0);
            squares += Lanes.sum(lanes, L);
        }
        for (int i = from + bound; i < from + length; i++) {
            double centred = x[i] - center;
            deviation += centred;
            squares += centred * centred;
        }
    }

    private static void addDeviations(float[] x, int from, int length, float center, float[] lanes) {
        FloatVector centers = FloatVector.broadcast(S, center);
        FloatVector a = FloatVector.zero(S);
        FloatVector b = FloatVector.zero(S);
        FloatVector c = FloatVector.zero(S);
        FloatVector d = FloatVector.zero(S);
        FloatVector aa = FloatVector.zero(S);
        FloatVector bb = FloatVector.zero(S);
        FloatVector cc = FloatVector.zero(S);
        FloatVector dd = FloatVector.zero(S);
        int fours = from + length / (4 * L) * (4 * L);
        for (int i = from; i < fours; i += 4 * L) {
            FloatVector xa = FloatVector.fromArray(S, x, i).sub(centers);
            FloatVector xb = FloatVector.fromArray(S, x, i + L).sub(centers);
            FloatVector xc = FloatVector.fromArray(S, x, i + 2 * L).sub(centers);
            FloatVector xd = FloatVector.fromArray(S, x, i + 3 * L).sub(centers);
            a = a.add(xa);
            b = b.add(xb);
            c = c.add(xc);
            d = d.add(xd);
            aa = xa.fma(xa, aa);
            bb = xb.fma(xb, bb);
            cc = xc.fma(xc, cc);
            dd = xd.fma(xd, dd);
        }
        for (int i = fours; i < from + length; i += L) {
            FloatVector xa = FloatVector.fromArray(S, x, i).sub(centers);
            a = a.add(xa);
            aa = xa.fma(xa, aa);
        }
        a.add(b).add(c.add(d)).intoArray(lanes, 0);
        aa.add(bb).add(cc.add(dd)).intoArray(lanes, L);
    }

    /** Sets {@link #deviation}, {@link #gradient} and {@link #products} for {@code g = gamma * dy}. */
    void gradients(float[] x, int xFrom, float[] dy, int dyFrom, float[] gamma, int length, float center) {
        this.center = center;
        deviation = 0;
        gradient = 0;
        products = 0;
        int bound = Lanes.bound(length);
        for (int done = 0; done < bound; done += CHUNK) {
            int chunk = Math.min(CHUNK, bound - done);
            addGradients(x, xFrom + done, dy, dyFrom + done, gamma, done, chunk);
            deviation += Lanes.sum(lanes, 0);
            gradient += Lanes.sum(lanes, L);
            products += Lanes.sum(lanes, 2 * L);
        }
        if (!Double.isFinite(products)) {
            deviation = 0;
            gradient = 0;
            products = 0;
            bound = 0;
        }
        for (int j = bound; j < length; j++) {
            double centred = x[xFrom + j] - center;
            double g = gamma[j] * dy[dyFrom + j];
            deviation += centred;
            gradient += g;
            products += g * centred;
        }
    }

    private void addGradients(float[] x, int xFrom, float[] dy, int dyFrom, float[] gamma, int gammaFrom, int length) {
        FloatVector centers = FloatVector.broadcast(S, center);
        FloatVector a = FloatVector.zero(S);
        FloatVector b = FloatVector.zero(S);
        FloatVector ga = FloatVector.zero(S);
        FloatVector gb = FloatVector.zero(S);
        FloatVector gxa = FloatVector.zero(S);
        FloatVector gxb = FloatVector.zero(S);
        int twos = length / (2 * L) * (2 * L);
        for (int j = 0; j < twos; j += 2 * L) {
            FloatVector xa = FloatVector.fromArray(S, x, xFrom + j).sub(centers);
            FloatVector xb = FloatVector.fromArray(S, x, xFrom + j + L).sub(centers);
            FloatVector dya =
                    FloatVector.fromArray(S, dy, dyFrom + j).mul(FloatVector.fromArray(S, gamma, gammaFrom + j));
            FloatVector dyb = FloatVector.fromArray(S, dy, dyFrom + j + L)
                    .mul(FloatVector.fromArray(S, gamma, gammaFrom + j + L));
            a = a.add(xa);
            b = b.add(xb);
            ga = ga.add(dya);
            gb = gb.add(dyb);
            gxa = dya.fma(xa, gxa);
            gxb = dyb.fma(xb, gxb);
        }
        if (twos < length) {
            FloatVector xa = FloatVector.fromArray(S, x, xFrom + twos).sub(centers);
            FloatVector dya =
                    FloatVector.fromArray(S, dy, dyFrom + twos).mul(FloatVector.fromArray(S, gamma, gammaFrom + twos));
            a = a.add(xa);
            ga = ga.add(dya);
            gxa = dya.fma(xa, gxa);
        }
        a.add(b).intoArray(lanes, 0);
        ga.add(gb).intoArray(lanes, L);
        gxa.add(gxb).intoArray(lanes, 2 * L);
    }
}
