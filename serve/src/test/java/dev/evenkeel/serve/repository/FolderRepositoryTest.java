package dev.evenkeel.serve.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.model.Model;
import dev.evenkeel.serve.SmallModels;
import dev.evenkeel.serve.batch.BatchSettings;
import dev.evenkeel.serve.model.Examples;
import dev.evenkeel.serve.protocol.ProtocolException;
import dev.evenkeel.serve.repository.ModelRepository.Entry;
import dev.evenkeel.serve.repository.ModelRepository.State;
import dev.evenkeel.tensor.Mask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FolderRepositoryTest {
    private static final Optional<String> LATEST = Optional.empty();
    private static final List<Model> MODELS =
            List.of(SmallModels.points(1), SmallModels.points(2), SmallModels.points(3));
    private static final float[] POINT = {0.3f, 0.9f};
    private static final RepositorySettings SETTINGS = RepositorySettings.standard()
            .lookingEvery(Duration.ofMillis(20))
            .withThreads(2)
            .withBatches(BatchSettings.standard().withThreads(2));

    @TempDir
    private Path folder;

    private FolderRepository open(GivenModel... given) {
        return FolderRepository.open(List.of(given), Optional.of(folder), Model::read, SETTINGS);
    }

    private static void eventually(BooleanSupplier holds) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private void put(int model, String place) throws IOException {
        Path file = folder.resolve(place);
        Files.createDirectories(file.getParent());
        MODELS.get(model).write(file);
    }

    private static float[] answer(ModelRepository repository, String name, Optional<String> version) {
        return repository.with(
                name,
                version,
                (model, batcher) ->
                        batcher.submit(new Examples(POINT, 1, new Mask(1, 1))).join());
    }

    private static boolean isModel(ModelRepository repository, String name, Optional<String> version, int model) {
        return repository.isReady(name, version)
                && Arrays.equals(
                        answer(repository, name, version),
                        MODELS.get(model).freeze().probabilities(POINT));
    }

    private static Entry entry(ModelRepository repository, String name) {
        return repository.index().stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void refused(int status, String words, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        refusal -> assertThat(refusal.status()).isEqualTo(status))
                .hasMessageContaining(words);
    }

    @Test
    void allLayoutsAreServedAndTheGreatestVersionIsTheLatest() throws Exception {
        put(0, "plain.safetensors");
        put(1, "own/model.safetensors");
        put(0, "many/2/model.safetensors");
        put(1, "many/10/model.safetensors");
        put(2, ".hidden.safetensors");
        Files.createDirectories(folder.resolve("many/notes"));
        try (FolderRepository repository = open()) {
            assertThat(repository.index())
                    .containsExactly(
                            new Entry("many", Optional.of("2"), State.READY, ""),
                            new Entry("many", Optional.of("10"), State.READY, ""),
                            new Entry("own", LATEST, State.READY, ""),
                            new Entry("plain", LATEST, State.READY, ""));
            assertThat(isModel(repository, "plain", LATEST, 0)).isTrue();
            assertThat(isModel(repository, "own", LATEST, 1)).isTrue();
            assertThat(isModel(repository, "many", LATEST, 1)).isTrue();
            assertThat(isModel(repository, "many", Optional.of("2"), 0)).isTrue();
            List<String> versions = repository.with(
                    "many", LATEST, (model, batcher) -> model.description().versions());
            assertThat(versions).containsExactly("2", "10");

            put(2, "many/11/model.safetensors");
            eventually(() -> isModel(repository, "many", LATEST, 2));
            Files.delete(folder.resolve("many/11/model.safetensors"));
            eventually(() -> isModel(repository, "many", LATEST, 1));
            eventually(() -> !repository.knows("many", Optional.of("11")));
            refused(
                    404,
                    "Model 'many' has no version '11', but 10, 2",
                    () -> answer(repository, "many", Optional.of("11")));
            refused(404, "There is no model 'plane'; did you mean 'plain'?", () -> answer(repository, "plane", LATEST));
        }
    }

    @Test
    void filesThatAppearChangeAndGoAreFollowed() throws Exception {
        try (FolderRepository repository = open()) {
            assertThat(repository.index()).isEmpty();
            put(0, "a.safetensors");
            eventually(() -> isModel(repository, "a", LATEST, 0));
            put(1, "a.safetensors");
            eventually(() -> isModel(repository, "a", LATEST, 1));
            Files.delete(folder.resolve("a.safetensors"));
            eventually(() -> !repository.knows("a", LATEST));
            refused(404, "There is no model 'a'", () -> answer(repository, "a", LATEST));
            put(2, "a.safetensors");
            eventually(() -> isModel(repository, "a", LATEST, 2));
        }
    }

    @Test
    void aBrokenFileNeverReplacesAGoodOne() throws Exception {
        put(0, "a.safetensors");
        Files.writeString(folder.resolve("b.safetensors"), "no model");
        Files.writeString(folder.resolve("c.safetensors"), "no one");
        try (FolderRepository repository = open()) {
            assertThat(entry(repository, "c").reason()).startsWith("the file has 6 bytes, but ");
            assertThat(entry(repository, "b").state()).isEqualTo(State.UNAVAILABLE);
            refused(
                    503,
                    "Model 'b' is not ready: the file's first 8 bytes claim",
                    () -> answer(repository, "b", LATEST));
            byte[] whole = Files.readAllBytes(folder.resolve("a.safetensors"));
            Files.write(folder.resolve("a.safetensors"), Arrays.copyOf(whole, whole.length / 2));
            eventually(() -> !entry(repository, "a").reason().isEmpty());
            assertThat(entry(repository, "a").state()).isEqualTo(State.READY);
            assertThat(entry(repository, "a").reason())
                    .startsWith("the file's header should have ")
                    .endsWith(". The model before it is served on")
                    .doesNotContain(folder.toString())
                    .doesNotContain("/");
            assertThat(entry(repository, "b").reason()).isNotEmpty().doesNotContain("/");
            assertThat(isModel(repository, "a", LATEST, 0)).isTrue();
            refused(400, "Model 'a' cannot be loaded: the file's header ", () -> repository.load("a"));

            put(1, "a.safetensors");
            put(2, "b.safetensors");
            eventually(() -> isModel(repository, "a", LATEST, 1) && isModel(repository, "b", LATEST, 2));
            assertThat(entry(repository, "a").reason()).isEmpty();
        }
    }

    @Test
    void aFileThatIsStillWrittenWaits() throws Exception {
        put(0, "done.safetensors");
        byte[] whole = Files.readAllBytes(folder.resolve("done.safetensors"));
        AtomicInteger reads = new AtomicInteger();
        try (FolderRepository repository = FolderRepository.open(
                List.of(),
                Optional.of(folder),
                file -> {
                    reads.addAndGet(file.endsWith("slow.safetensors") ? 1 : 0);
                    return Model.read(file);
                },
                SETTINGS.lookingEvery(Duration.ofMillis(200)))) {
            Path slow = folder.resolve("slow.safetensors");
            for (int part = 1; part <= 20; part++) {
                Files.write(slow, Arrays.copyOf(whole, whole.length * part / 20));
                TimeUnit.MILLISECONDS.sleep(30);
            }
            eventually(() -> isModel(repository, "slow", LATEST, 0));
            assertThat(reads.get()).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void whatIsUnloadedStaysSoUntilItIsLoaded() throws Exception {
        put(0, "a.safetensors");
        try (FolderRepository repository = open()) {
            repository.unload("a");
            assertThat(repository.knows("a", LATEST)).isTrue();
            assertThat(entry(repository, "a")).isEqualTo(new Entry("a", LATEST, State.UNAVAILABLE, "unloaded"));
            put(1, "a.safetensors");
            TimeUnit.MILLISECONDS.sleep(150);
            refused(503, "Model 'a' is not ready: unloaded", () -> answer(repository, "a", LATEST));
            repository.load("a");
            assertThat(isModel(repository, "a", LATEST, 1)).isTrue();
            put(2, "new.safetensors");
            repository.load("new");
            assertThat(isModel(repository, "new", LATEST, 2)).isTrue();
            refused(404, "There is no model 'x'", () -> repository.load("x"));
            refused(404, "There is no model '../a'", () -> repository.load("../a"));
            refused(404, "There is no model 'x'", () -> repository.unload("x"));
        }
    }

    @Test
    void givenModelsAreCalledAsSaidOrAsTheirFile() throws Exception {
        put(0, "run-points-seed1/model.safetensors");
        put(1, "other.safetensors");
        String run = folder.resolve("run-points-seed1").toString();
        String other = folder.resolve("other.safetensors").toString();
        assertThat(GivenModel.of(run).name()).isEqualTo("run-points-seed1");
        assertThat(GivenModel.of(run + "/model.safetensors").name()).isEqualTo("run-points-seed1");
        assertThat(GivenModel.of(other).name()).isEqualTo("other");
        assertThat(GivenModel.of("mine=" + other)).isEqualTo(new GivenModel("mine", Path.of(other)));
        assertThatThrownBy(() -> GivenModel.of("../x=" + other))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("A model cannot be called '../x'");

        try (FolderRepository repository = open(GivenModel.of("other=" + run), GivenModel.of("mine=" + other))) {
            assertThat(isModel(repository, "mine", LATEST, 1)).isTrue();
            assertThat(isModel(repository, "other", LATEST, 0)).isTrue();
            TimeUnit.MILLISECONDS.sleep(100);
            assertThat(isModel(repository, "other", LATEST, 0)).isTrue();
        }
        assertThatThrownBy(() -> open(GivenModel.of(run), GivenModel.of("run-points-seed1=" + other)))
                .hasMessageContaining("Two models are called 'run-points-seed1'");
        assertThatThrownBy(() -> open(new GivenModel("none", folder.resolve("none.safetensors"))))
                .isInstanceOf(EvenkeelException.class);
    }

    @Test
    void foldersOfModelsThatAreNoVersionsAreToldOnce() throws Exception {
        List<String> names = List.of("007", "-1", "1.0", "1000000000000000000", "99999999999999999999", "v3");
        for (String name : names) {
            put(0, "m/" + name + "/model.safetensors");
        }
        put(1, "m/999999999999999999/model.safetensors");
        List<String> told = new CopyOnWriteArrayList<>();
        Logger logger = Logger.getLogger(FolderRepository.class.getName());
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                told.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        try (FolderRepository repository = open()) {
            assertThat(repository.index())
                    .filteredOn(entry -> entry.state() == State.UNAVAILABLE)
                    .extracting(entry -> entry.version().orElseThrow())
                    .containsExactlyInAnyOrderElementsOf(names);
            assertThat(isModel(repository, "m", LATEST, 1)).isTrue();
            put(2, "later.safetensors");
            eventually(() -> isModel(repository, "later", LATEST, 2));
        } finally {
            logger.removeHandler(handler);
        }
        assertThat(told)
                .filteredOn(line -> line.contains("is not served"))
                .hasSize(names.size())
                .contains("Model 'm' version 'v3' is not served: a version is a whole number of up to 18 digits without"
                        + " zeros before it, as 7");
    }

    @Test
    void filesOfOneNameDoNotReplaceEachOther() throws Exception {
        put(0, "a.safetensors");
        put(1, "a/model.safetensors");
        put(0, "b.safetensors");
        put(1, "b/3/model.safetensors");
        try (FolderRepository repository = open()) {
            assertThat(repository.index())
                    .filteredOn(entry -> entry.name().equals("a"))
                    .hasSize(1);
            assertThat(isModel(repository, "a", LATEST, 0)).isTrue();
            assertThat(isModel(repository, "b", LATEST, 1)).isTrue();
            assertThat(entry(repository, "b"))
                    .isEqualTo(
                            new Entry("b", LATEST, State.UNAVAILABLE, "it has no version, but others of its name do"));
        }
    }

    @Test
    void whoeverUsesAModelKeepsItWhenItIsExchanged() throws Exception {
        put(0, "a.safetensors");
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch exchanged = new CountDownLatch(1);
        try (FolderRepository repository = open()) {
            CompletableFuture<float[]> held =
                    CompletableFuture.supplyAsync(() -> repository.with("a", LATEST, (model, batcher) -> {
                        inside.countDown();
                        try {
                            exchanged.await();
                        } catch (InterruptedException stopped) {
                            throw new IllegalStateException(stopped);
                        }
                        return batcher.submit(new Examples(POINT, 1, new Mask(1, 1)))
                                .join();
                    }));
            inside.await();
            put(1, "a.safetensors");
            eventually(() -> isModel(repository, "a", LATEST, 1));
            exchanged.countDown();
            assertThat(held.get()).isEqualTo(MODELS.get(0).freeze().probabilities(POINT));
        }
    }

    @Test
    void noRequestFailsAndNoAnswerIsWrongWhileModelsAreExchanged() throws Exception {
        put(0, "a.safetensors");
        List<float[]> known = MODELS.stream()
                .map(model -> model.freeze().probabilities(POINT))
                .toList();
        AtomicBoolean ends = new AtomicBoolean();
        AtomicInteger answers = new AtomicInteger();
        List<CompletableFuture<Void>> clients = new ArrayList<>();
        try (FolderRepository repository = open()) {
            for (int client = 0; client < 4; client++) {
                clients.add(CompletableFuture.runAsync(
                        () -> {
                            while (!ends.get()) {
                                float[] answer = answer(repository, "a", LATEST);
                                assertThat(known)
                                        .anySatisfy(one -> assertThat(answer).isEqualTo(one));
                                answers.incrementAndGet();
                            }
                        },
                        work -> new Thread(work).start()));
            }
            for (int turn = 1; turn <= 30; turn++) {
                int next = turn % 3;
                put(next, ".new");
                Files.move(folder.resolve(".new"), folder.resolve("a.safetensors"), StandardCopyOption.ATOMIC_MOVE);
                if (turn % 3 == 0) {
                    eventually(() -> isModel(repository, "a", LATEST, next));
                } else {
                    repository.load("a");
                }
            }
            ends.set(true);
            for (CompletableFuture<Void> client : clients) {
                client.get(20, TimeUnit.SECONDS);
            }
        }
        assertThat(answers.get()).isGreaterThan(30);
    }

    @Test
    void aClosedRepositoryRefuses() throws Exception {
        put(0, "a.safetensors");
        FolderRepository repository = open();
        repository.close();
        repository.close();
        refused(503, "The server is stopping", () -> answer(repository, "a", LATEST));
        refused(503, "The server is stopping", () -> repository.load("a"));
        assertThat(repository.isReady("a", LATEST)).isFalse();
        assertThatThrownBy(() ->
                        FolderRepository.open(List.of(), Optional.of(folder.resolve("none")), Model::read, SETTINGS))
                .hasMessageContaining("There is no folder");
    }
}
