package dev.evenkeel.dataset;

import dev.evenkeel.tensor.Mask;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The SHA-256 of a dataset: every example's input, target and weight in order, little-endian, and a byte for each position of an
 * example with padding, 1 where it is real.
 */
final class Fingerprint {
    private Fingerprint() {}

    static String of(Dataset dataset) {
        MessageDigest digest = sha256();
        Batch one = new Batch(1, dataset.inputShape(), dataset.target());
        ByteBuffer bytes = ByteBuffer.allocate(4 * (one.inputs().length + one.targets().length + 1))
                .order(ByteOrder.LITTLE_ENDIAN);
        int[] index = new int[1];
        for (int example = 0; example < dataset.size(); example++) {
            index[0] = example;
            one.fill(dataset, index, 0, 1);
            bytes.clear();
            bytes.asFloatBuffer().put(one.inputs()).put(one.targets()).put(one.weights());
            digest.update(bytes.array());
            if (!one.mask().isComplete()) {
                digest.update(real(one.mask()));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static String ofParts(List<String> fingerprints) {
        byte[] all = String.join("", fingerprints).getBytes(StandardCharsets.US_ASCII);
        return HexFormat.of().formatHex(sha256().digest(all));
    }

    private static byte[] real(Mask mask) {
        byte[] real = new byte[mask.positions()];
        for (int position = 0; position < real.length; position++) {
            real[position] = (byte) (mask.isReal(position) ? 1 : 0);
        }
        return real;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }
}
