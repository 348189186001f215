package dev.evenkeel.comparison.onnxruntime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.evenkeel.comparison.Contender;
import dev.evenkeel.comparison.Evidence;
import dev.evenkeel.comparison.PreparedTrial;
import dev.evenkeel.comparison.Task;
import dev.evenkeel.comparison.Trial;
import dev.evenkeel.comparison.Worker;
import dev.evenkeel.comparison.network.Architecture;
import dev.evenkeel.comparison.value.Layouts;
import dev.evenkeel.comparison.value.Values;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** ONNX Runtime on exported networks, its outputs written where they were asked for. It predicts, no more. */
final class OnnxRuntime implements Contender {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final int threads;

    private OnnxRuntime(int threads) {
        this.threads = threads;
    }

    /** The only argument of a process that serves tasks is the number of threads. */
    public static void main(String[] arguments) throws IOException {
        boolean once = arguments[0].equals(Worker.PREDICT);
        Worker.run(arguments, () -> new OnnxRuntime(once ? 1 : Integer.parseInt(arguments[0])));
    }

    @Override
    public String describe() {
        return "ONNX Runtime " + environment.getVersion();
    }

    @Override
    public List<Trial> prepare(Task task) {
        if (task instanceof Task.Token) {
            return tokens();
        }
        if (!(task instanceof Task.Prediction prediction)) {
            throw new UnsupportedOperationException("ONNX Runtime predicts, no more");
        }
        List<Trial> trials = new ArrayList<>();
        trials.add(prediction(prediction, Waiting.SLEEPING));
        if (threads > 1) {
            trials.add(prediction(prediction, Waiting.SPINNING));
        }
        return trials;
    }

    private List<Trial> tokens() {
        List<Trial> trials = new ArrayList<>();
        for (TokenFile.Form form : TokenFile.Form.values()) {
            for (Waiting waiting : threads > 1 ? Waiting.values() : new Waiting[] {Waiting.SLEEPING}) {
                try {
                    String setting = (form + ", " + waiting).toLowerCase(Locale.ROOT);
                    OrtSession session = environment.createSession(TokenFile.of(form), options(waiting));
                    trials.add(new TokenTrial(setting, environment, session, form));
                } catch (OrtException problem) {
                    throw new IllegalStateException(form + ": " + problem.getMessage(), problem);
                }
            }
        }
        return trials;
    }

    private Trial prediction(Task.Prediction task, Waiting waiting) {
        int batch = task.batch();
        try {
            OrtSession session = environment.createSession(OnnxFile.of(task.architecture(), batch), options(waiting));
            OnnxTensor input = input(task.architecture(), batch);
            FloatBuffer outputs = floats(batch * Architecture.CLASSES);
            OnnxTensor output = OnnxTensor.createTensor(environment, outputs, new long[] {batch, Architecture.CLASSES});
            Map<String, OnnxTensor> inputs = Map.of(OnnxFile.INPUT, input);
            Map<String, OnnxTensor> pinned = Map.of(OnnxFile.OUTPUT, output);
            return new PreparedTrial(
                    "optimised, " + waiting.name().toLowerCase(Locale.ROOT),
                    () -> run(session, inputs, pinned),
                    () -> Evidence.ofPrediction(read(outputs)),
                    () -> close(session));
        } catch (OrtException problem) {
            throw new IllegalStateException(problem.getMessage(), problem);
        }
    }

    private OrtSession.SessionOptions options(Waiting waiting) throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(threads);
        options.setInterOpNumThreads(1);
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
        options.addConfigEntry("session.intra_op.allow_spinning", waiting == Waiting.SPINNING ? "1" : "0");
        return options;
    }

    /** Images are channels first. */
    private OnnxTensor input(Architecture architecture, int batch) throws OrtException {
        float[] images = Values.input(batch * architecture.inputs());
        int pixels = architecture.extent() * architecture.extent();
        FloatBuffer values = floats(images.length);
        values.put(Layouts.channelsFirst(images, batch, pixels, architecture.imageChannels()))
                .rewind();
        return OnnxTensor.createTensor(environment, values, OnnxFile.inputExtents(architecture, batch));
    }

    static void run(OrtSession session, Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> pinned) {
        try (OrtSession.Result result = session.run(inputs, Set.of(), pinned)) {
            return;
        } catch (OrtException problem) {
            throw new IllegalStateException(problem.getMessage(), problem);
        }
    }

    static void close(OrtSession session) {
        try {
            session.close();
        } catch (OrtException problem) {
            throw new IllegalStateException(problem.getMessage(), problem);
        }
    }

    static FloatBuffer floats(int length) {
        return ByteBuffer.allocateDirect(length * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    static float[] read(FloatBuffer values) {
        float[] copy = new float[values.capacity()];
        values.duplicate().rewind().get(copy);
        return copy;
    }

    @Override
    public void save(Architecture architecture, Path file) throws IOException {
        Files.write(file, OnnxFile.of(architecture, 1));
    }

    @Override
    public float[] predictOnce(Architecture architecture, Path file) throws IOException {
        try (OrtSession session = environment.createSession(file.toString(), options(Waiting.SLEEPING));
                OrtSession.Result result = session.run(Map.of(OnnxFile.INPUT, input(architecture, 1)))) {
            return ((float[][]) result.get(0).getValue())[0];
        } catch (OrtException problem) {
            throw new IOException(problem.getMessage(), problem);
        }
    }

    /** What a second thread does between two operators. */
    private enum Waiting {
        SLEEPING,
        SPINNING
    }
}
