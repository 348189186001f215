package dev.evenkeel.comparison.onnxruntime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.evenkeel.comparison.Evidence;
import dev.evenkeel.comparison.Trial;
import dev.evenkeel.comparison.network.LanguageModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Token after token: what a position writes is where the next one reads, all tensors made before. A run allocates what ONNX
 * Runtime allocates by itself.
 */
final class TokenTrial implements Trial {
    private final String setting;
    private final OrtSession session;
    private final FloatBuffer scores;
    private final List<Map<String, OnnxTensor>> inputs = new ArrayList<>();
    private final List<Map<String, OnnxTensor>> outputs = new ArrayList<>();
    private int position;

    TokenTrial(String setting, OrtEnvironment environment, OrtSession session, TokenFile.Form form)
            throws OrtException {
        this.setting = setting;
        this.session = session;
        scores = OnnxRuntime.floats(LanguageModel.TOKENS);
        OnnxTensor answer = OnnxTensor.createTensor(environment, scores, new long[] {1, LanguageModel.TOKENS});
        float[] tokens = LanguageModel.tokens();
        List<OnnxTensor> past = caches(environment, form.writesInPlace() ? LanguageModel.CONTEXT : 0);
        for (int place = 0; place < LanguageModel.CONTEXT; place++) {
            Map<String, OnnxTensor> in = new HashMap<>();
            in.put(TokenFile.TOKEN, number(environment, (long) tokens[place]));
            in.put(TokenFile.POSITION, number(environment, place));
            if (form == TokenFile.Form.GROUP_QUERY) {
                in.put(TokenFile.LENGTH_BEFORE, OnnxTensor.createTensor(environment, integer(place), new long[] {1}));
                in.put(TokenFile.LENGTH, OnnxTensor.createTensor(environment, integer(place + 1), new long[] {}));
            }
            List<OnnxTensor> present = form.writesInPlace() ? past : caches(environment, place + 1);
            Map<String, OnnxTensor> out = new HashMap<>();
            out.put(TokenFile.SCORES, answer);
            for (int cache = 0; cache < past.size(); cache++) {
                in.put(TokenFile.caches("past").get(cache), past.get(cache));
                out.put(TokenFile.caches("present").get(cache), present.get(cache));
            }
            inputs.add(in);
            outputs.add(out);
            past = present;
        }
    }

    private static List<OnnxTensor> caches(OrtEnvironment environment, int positions) throws OrtException {
        List<OnnxTensor> caches = new ArrayList<>();
        for (int cache = 0; cache < 2 * LanguageModel.BLOCKS; cache++) {
            caches.add(OnnxTensor.createTensor(
                    environment,
                    OnnxRuntime.floats(positions * LanguageModel.WIDTH),
                    new long[] {1, LanguageModel.HEADS, positions, LanguageModel.HEAD_WIDTH}));
        }
        return caches;
    }

    private static OnnxTensor number(OrtEnvironment environment, long value) throws OrtException {
        LongBuffer buffer = bytes(Long.BYTES).asLongBuffer();
        buffer.put(0, value);
        return OnnxTensor.createTensor(environment, buffer, new long[] {1});
    }

    private static IntBuffer integer(int value) {
        IntBuffer buffer = bytes(Integer.BYTES).asIntBuffer();
        buffer.put(0, value);
        return buffer;
    }

    private static ByteBuffer bytes(int length) {
        return ByteBuffer.allocateDirect(length).order(ByteOrder.nativeOrder());
    }

    @Override
    public String setting() {
        return setting;
    }

    @Override
    public Evidence evidence() {
        position = 0;
        for (int place = 0; place < LanguageModel.CONTEXT; place++) {
            run();
        }
        return Evidence.ofPrediction(OnnxRuntime.read(scores));
    }

    @Override
    public void run() {
        OnnxRuntime.run(session, inputs.get(position), outputs.get(position));
        position = (position + 1) % LanguageModel.CONTEXT;
    }

    @Override
    public void close() {
        OnnxRuntime.close(session);
    }
}
