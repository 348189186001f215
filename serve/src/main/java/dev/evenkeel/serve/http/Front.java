package dev.evenkeel.serve.http;

import dev.evenkeel.Version;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.serve.ServerLimits;
import dev.evenkeel.serve.protocol.ProtocolException;
import dev.evenkeel.serve.protocol.ProtocolJson;
import dev.evenkeel.serve.protocol.RepositoryRequests;
import dev.evenkeel.serve.repository.ModelRepository;
import dev.evenkeel.serve.watch.Served;
import dev.evenkeel.serve.watch.StatusPage;
import dev.evenkeel.serve.watch.Watch;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Takes each request to what answers it. */
final class Front extends Handler.Abstract {
    private static final int MAX_UNREAD_BODY = 1 << 16;

    private final Gate gate;
    private final Exchanges exchanges;
    private final ModelRepository repository;
    private final Inference inference;
    private final Watch watch;
    private final Executor loader;
    private final ServerLimits limits;

    /** @param loader loads and unloads models, one after the other */
    Front(
            Gate gate,
            Exchanges exchanges,
            ModelRepository repository,
            Inference inference,
            Watch watch,
            Executor loader) {
        this.gate = gate;
        this.exchanges = exchanges;
        this.repository = repository;
        this.inference = inference;
        this.watch = watch;
        this.loader = loader;
        limits = exchanges.limits();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Exchange exchange = exchanges.begin(request, response, callback);
        try {
            route(exchange, request);
        } catch (Throwable failure) {
            exchange.fail(failure);
        }
        return true;
    }

    private void route(Exchange exchange, Request request) {
        String method = request.getMethod();
        String path = String.valueOf(request.getHttpURI().getPath());
        if (method.equals("OPTIONS") && path.equals("*")) {
            exchange.answer(new Answer(204, "", new byte[0], Map.of("Allow", "GET, HEAD, POST, OPTIONS")));
            return;
        }
        Target target = Target.of(path);
        Target.Kind kind = target.kind();
        if (method.equals("OPTIONS")) {
            exchange.answer(new Answer(204, "", new byte[0], Map.of("Allow", kind.allowed())));
        } else if (!kind.takes(method)) {
            exchange.answer(Answer.error(405, "This path takes " + kind.allowed() + " alone")
                    .with(Map.of("Allow", kind.allowed())));
        } else {
            gate.require(request, kind);
            if (exchanges.isDraining() && kind != Target.Kind.LIVE) {
                throw new ProtocolException(503, "The server is stopping");
            }
            answer(exchange, target);
        }
    }

    private void answer(Exchange exchange, Target target) {
        switch (target.kind()) {
            case STATUS_PAGE ->
                exchange.answer(new Answer(200, "text/html; charset=utf-8", StatusPage.bytes(), StatusPage.headers()));
            case STATUS -> exchange.answer(Answer.json(StatusPage.status(repository.index(), watch)));
            case METRICS ->
                exchange.answer(Answer.text(200, Watch.TYPE, watch.scrape(StatusPage.models(repository.index()))));
            case SERVER -> exchange.answer(Answer.json(ProtocolJson.server("evenkeel", Version.CURRENT)));
            case LIVE -> exchange.answer(Answer.json(ProtocolJson.live()));
            case READY -> exchange.answer(ready());
            case MODEL ->
                exchange.answer(Answer.json(repository.with(
                        target.model(),
                        target.version(),
                        (model, batcher) -> ProtocolJson.model(model.description()))));
            case MODEL_READY -> exchange.answer(modelReady(target));
            case INFER -> {
                // Says why there is none, before the body is read.
                exchange.servedBy(repository.with(
                        target.model(),
                        target.version(),
                        (model, batcher) ->
                                new Served(model.name(), model.version().orElse(""))));
                BodyReader.read(exchange, limits.bodyBytes(), body -> inference.answer(exchange, target, body));
            }
            case INDEX ->
                BodyReader.read(
                        exchange,
                        Math.min(MAX_UNREAD_BODY, limits.bodyBytes()),
                        body -> exchange.answer(Answer.json(index(body))));
            case LOAD -> change(exchange, () -> repository.load(target.model()));
            case UNLOAD -> change(exchange, () -> repository.unload(target.model()));
        }
    }

    private void change(Exchange exchange, Runnable change) {
        BodyReader.read(exchange, Math.min(MAX_UNREAD_BODY, limits.bodyBytes()), body -> {
            RepositoryRequests.parameters(body);
            exchange.loading();
            try {
                loader.execute(() -> {
                    try {
                        change.run();
                        exchange.answer(Answer.json(JsonObject.of()));
                    } catch (Throwable failure) {
                        exchange.fail(failure);
                    }
                });
            } catch (RejectedExecutionException full) {
                exchange.fail(new ProtocolException(503, "Other models are being loaded. Try again when they are"));
            }
        });
    }

    /** Every model is as ready as it gets, and one at least is. */
    private Answer ready() {
        List<ModelRepository.Entry> index = repository.index();
        boolean loading = index.stream().anyMatch(entry -> entry.state() == ModelRepository.State.LOADING);
        boolean any = index.isEmpty() || index.stream().anyMatch(entry -> entry.state() == ModelRepository.State.READY);
        boolean ready = any && !loading;
        JsonObject json = ProtocolJson.ready(ready);
        return ready
                ? Answer.json(json)
                : Answer.json(503, json.with("error", loading ? "A model is still being loaded" : "No model is ready"));
    }

    private Answer modelReady(Target target) {
        if (!repository.knows(target.model(), target.version())) {
            // Says what there is.
            return repository.with(
                    target.model(), target.version(), (model, batcher) -> Answer.error(404, "There is no such model"));
        }
        boolean ready = repository.isReady(target.model(), target.version());
        JsonObject json = ProtocolJson.ready(target.model(), ready);
        return ready
                ? Answer.json(json)
                : Answer.json(503, json.with("error", "The model is not ready")).with(Map.of("Retry-After", "1"));
    }

    /** The index, of what is ready alone if the body asks for that. */
    private JsonArray index(byte[] body) {
        boolean readyAlone = RepositoryRequests.asksForReadyModels(body);
        List<ModelRepository.Entry> entries = repository.index().stream()
                .filter(entry -> !readyAlone || entry.state() == ModelRepository.State.READY)
                .toList();
        return JsonArray.of(
                entries,
                entry -> ProtocolJson.indexEntry(
                        entry.name(), entry.version(), entry.state().name(), entry.reason()));
    }
}
