package dev.evenkeel.testkit.bits;

import dev.evenkeel.dataset.Example;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.model.Model;
import dev.evenkeel.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the trainings of {@link GoldenNetworks} give, as hashes: of the model file, of its tensors alone, and of what it
 * predicts. The main program prints them, for {@code .ci/same-bits}.
 */
final class Fingerprints {
    private Fingerprints() {}

    /** As {@code scalar} or {@code vector-16}: bits are promised for one provider and one vector width. */
    static String provider() {
        Kernels kernels = PreferredKernels.kernels();
        return kernels.lanes() == 1 ? "scalar" : "vector-" + kernels.lanes();
    }

    /** Lines {@code NAME file|tensors|predictions SHA-256}. */
    static String all() {
        StringBuilder lines = new StringBuilder();
        GoldenNetworks.all().forEach((name, run) -> {
            Model model = run.model();
            lines.append(line(name, "file", file(model)));
            lines.append(line(name, "tensors", tensors(model)));
            lines.append(line(name, "predictions", predictions(model, run)));
        });
        return lines.toString();
    }

    private static String line(String name, String what, byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return name + " " + what + " " + HexFormat.of().formatHex(hash, 0, 16) + "\n";
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static byte[] file(Model model) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            model.write(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static byte[] tensors(Model model) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Map.Entry<String, Tensor> tensor : new TreeMap<>(model.tensors()).entrySet()) {
            bytes.writeBytes(tensor.getKey().getBytes(StandardCharsets.UTF_8));
            bytes.writeBytes(bytes(tensor.getValue().toArray()));
        }
        return bytes.toByteArray();
    }

    private static byte[] predictions(Model model, GoldenNetworks.Run run) {
        Predictor predictor = model.freeze();
        Predictor unfolded = model.freezeUnfolded();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Example example : run.examples()) {
            if (example.length() == Example.COMPLETE) {
                bytes.writeBytes(bytes(predictor.predict(example.input())));
                bytes.writeBytes(bytes(unfolded.predict(example.input())));
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] bytes(float[] values) {
        ByteBuffer buffer = ByteBuffer.allocate(Float.BYTES * values.length);
        buffer.asFloatBuffer().put(values);
        return buffer.array();
    }

    public static void main(String[] arguments) {
        System.out.print("# " + provider() + "\n" + all());
    }
}
