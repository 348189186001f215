package dev.evenkeel.comparison.serving;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.evenkeel.model.Model;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.serve.model.Examples;
import dev.evenkeel.serve.model.ServedModel;
import dev.evenkeel.serve.model.ServedModels;
import dev.evenkeel.serve.protocol.InferRequest;
import dev.evenkeel.serve.protocol.ProtocolException;
import dev.evenkeel.serve.protocol.RequestReader;
import dev.evenkeel.serve.protocol.ResponseWriter;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * ONNX Runtime behind the HTTP server, the parser and the writer that Evenkeel's own server has. It computes on the thread that read
 * the request; nothing is queued, limited, logged, counted or watched, which is to its advantage.
 */
final class OnnxRuntimeServer extends Handler.Abstract {
    private final ServedModel model;
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final String input;
    private final long[] shape;

    private OnnxRuntimeServer(Path model, Path onnx, int threads) throws OrtException {
        this.model = ServedModels.of("model", Optional.empty(), Model.read(model));
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(threads);
        session = environment.createSession(onnx.toString(), options);
        input = session.getInputNames().iterator().next();
        // One channel: the order of axes makes no difference.
        shape = ((TensorInfo) session.getInputInfo().get(input).getInfo()).getShape();
    }

    /** Arguments: the model, the same in ONNX with the same order of inputs, a port, and the threads of one computation. */
    public static void main(String[] args) throws Exception {
        QueuedThreadPool pool = new QueuedThreadPool(64, 4);
        Server server = new Server(pool);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        ServerConnector connector = new ServerConnector(server, 1, 2, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        connector.setPort(Integer.parseInt(args[2]));
        connector.setAcceptQueueSize(1024);
        server.addConnector(connector);
        server.setHandler(new OnnxRuntimeServer(Path.of(args[0]), Path.of(args[1]), Integer.parseInt(args[3])));
        server.start();
        server.join();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (request.getHttpURI().getPath().equals("/v2/health/ready")) {
            callback.succeeded();
            return true;
        }
        ByteBuffer content = Content.Source.asByteBuffer(request);
        byte[] body = new byte[content.remaining()];
        content.get(body);
        String header = request.getHeaders().get(RequestReader.JSON_LENGTH_HEADER);
        try {
            InferRequest asked =
                    RequestReader.read(body, header == null ? OptionalInt.empty() : RequestReader.jsonLength(header));
            Examples examples = model.examples(asked);
            answer(response, callback, ResponseWriter.write(asked, model.answer(asked, examples, compute(examples))));
        } catch (ProtocolException refused) {
            Response.writeError(request, response, callback, refused.status(), refused.sentence());
        }
        return true;
    }

    private static void answer(Response response, Callback callback, ResponseWriter.Body body) {
        body.jsonLength()
                .ifPresent(length -> response.getHeaders().put(RequestReader.JSON_LENGTH_HEADER, (long) length));
        response.getHeaders()
                .put(
                        HttpHeader.CONTENT_TYPE,
                        body.jsonLength().isPresent() ? "application/octet-stream" : "application/json");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.bytes().length);
        response.write(true, ByteBuffer.wrap(body.bytes()), callback);
    }

    private float[] compute(Examples examples) throws OrtException {
        long[] batch = shape.clone();
        batch[0] = examples.count();
        try (OnnxTensor tensor = OnnxTensor.createTensor(environment, FloatBuffer.wrap(examples.inputs()), batch);
                OrtSession.Result result = session.run(Map.of(input, tensor))) {
            OnnxTensor computed = (OnnxTensor) result.get(0);
            FloatBuffer values = computed.getFloatBuffer();
            float[] outputs = new float[values.remaining()];
            values.get(outputs);
            if (model.predictor().outputActivation() == OutputActivation.SOFTMAX) {
                softmax(outputs, examples.count());
            }
            return outputs;
        }
    }

    private static void softmax(float[] outputs, int examples) {
        int classes = outputs.length / examples;
        for (int first = 0; first < outputs.length; first += classes) {
            float most = outputs[first];
            for (int index = 1; index < classes; index++) {
                most = Math.max(most, outputs[first + index]);
            }
            double sum = 0;
            for (int index = 0; index < classes; index++) {
                outputs[first + index] = (float) Math.exp(outputs[first + index] - most);
                sum += outputs[first + index];
            }
            for (int index = 0; index < classes; index++) {
                outputs[first + index] /= (float) sum;
            }
        }
    }
}
