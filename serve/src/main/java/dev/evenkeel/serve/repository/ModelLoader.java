package dev.evenkeel.serve.repository;

import dev.evenkeel.inference.Predictor;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.model.Model;
import dev.evenkeel.serve.ModelReader;
import dev.evenkeel.serve.batch.BatchObserver;
import dev.evenkeel.serve.batch.Batcher;
import dev.evenkeel.serve.batch.MicroBatcher;
import dev.evenkeel.serve.model.ServedModel;
import dev.evenkeel.serve.model.ServedModels;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Makes models in files ready to answer, and lets go of those that nobody uses any more. */
final class ModelLoader implements AutoCloseable {
    private static final Logger LOGGER = System.getLogger(ModelLoader.class.getName());

    private final ModelReader reader;
    private final RepositorySettings settings;
    private final Team team;
    private final Phaser alive = new Phaser(1);
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
        Model read = reader.read(file);
        ServedModel model = ServedModels.of(key.name(), key.version(), read);
        Predictor predictor = model.predictor();
        predictor.predict(
                new float[predictor.input().size()],
                1,
                new float[predictor.output().size()]);
        BatchObserver observer = settings.observers().of(key.name(), key.version(), read);
        Batcher batcher = new MicroBatcher(key.name(), predictor, team, settings.batches(), observer);
        int unused = alive.register();
        return new LoadedModel(model, batcher, () -> closing.execute(() -> close(batcher)));
    }

    private void close(Batcher batcher) {
        try {
            batcher.close();
        } finally {
            int unused = alive.arriveAndDeregister();
        }
    }

    /** Waits until nobody uses any model, for as long as a request may take. */
    @Override
    public void close() {
        try {
            int unused = alive.awaitAdvanceInterruptibly(
                    alive.arrive(), settings.batches().timeLimit().toMillis(), TimeUnit.MILLISECONDS);
            closing.shutdown();
            team.close();
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException stillAtWork) {
            LOGGER.log(Level.WARNING, "Some requests are not answered in time, and are left behind");
        }
    }
}
