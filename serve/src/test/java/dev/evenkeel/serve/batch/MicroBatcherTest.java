package dev.evenkeel.serve.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.inference.Predictor;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.serve.SmallModels;
import dev.evenkeel.serve.model.Examples;
import dev.evenkeel.serve.protocol.ProtocolException;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Shape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MicroBatcherTest {
    private static final BatchSettings SETTINGS =
            BatchSettings.standard().withThreads(1).withBatch(8, Duration.ZERO);

    private static Examples examples(Shape input, int count, Random random, int... lengths) {
        float[] inputs = new float[count * input.size()];
        for (int index = 0; index < inputs.length; index++) {
            inputs[index] = (float) random.nextGaussian();
        }
        Mask mask = new Mask(count, input.positions());
        for (int example = 0; example < lengths.length; example++) {
            mask.truncate(example, lengths[example]);
        }
        return new Examples(inputs, count, mask);
    }

    private static float[] alone(Predictor predictor, Examples examples) {
        float[] outputs = new float[examples.count() * predictor.output().size()];
        predictor.probabilities(examples.inputs(), 0, examples.count(), outputs, 0, examples.mask());
        return outputs;
    }

    @Test
    void everyAnswerHasTheBitsThatItHasAlone() throws Exception {
        Predictor predictor = SmallModels.points(1).freeze();
        Random random = new Random(1);
        ConcurrentLinkedQueue<Integer> batches = new ConcurrentLinkedQueue<>();
        BatchSettings settings = SETTINGS.withBatch(20, Duration.ofMillis(20)).withThreads(3);
        try (Team team = Team.of(2);
                MicroBatcher batcher = new MicroBatcher(
                        "points",
                        predictor,
                        team,
                        settings,
                        (requests, waiting) -> batches.add(
                                requests.stream().mapToInt(Examples::count).sum()))) {
            requireSameBits(predictor, batcher, random, 300);
        }
        assertThat(batches.stream().mapToInt(size -> size).max().orElse(0)).isBetween(5, 40);
    }

    private static void requireSameBits(Predictor predictor, MicroBatcher batcher, Random random, int requests)
            throws Exception {
        List<Examples> all = new ArrayList<>();
        List<CompletableFuture<float[]>> answers = new ArrayList<>();
        int positions = predictor.input().positions();
        for (int request = 0; request < requests; request++) {
            int count = 1 + random.nextInt(request % 50 == 0 ? 40 : 4);
            int[] lengths = new int[positions > 1 && random.nextBoolean() ? count : 0];
            Arrays.setAll(lengths, index -> 1 + random.nextInt(positions));
            Examples examples = examples(predictor.input(), count, random, lengths);
            all.add(examples);
            answers.add(batcher.submit(examples));
        }
        for (int request = 0; request < requests; request++) {
            assertThat(answers.get(request).get()).isEqualTo(alone(predictor, all.get(request)));
        }
    }

    @Test
    void paddingOfDifferentLengthsMakesNoDifference() throws Exception {
        Predictor predictor = SmallModels.sequences(Shape.of(11, 3)).freeze();
        try (MicroBatcher batcher = new MicroBatcher(
                "series",
                predictor,
                Team.alone(),
                SETTINGS.withBatch(30, Duration.ofMillis(5)),
                BatchObserver.none())) {
            requireSameBits(predictor, batcher, new Random(2), 120);
        }
    }

    private static Examples one(float value) {
        return new Examples(new float[] {value}, 1, new Mask(1, 1));
    }

    private static MicroBatcher batcher(Gate gate, BatchSettings settings) {
        return new MicroBatcher("gate", gate.predictor(), Team.alone(), settings, BatchObserver.none());
    }

    private static void busy(MicroBatcher batcher) {
        assertThatThrownBy(() -> batcher.submit(one(1)))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        refusal -> assertThat(refusal.status()).isEqualTo(503));
    }

    @Test
    void aRequestThatFailsHarmsNoOther() throws Exception {
        Gate gate = new Gate();
        try (MicroBatcher batcher = batcher(gate, SETTINGS)) {
            CompletableFuture<float[]> first = batcher.submit(one(1));
            gate.entered().await();
            CompletableFuture<float[]> good = batcher.submit(one(2));
            CompletableFuture<float[]> bad = batcher.submit(one(-3));
            CompletableFuture<float[]> last = batcher.submit(one(4));
            gate.open().countDown();

            assertThat(first.get()).containsExactly(1);
            assertThat(good.get()).containsExactly(2);
            assertThat(last.get()).containsExactly(4);
            assertThatThrownBy(bad::get).isInstanceOf(ExecutionException.class).hasRootCauseMessage("it is negative");
        }
    }

    @Test
    void aFullQueueRefusesAndWhoGivesUpMakesRoom() throws Exception {
        Gate gate = new Gate();
        try (MicroBatcher batcher = batcher(gate, SETTINGS.withQueue(2, 1000))) {
            CompletableFuture<float[]> computing = batcher.submit(one(0));
            gate.entered().await();
            CompletableFuture<float[]> one = batcher.submit(one(1));
            CompletableFuture<float[]> two = batcher.submit(one(2));
            busy(batcher);
            assertThat(one.cancel(true)).isTrue();
            CompletableFuture<float[]> three = batcher.submit(one(3));
            busy(batcher);
            gate.open().countDown();
            assertThat(computing.get()).containsExactly(0);
            assertThat(two.get()).containsExactly(2);
            assertThat(three.get()).containsExactly(3);
        }
    }

    @Test
    void theQueueIsBoundedByItsValuesToo() throws Exception {
        Gate gate = new Gate();
        try (MicroBatcher batcher = batcher(gate, SETTINGS.withQueue(100, 5))) {
            CompletableFuture<float[]> computing = batcher.submit(one(0));
            gate.entered().await();
            CompletableFuture<float[]> large = batcher.submit(new Examples(new float[7], 7, new Mask(7, 1)));
            busy(batcher);
            gate.open().countDown();
            assertThat(large.get()).hasSize(7);
            assertThat(computing.get()).hasSize(1);
            assertThat(batcher.submit(one(2)).get()).containsExactly(2);
        }
    }

    @Test
    void aRequestIsAnsweredInTimeOrRefused() throws Exception {
        Gate gate = new Gate();
        try (MicroBatcher batcher = batcher(gate, SETTINGS.withTimeLimit(Duration.ofMillis(100)))) {
            CompletableFuture<float[]> computing = batcher.submit(one(0));
            gate.entered().await();
            CompletableFuture<float[]> waiting = batcher.submit(one(1));
            for (CompletableFuture<float[]> late : List.of(computing, waiting)) {
                assertThatThrownBy(late::join)
                        .isInstanceOf(CompletionException.class)
                        .cause()
                        .isInstanceOfSatisfying(
                                ProtocolException.class,
                                refusal -> assertThat(refusal.status()).isEqualTo(503))
                        .hasMessageContaining("not answered within 100 ms");
            }
            gate.open().countDown();
            CompletableFuture<float[]> answered = batcher.submit(one(2)).exceptionally(busy -> new float[0]);
            while (answered.get().length == 0) {
                answered = batcher.submit(one(2)).exceptionally(busy -> new float[0]);
            }
            assertThat(answered.get()).containsExactly(2);
        }
    }

    @Test
    void closingAnswersWhatIsQueuedAndRefusesWhatComes() throws Exception {
        Gate gate = new Gate();
        MicroBatcher batcher = batcher(gate, SETTINGS);
        List<CompletableFuture<float[]>> answers = new ArrayList<>();
        for (int request = 0; request < 30; request++) {
            answers.add(batcher.submit(one(request)));
        }
        gate.entered().await();
        Thread closing = new Thread(batcher::close);
        closing.start();
        while (closing.getState() != Thread.State.WAITING) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        busy(batcher);
        gate.open().countDown();
        closing.join();
        for (int request = 0; request < 30; request++) {
            assertThat(answers.get(request).getNow(new float[0])).containsExactly(request);
        }
    }

    @Test
    void examplesThatAreNotWholeAreTheCallersMistake() {
        try (MicroBatcher batcher = batcher(new Gate(), SETTINGS)) {
            assertThatThrownBy(() -> batcher.submit(new Examples(new float[3], 2, new Mask(2, 1))))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(batcher.submit(new Examples(new float[0], 0, new Mask(0, 1)))
                            .join())
                    .isEmpty();
        }
    }

    private static CompletableFuture<float[]> now(MicroBatcher batcher, Examples examples) {
        CompletableFuture<float[]> answer = new CompletableFuture<>();
        boolean did = batcher.computeNow(examples, (outputs, failure) -> {
            if (failure == null) {
                answer.complete(outputs);
            } else {
                answer.completeExceptionally(failure);
            }
        });
        return did ? answer : CompletableFuture.failedFuture(new IllegalStateException("not now"));
    }

    private static void notNow(MicroBatcher batcher, Examples examples) {
        assertThat(now(batcher, examples))
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withMessageContaining("not now");
    }

    @Test
    void whoComesAloneIsComputedByItsOwnThreadBeforeTheBatchIsTold() {
        Predictor predictor = SmallModels.points(1).freeze();
        List<String> order = new ArrayList<>();
        try (MicroBatcher batcher = new MicroBatcher(
                "points",
                predictor,
                Team.alone(),
                SETTINGS,
                (requests, waiting) -> order.add("told by " + Thread.currentThread()))) {
            Examples examples = examples(predictor.input(), 3, new Random(4));
            boolean did = batcher.computeNow(examples, (outputs, failure) -> {
                assertThat(outputs).isEqualTo(alone(predictor, examples));
                order.add("answered");
            });
            assertThat(did).isTrue();
            assertThat(order).containsExactly("answered", "told by " + Thread.currentThread());
        }
    }

    @Test
    void aFailureIsAnAnswer() {
        Gate gate = new Gate();
        gate.open().countDown();
        try (MicroBatcher batcher = batcher(gate, SETTINGS)) {
            assertThat(now(batcher, one(-1)))
                    .failsWithin(Duration.ZERO)
                    .withThrowableThat()
                    .withMessageContaining("it is negative");
            assertThat(now(batcher, one(1))).isCompletedWithValueMatching(outputs -> outputs[0] == 1);
        }
    }

    @Test
    void nobodyIsComputedBeforeThoseWhoWait() throws Exception {
        Gate gate = new Gate();
        MicroBatcher patient = batcher(gate, SETTINGS.withBatch(8, Duration.ofMillis(1)));
        notNow(patient, one(1));
        patient.close();
        notNow(patient, one(1));
        try (MicroBatcher batcher = batcher(gate, SETTINGS)) {
            CompletableFuture<float[]> computing = batcher.submit(one(0));
            gate.entered().await();
            notNow(batcher, one(1));
            gate.open().countDown();
            computing.get();
        }
    }

    @Test
    void whatComesMeanwhileIsComputedByTheNextThreadAndClosingWaitsForAll() throws Exception {
        Gate gate = new Gate();
        MicroBatcher batcher = batcher(gate, SETTINGS);
        List<CompletableFuture<float[]>> guest = new ArrayList<>();
        Thread caller = new Thread(() -> guest.add(now(batcher, one(1))));
        caller.start();
        gate.entered().await();
        notNow(batcher, one(2));
        CompletableFuture<float[]> queued = batcher.submit(one(3));
        Thread closing = new Thread(batcher::close);
        closing.start();
        while (closing.getState() != Thread.State.WAITING) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        assertThat(queued).isNotDone();
        gate.open().countDown();
        closing.join();
        caller.join();
        assertThat(guest.get(0).get()).containsExactly(1);
        assertThat(queued.getNow(new float[0])).containsExactly(3);
    }
}
