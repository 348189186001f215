package dev.evenkeel.serve.http;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.serve.batch.Batcher;
import dev.evenkeel.serve.model.Examples;
import dev.evenkeel.serve.model.ServedModel;
import dev.evenkeel.serve.protocol.InferRequest;
import dev.evenkeel.serve.protocol.ProtocolException;
import dev.evenkeel.serve.protocol.RequestReader;
import dev.evenkeel.serve.protocol.ResponseWriter;
import dev.evenkeel.serve.repository.ModelRepository;
import dev.evenkeel.serve.watch.Served;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import org.eclipse.jetty.server.Request;

/** Answers requests for inference; no thread waits while one is queued, or computed by another. */
final class Inference {
    private final ModelRepository repository;
    private final Executor threads;
    private final Semaphore mayCompute;

    /**
     * @param threads that write answers
     * @param computing how many of the threads that read requests may compute at once, for all models
     */
    Inference(ModelRepository repository, Executor threads, int computing) {
        this.repository = repository;
        this.threads = threads;
        mayCompute = new Semaphore(computing);
    }

    void answer(Exchange exchange, Target target, byte[] body) {
        OptionalInt jsonLength = jsonLength(exchange.request());
        repository.with(target.model(), target.version(), (model, batcher) -> {
            exchange.servedBy(new Served(model.name(), model.version().orElse("")));
            compute(exchange, model, batcher, RequestReader.read(body, jsonLength));
            return exchange;
        });
    }

    private void compute(Exchange exchange, ServedModel model, Batcher batcher, InferRequest request) {
        Examples examples = model.examples(request);
        BiConsumer<float[], Throwable> answer = (computed, failure) -> {
            try {
                if (failure != null) {
                    exchange.fail(cause(failure));
                } else if (!exchange.isAnswered()) {
                    exchange.answer(written(ResponseWriter.write(request, model.answer(request, examples, computed))));
                }
            } catch (Throwable failed) {
                exchange.fail(failed);
            }
        };
        if (!computedNow(batcher, examples, answer)) {
            CompletableFuture<float[]> outputs = batcher.submit(examples);
            exchange.computing(outputs);
            CompletableFuture<float[]> unused = outputs.whenCompleteAsync(answer, threads);
        }
    }

    /** Handing a request to another thread and back may take longer than to compute it. */
    private boolean computedNow(
            Batcher batcher, Examples examples, BiConsumer<? super float[], ? super Throwable> answer) {
        if (!mayCompute.tryAcquire()) {
            return false;
        }
        try {
            return batcher.computeNow(examples, answer);
        } finally {
            mayCompute.release();
        }
    }

    /** What a network cannot compute of a client's values is told as it tells it. */
    private static Throwable cause(Throwable failure) {
        Throwable wrapped = failure.getCause();
        Throwable cause = failure instanceof CompletionException && wrapped != null ? wrapped : failure;
        return cause instanceof EvenkeelException unfit
                ? ProtocolException.badRequest(String.valueOf(unfit.getMessage()))
                : cause;
    }

    private static Answer written(ResponseWriter.Body body) {
        OptionalInt jsonLength = body.jsonLength();
        return jsonLength.isPresent()
                ? new Answer(
                        200,
                        "application/octet-stream",
                        body.bytes(),
                        Map.of(RequestReader.JSON_LENGTH_HEADER, Integer.toString(jsonLength.getAsInt())))
                : new Answer(200, Answer.JSON, body.bytes(), Map.of());
    }

    private static OptionalInt jsonLength(Request request) {
        List<String> given = request.getHeaders().getValuesList(RequestReader.JSON_LENGTH_HEADER);
        if (given.isEmpty()) {
            return OptionalInt.empty();
        }
        if (given.size() > 1) {
            throw ProtocolException.badRequest(RequestReader.JSON_LENGTH_HEADER + " is given twice");
        }
        return RequestReader.jsonLength(given.get(0).strip());
    }
}
