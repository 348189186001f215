package dev.evenkeel.arithmetic;

import dev.evenkeel.kernel.scalar.Transcendental;
import dev.evenkeel.layer.Settings;

/**
 * The element-wise functions of {@link Apply}, {@code y = f(x)}, with up to two numbers {@code a} and {@code b} that are
 * their settings. What is not a number stays so. At a kink the derivative is that of one side.
 */
public enum Function {
    /** {@code x} for {@code x > 0}, else {@code alpha (e^x - 1)} (Clevert et al. 2015); a is alpha. */
    ELU("alpha", 1),
    /** {@code gamma x} for {@code x > 0}, else {@code gamma alpha (e^x - 1)} (Klambauer et al. 2017); a, b are alpha, gamma. */
    SELU("alpha", 1.6732632f, "gamma", 1.050701f),
    /** {@code x} for {@code x > 0}, else {@code alpha (e^(x / alpha) - 1)} (Barron 2017); a is alpha, above 0. */
    CELU("alpha", 1),
    /** {@code min(max(alpha x + beta, 0), 1)}; a, b are alpha, beta. */
    HARD_SIGMOID("alpha", 1f / 6, "beta", 0.5f),
    /** {@code x min(max(x / 6 + 1/2, 0), 1)} (Howard et al. 2019). */
    HARD_SWISH,
    /** {@code log(1 + e^x)}. */
    SOFTPLUS,
    /** {@code x / (1 + |x|)}. */
    SOFTSIGN,
    /** {@code x} for {@code x > alpha}, else 0 (Konda et al. 2014); a is alpha. */
    THRESHOLDED_RELU("alpha", 1),
    /** {@code min(max(x, min), max)}, so max where min is above it; a, b are min, max, which may be infinite. */
    CLIP("min", Float.NEGATIVE_INFINITY, "max", Float.POSITIVE_INFINITY),
    /**
     * {@code x / sqrt(1 + (x / limit)^2)}: nearly x near 0, and never beyond limit (Holzmueller et al. 2024, arXiv
     * 2407.04491); a is limit, above 0.
     */
    SMOOTH_CLIP("limit", 3),
    /** {@code x / (1 + e^(-alpha x))} (Ramachandran et al. 2017); a is alpha. */
    SWISH("alpha", 1),
    /** {@code x tanh(log(1 + e^x))} (Misra 2019). */
    MISH,
    /** {@code e^x}. */
    EXP,
    /** {@code log x}, the natural one. */
    LOG,
    /** The square root. */
    SQRT,
    /** {@code 1 / x}. */
    RECIPROCAL,
    /** {@code |x|}; derivative 0 at 0. */
    ABS,
    /** {@code -x}. */
    NEGATE,
    /** The error function {@code 2/sqrt(pi) * integral of e^(-t^2) from 0 to x}. */
    ERF,
    /** {@code sin x}. */
    SIN,
    /** {@code cos x}. */
    COS,
    /** {@code x^exponent}; a is exponent. */
    POWER("exponent", 1),
    /** {@code scale x + shift}, in descriptions {@code scaleShift}; a, b are scale, shift. */
    LINEAR("scale", 1, "shift", 0),
    /** {@code -1, 0, 1} as x is below, at or above 0; derivative 0. */
    SIGN,
    /** The largest whole number that is not above x; derivative 0. */
    FLOOR,
    /** The smallest whole number that is not below x; derivative 0. */
    CEIL,
    /** The nearest whole number, the even one of two; derivative 0. */
    ROUND;

    private static final String UNUSED = "";

    private final String first;
    private final float usualFirst;
    private final String second;
    private final float usualSecond;

    Function() {
        this(UNUSED, 0);
    }

    Function(String first, float usualFirst) {
        this(first, usualFirst, UNUSED, 0);
    }

    Function(String first, float usualFirst, String second, float usualSecond) {
        this.first = first;
        this.usualFirst = usualFirst;
        this.second = second;
        this.usualSecond = usualSecond;
    }

    /** The word that describes it, as {@code hardSigmoid}. */
    public String typeName() {
        return this == LINEAR ? "scaleShift" : Settings.wordOf(this);
    }

    /** The name of the setting a, or {@code value} if there is none: what a bare value in a description stands for. */
    public String shorthand() {
        return usesA() ? first : "value";
    }

    /** What a is where nothing is said: 0 if it is not used. */
    public float usualA() {
        return usualFirst;
    }

    /** What b is where nothing is said: 0 if it is not used. */
    public float usualB() {
        return usualSecond;
    }

    boolean usesA() {
        return !first.equals(UNUSED);
    }

    boolean usesB() {
        return !second.equals(UNUSED);
    }

    String nameOfA() {
        return first;
    }

    String nameOfB() {
        return second;
    }

    /** {@code f(x)}. */
    public double value(double x, double a, double b) {
        return switch (this) {
            case ELU -> x > 0 ? x : a * StrictMath.expm1(x);
            case SELU -> b * (x > 0 ? x : a * StrictMath.expm1(x));
            case CELU -> x > 0 ? x : a * StrictMath.expm1(x / a);
            case HARD_SIGMOID -> clipped(a * x + b, 0, 1);
            case HARD_SWISH -> x <= -3 ? 0 : x * clipped(x / 6 + 0.5, 0, 1);
            case SOFTPLUS -> Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
            case SOFTSIGN -> Double.isInfinite(x) ? Math.signum(x) : x / (1 + Math.abs(x));
            case THRESHOLDED_RELU -> x <= a ? 0 : x;
            case CLIP -> clipped(x, a, b);
            case SMOOTH_CLIP -> Double.isInfinite(x) ? Math.copySign(a, x) : x / Math.sqrt(1 + x / a * (x / a));
            case SWISH -> product(x, logistic(a * x));
            case MISH -> product(x, tanhOfSoftplus(x));
            case EXP -> StrictMath.exp(x);
            case LOG -> StrictMath.log(x);
            case SQRT -> Math.sqrt(x);
            case RECIPROCAL -> 1 / x;
            case ABS -> Math.abs(x);
            case NEGATE -> -x;
            case ERF -> Transcendental.erf((float) x);
            case SIN -> StrictMath.sin(x);
            case COS -> StrictMath.cos(x);
            case POWER -> a == 2 ? x * x : StrictMath.pow(x, a);
            case LINEAR -> a * x + b;
            case SIGN -> Math.signum(x);
            case FLOOR -> Math.floor(x);
            case CEIL -> Math.ceil(x);
            case ROUND -> Math.rint(x);
        };
    }

    /** {@code f'(x)}. */
    public double derivative(double x, double a, double b) {
        return switch (this) {
            case ELU -> x > 0 ? 1 : a * StrictMath.exp(x);
            case SELU -> b * (x > 0 ? 1 : a * StrictMath.exp(x));
            case CELU -> x > 0 ? 1 : StrictMath.exp(x / a);
            case HARD_SIGMOID -> a * x + b <= 0 || a * x + b >= 1 ? 0 : a;
            case HARD_SWISH -> x <= -3 ? 0 : x >= 3 ? 1 : x / 3 + 0.5;
            case SOFTPLUS -> logistic(x);
            case SOFTSIGN -> 1 / ((1 + Math.abs(x)) * (1 + Math.abs(x)));
            case THRESHOLDED_RELU -> x <= a ? 0 : 1;
            case CLIP -> x >= a && x <= b ? 1 : 0;
            case SMOOTH_CLIP -> {
                double squares = 1 + x / a * (x / a);
                yield 1 / (squares * Math.sqrt(squares));
            }
            case SWISH -> {
                double s = logistic(a * x);
                yield s + product(a * x, s * (1 - s));
            }
            case MISH -> {
                double t = tanhOfSoftplus(x);
                yield t + product(x, (1 - t * t) * logistic(x));
            }
            case EXP -> StrictMath.exp(x);
            case LOG -> 1 / x;
            case SQRT -> 0.5 / Math.sqrt(x);
            case RECIPROCAL -> -1 / (x * x);
            case ABS -> Math.signum(x);
            case NEGATE -> -1;
            case ERF -> 2 / Math.sqrt(Math.PI) * StrictMath.exp(-x * x);
            case SIN -> StrictMath.cos(x);
            case COS -> -StrictMath.sin(x);
            case POWER -> a == 0 ? 0 : a * StrictMath.pow(x, a - 1);
            case LINEAR -> a;
            case SIGN, FLOOR, CEIL, ROUND -> 0;
        };
    }

    private static double clipped(double x, double lowest, double highest) {
        return Math.min(Math.max(x, lowest), highest);
    }

    private static double logistic(double x) {
        return 1 / (1 + StrictMath.exp(-x));
    }

    /** {@code x * factor} where a factor of 0 wins over infinity. */
    private static double product(double x, double factor) {
        return factor == 0 ? 0 : x * factor;
    }

    /** {@code ((1 + e)^2 - 1) / ((1 + e)^2 + 1)} with {@code e = e^x}, which is 1 in float from 20 on. */
    private static double tanhOfSoftplus(double x) {
        if (x > 20) {
            return 1;
        }
        double e = StrictMath.exp(x);
        double squares = e * (e + 2);
        return squares / (squares + 2);
    }
}
