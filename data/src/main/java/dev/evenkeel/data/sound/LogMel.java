package dev.evenkeel.data.sound;

/**
 * Log-mel spectrograms {@code [frames, mels]}: how loud bands of frequencies are, at equal steps in time,
 *
 * <pre>{@code
 * frame t     = x[t hop .. t hop + window - 1] hann,       hann[n] = 0.5 - 0.5 cos(2 pi n / window)
 * P[t, k]     = |DFT of the frame, with zeros up to n = the next power of two|^2,   k = 0 .. n / 2
 * M[t, m]     = sum over k of triangle m at frequency k rate / n, times P[t, k]
 * output      = ln(M + 1e-6)
 * }</pre>
 *
 * The triangles' corners lie at equal steps from 0 to half the rate on HTK's mel scale, {@code 2595 log10(1 + f / 700)}, each
 * triangle 1 at its top: torchaudio's {@code MelSpectrogram(mel_scale="htk", norm=None, power=2, center=False)}, but that windows
 * begin at the frame's first sample. A last frame that is cut short is completed by silence where the recording is shorter than a window,
 * and left out otherwise.
 */
final class LogMel {
    private static final double FLOOR = 1e-6;

    private final int hop;
    private final double[] hann;
    private final int size;
    private final double[][] triangles;
    private final int[] firstBin;
    private final double[] real;
    private final double[] imaginary;
    private final double[] cosine;
    private final double[] sine;

    /** @param window in samples, as hop */
    LogMel(int rate, int window, int hop, int mels) {
        this.hop = hop;
        hann = new double[window];
        for (int index = 0; index < window; index++) {
            hann[index] = 0.5 - 0.5 * Math.cos(2 * Math.PI * index / window);
        }
        size = Math.max(2, Integer.highestOneBit(Math.max(1, window - 1)) * 2);
        triangles = new double[mels][];
        firstBin = new int[mels];
        triangles(rate, mels);
        real = new double[size];
        imaginary = new double[size];
        cosine = new double[size / 2];
        sine = new double[size / 2];
        for (int index = 0; index < size / 2; index++) {
            cosine[index] = Math.cos(2 * Math.PI * index / size);
            sine[index] = -Math.sin(2 * Math.PI * index / size);
        }
    }

    /** How many bands have no frequency of the transform: they would be silent always. */
    long emptyBands() {
        long empty = 0;
        for (double[] triangle : triangles) {
            empty += triangle.length == 0 ? 1 : 0;
        }
        return empty;
    }

    int frames(int samples) {
        return samples <= hann.length ? 1 : 1 + (samples - hann.length) / hop;
    }

    float[] of(float[] samples) {
        int frames = frames(samples.length);
        float[] output = new float[frames * triangles.length];
        for (int frame = 0; frame < frames; frame++) {
            transform(samples, frame * hop);
            for (int mel = 0; mel < triangles.length; mel++) {
                double sum = 0;
                for (int index = 0; index < triangles[mel].length; index++) {
                    int bin = firstBin[mel] + index;
                    sum += triangles[mel][index] * (real[bin] * real[bin] + imaginary[bin] * imaginary[bin]);
                }
                output[frame * triangles.length + mel] = (float) Math.log(sum + FLOOR);
            }
        }
        return output;
    }

    private void triangles(int rate, int mels) {
        double top = mel(rate / 2.0);
        for (int index = 0; index < mels; index++) {
            double left = frequency(top * index / (mels + 1));
            double middle = frequency(top * (index + 1) / (mels + 1));
            double right = frequency(top * (index + 2) / (mels + 1));
            double step = (double) rate / size;
            int first = (int) Math.floor(left / step) + 1;
            int last = Math.min(size / 2, (int) Math.ceil(right / step) - 1);
            firstBin[index] = first;
            triangles[index] = new double[Math.max(0, last - first + 1)];
            for (int bin = first; bin <= last; bin++) {
                double at = bin * step;
                triangles[index][bin - first] =
                        Math.max(0, Math.min((at - left) / (middle - left), (right - at) / (right - middle)));
            }
        }
    }

    private static double mel(double frequency) {
        return 2595 * Math.log10(1 + frequency / 700);
    }

    private static double frequency(double mel) {
        return 700 * (Math.pow(10, mel / 2595) - 1);
    }

    /** The discrete Fourier transform of a frame, by halves (Cooley and Tukey 1965). */
    private void transform(float[] samples, int from) {
        int shift = Integer.numberOfLeadingZeros(size) + 1;
        for (int index = 0; index < size; index++) {
            int at = from + index;
            int to = Integer.reverse(index) >>> shift;
            real[to] = index < hann.length && at < samples.length ? samples[at] * hann[index] : 0;
            imaginary[to] = 0;
        }
        for (int half = 1; half < size; half *= 2) {
            int stride = size / (2 * half);
            for (int block = 0; block < size; block += 2 * half) {
                for (int index = 0; index < half; index++) {
                    int low = block + index;
                    int high = low + half;
                    double c = cosine[index * stride];
                    double s = sine[index * stride];
                    double re = real[high] * c - imaginary[high] * s;
                    double im = real[high] * s + imaginary[high] * c;
                    real[high] = real[low] - re;
                    imaginary[high] = imaginary[low] - im;
                    real[low] += re;
                    imaginary[low] += im;
                }
            }
        }
    }
}
