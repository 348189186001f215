package dev.evenkeel.serve.repository;

import dev.evenkeel.inference.Predictor;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.serve.ModelReader;
import dev.evenkeel.serve.batch.Batcher;
import dev.evenkeel.serve.batch.MicroBatcher;
import dev.evenkeel.serve.model.ServedModel;
import dev.evenkeel.serve.model.ServedModels;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Makes models in files ready to answer, and lets go of those that nobody uses any more. */
final class ModelLoader implements AutoCloseable {
    private final ModelReader reader;
    private final RepositorySettings settings;
    private final Team team;
    private final ExecutorService closing = Executors.newCachedThreadPool(ModelLoader::closingThread);

    ModelLoader(ModelReader reader, RepositorySettings settings) {
        this.reader = reader;
        this.settings = settings;
        team = settings.threads() == 1 ? Team.alone() : Team.of(settings.threads());
    }

    private static Thread closingThread(Runnable work) {
        Thread thread = new Thread(work, "evenkeel-retired-model");
        thread.setDaemon(true);
        return thread;
    }

    /** Reads a model and has it predict once, so that the first request finds it warm. */
    LoadedModel load(ModelKey key, Path file) {
        ServedModel model = ServedModels.of(key.name(), key.version(), reader.read(file));
        Predictor predictor = model.predictor().on(team);
        predictor.predict(new float[predictor.input().size()], 1, new float[predictor.output().size()]);
        Batcher batcher = new MicroBatcher(
                key.name(), predictor, settings.batches(), settings.observers().of(key.name(), key.version()));
        return new LoadedModel(model, batcher, () -> closing.execute(batcher::close));
    }

    /** Waits until the requests of retired models are answered. */
    @Override
    public void close() {
        closing.shutdown();
        try {
            boolean unused = closing.awaitTermination(
                    settings.batches().timeLimit().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
        team.close();
    }
}
