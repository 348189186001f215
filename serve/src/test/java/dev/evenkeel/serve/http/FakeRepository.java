package dev.evenkeel.serve.http;

import dev.evenkeel.inference.Predictor;
import dev.evenkeel.serve.batch.Batcher;
import dev.evenkeel.serve.model.Examples;
import dev.evenkeel.serve.model.ServedModel;
import dev.evenkeel.serve.protocol.Datatype;
import dev.evenkeel.serve.protocol.InferRequest;
import dev.evenkeel.serve.protocol.InferResponse;
import dev.evenkeel.serve.protocol.ModelDescription;
import dev.evenkeel.serve.protocol.OutputTensor;
import dev.evenkeel.serve.protocol.ProtocolException;
import dev.evenkeel.serve.protocol.TensorData;
import dev.evenkeel.serve.protocol.TensorDescription;
import dev.evenkeel.serve.repository.ModelRepository;
import dev.evenkeel.tensor.Mask;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Models without networks, whose answers a test decides. */
final class FakeRepository implements ModelRepository {
    final Map<String, State> states = new TreeMap<>(Map.of("iris", State.READY));
    final List<String> changes = new CopyOnWriteArrayList<>();
    final List<CompletableFuture<float[]>> submitted = new CopyOnWriteArrayList<>();
    volatile Supplier<CompletableFuture<float[]>> outputs =
            () -> CompletableFuture.completedFuture(new float[] {.25f, .75f});

    volatile Runnable whileReading = () -> {};

    @Override
    public List<Entry> index() {
        List<Entry> entries = new ArrayList<>();
        states.forEach((name, state) -> entries.add(
                new Entry(name, Optional.of("1"), state, state == State.READY ? "" : "its file is broken")));
        return entries;
    }

    @Override
    public boolean knows(String name, Optional<String> version) {
        return states.containsKey(name) && version.orElse("1").equals("1");
    }

    @Override
    public boolean isReady(String name, Optional<String> version) {
        return knows(name, version) && states.get(name) == State.READY;
    }

    @Override
    public <T> T with(String name, Optional<String> version, BiFunction<? super ServedModel, ? super Batcher, T> work) {
        if (!knows(name, version)) {
            throw new ProtocolException(404, "There is no model of this name; there are: " + states.keySet());
        }
        if (!isReady(name, version)) {
            throw new ProtocolException(503, "The model is not ready");
        }
        return work.apply(new FakeModel(name), new FakeBatcher());
    }

    @Override
    public void load(String name) {
        if (!states.containsKey(name)) {
            throw new ProtocolException(404, "There is no model of this name");
        }
        changes.add("load " + name);
    }

    @Override
    public void unload(String name) {
        changes.add("unload " + name);
        states.put(name, State.UNAVAILABLE);
    }

    @Override
    public void close() {}

    private final class FakeBatcher implements Batcher {
        @Override
        public CompletableFuture<float[]> submit(Examples examples) {
            CompletableFuture<float[]> future = outputs.get();
            submitted.add(future);
            return future;
        }

        @Override
        public boolean computeNow(Examples examples, BiConsumer<? super float[], ? super Throwable> answer) {
            return false;
        }

        @Override
        public void close() {}
    }

    private final class FakeModel implements ServedModel {
        private final String name;

        FakeModel(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Optional<String> version() {
            return Optional.of("1");
        }

        @Override
        public ModelDescription description() {
            TensorDescription input = new TensorDescription("input", Datatype.FP32, List.of(-1L, 4L));
            TensorDescription output = new TensorDescription("probabilities", Datatype.FP32, List.of(-1L, 2L));
            return new ModelDescription(
                    name, List.of("1"), "evenkeel", List.of(input), List.of(output), List.of(), Optional.empty());
        }

        @Override
        public Predictor predictor() {
            throw new UnsupportedOperationException("There is no network");
        }

        @Override
        public Examples examples(InferRequest request) {
            whileReading.run();
            return new Examples(new float[4], 1, new Mask(1, 1));
        }

        @Override
        public InferResponse answer(InferRequest request, Examples examples, float[] outputs) {
            OutputTensor output =
                    new OutputTensor("probabilities", Datatype.FP32, List.of(1L, 2L), new TensorData.Floats(outputs));
            return new InferResponse(name, version(), request.id(), List.of(output));
        }
    }
}
