package dev.evenkeel.comparison.large;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.evenkeel.formats.onnx.Onnx;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.tensor.Randomness;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** Times networks of ImageNet's size beside ONNX Runtime. */
public final class LargeNetworks {
    private static final int EXTENT = 224;
    private static final int CHANNELS = 3;
    private static final int CLASSES = 1000;
    /** Until threads of ONNX Runtime that spin have gone to sleep. */
    private static final long SETTLE_MILLIS = 30;

    private static final double SAME = 1e-4;

    private LargeNetworks() {}

    /** Arguments: {@code write NETWORK FILE}, {@code images FILE THREADS IMAGES} or {@code start FILE evenkeel|onnxruntime}. */
    public static void main(String... arguments) throws OrtException, InterruptedException {
        Path file = Path.of(arguments[arguments[0].equals("write") ? 2 : 1]);
        switch (arguments[0]) {
            case "write" -> Onnx.write(Networks.random(Networks.named(arguments[1])), file);
            case "images" -> images(file, Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
            default -> start(file, arguments[2]);
        }
    }

    private static void images(Path file, int threads, int images) throws OrtException, InterruptedException {
        float[] image = image();
        float[] scores = new float[CLASSES];
        double[] ours = new double[images];
        double[] theirs = new double[images];
        try (Team team = Team.of(threads);
                OrtSession session = session(file, threads);
                OnnxTensor tensor = tensor(image)) {
            Predictor predictor = Onnx.read(file).freeze().on(team);
            predictor.predict(image, 1, scores);
            requireSame(scores, predict(session, tensor));
            for (int turn = 0; turn < images; turn++) {
                Thread.sleep(SETTLE_MILLIS);
                long start = System.nanoTime();
                predictor.predict(image, 1, scores);
                ours[turn] = (System.nanoTime() - start) / 1e6;
                start = System.nanoTime();
                float[] unused = predict(session, tensor);
                theirs[turn] = (System.nanoTime() - start) / 1e6;
            }
        }
        double[] ratios = new double[images];
        Arrays.setAll(ratios, turn -> theirs[turn] / ours[turn]);
        System.out.printf(
                "%s, one image, %d thread(s): Evenkeel %.1f ms, ONNX Runtime %.1f ms, ratio %.2f%n",
                file.getFileName(), threads, median(ours), median(theirs), median(ratios));
    }

    /** Of the later two thirds. */
    private static double median(double[] values) {
        double[] warm = Arrays.copyOfRange(values, values.length / 3, values.length);
        Arrays.sort(warm);
        return warm[warm.length / 2];
    }

    private static void start(Path file, String who) throws OrtException {
        float[] image = image();
        long start = System.nanoTime();
        float[] scores;
        if (who.equals("evenkeel")) {
            scores = Onnx.read(file).freeze().predict(image);
        } else {
            try (OrtSession session = session(file, 1);
                    OnnxTensor tensor = tensor(image)) {
                scores = predict(session, tensor);
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "%s, file to first prediction of %d scores, %s: %.2f s%n",
                file.getFileName(), scores.length, who, seconds);
    }

    private static OrtSession session(Path file, int threads) throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(threads);
        return OrtEnvironment.getEnvironment().createSession(file.toString(), options);
    }

    private static float[] predict(OrtSession session, OnnxTensor tensor) throws OrtException {
        try (OrtSession.Result result =
                session.run(Map.of(session.getInputNames().iterator().next(), tensor))) {
            return ((float[][]) result.get(0).getValue())[0];
        }
    }

    private static void requireSame(float[] ours, float[] theirs) {
        double scale = 0;
        double difference = 0;
        for (int index = 0; index < ours.length; index++) {
            scale = Math.max(scale, Math.abs(theirs[index]));
            difference = Math.max(difference, Math.abs(theirs[index] - ours[index]));
        }
        if (!(difference <= SAME * scale)) {
            throw new IllegalStateException("The scores differ by " + difference + " of " + scale);
        }
    }

    private static float[] image() {
        Randomness randomness = Randomness.of(1, "image");
        float[] image = new float[EXTENT * EXTENT * CHANNELS];
        for (int index = 0; index < image.length; index++) {
            image[index] = (float) randomness.nextGaussian();
        }
        return image;
    }

    /** Channels first, as ONNX has images. */
    private static OnnxTensor tensor(float[] image) throws OrtException {
        float[] planes = new float[image.length];
        int pixels = EXTENT * EXTENT;
        for (int pixel = 0; pixel < pixels; pixel++) {
            for (int channel = 0; channel < CHANNELS; channel++) {
                planes[channel * pixels + pixel] = image[pixel * CHANNELS + channel];
            }
        }
        return OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(), FloatBuffer.wrap(planes), new long[] {1, CHANNELS, EXTENT, EXTENT});
    }
}
