package dev.evenkeel.spark.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.worker.BatchStatistics;
import dev.evenkeel.worker.LocalWorkers;
import dev.evenkeel.worker.Workers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.spark.network.crypto.AuthClientBootstrap;
import org.apache.spark.network.crypto.AuthServerBootstrap;
import org.apache.spark.network.sasl.SecretKeyHolder;
import org.apache.spark.network.util.MapConfigProvider;
import org.apache.spark.network.util.TransportConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PeersTest {
    static final byte[] SECRET = "a secret of 32 bytes, as of jobs".getBytes(StandardCharsets.US_ASCII);
    /** Longer than a test may take. */
    static final Waiting WAITING = new Waiting(Duration.ofHours(1), () -> false);

    private static final Waiting SHORT = new Waiting(Duration.ofSeconds(1), () -> false);
    private static final TransportConf ENCRYPTED = new TransportConf(
            "rpc", new MapConfigProvider(Map.of("spark.authenticate", "true", "spark.network.crypto.enabled", "true")));
    static final Line LINE = line("127.0.0.1", Ports.ANY);

    static Line line(String host, Ports ports) {
        return new Line(host, ports, new TransportConf("rpc", MapConfigProvider.EMPTY), List.of(), List.of());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void whatIsGatheredAndSummedIsInOrderOfRank(int count) throws Exception {
        int[] lengths = {1, 7, 4096, 4097, 100_003};
        List<List<float[]>> sums = run(count, peers -> {
            double[] all = new double[count * 3];
            for (int round = 0; round < 50; round++) {
                peers.gather(new double[] {peers.rank(), round, -1}, all);
                for (int rank = 0; rank < count; rank++) {
                    assertThat(Arrays.copyOfRange(all, 3 * rank, 3 * rank + 3)).containsExactly(rank, round, -1);
                }
            }
            double[][] each = peers.gatherEach(new double[peers.rank()]);
            assertThat(each).hasNumberOfRows(count);
            assertThat(each[count - 1]).hasSize(count - 1);
            List<float[]> mine = new ArrayList<>();
            for (int length : lengths) {
                mine.add(values(peers.rank(), length));
            }
            mine.forEach(peers::beginSum);
            peers.awaitSums();
            return mine;
        });
        for (int index = 0; index < lengths.length; index++) {
            float[] expected = new float[lengths[index]];
            for (int rank = 0; rank < count; rank++) {
                float[] summand = values(rank, expected.length);
                for (int at = 0; at < expected.length; at++) {
                    expected[at] += summand[at];
                }
            }
            for (List<float[]> ofWorker : sums) {
                assertThat(ofWorker.get(index)).isEqualTo(expected);
            }
        }
    }

    @Test
    void aNetworkIsTrainedToTheBitsOfWorkersInOneProcess() throws Exception {
        Network network = Network.of(
                Shape.of(7),
                Layers.standardize(),
                Layers.linear(70),
                Layers.batchNorm(),
                Layers.relu(),
                Layers.linear(3));
        Function<Workers, Model> training = workers -> Trainer.of(network)
                .epochs(2)
                .batchSize(40)
                .threads(1)
                .workers(workers, BatchStatistics.SYNCHRONIZED)
                .fit(data(50 + 30 * workers.rank()));
        Model expected = LocalWorkers.run(3, training).get(0);
        for (Model model : run(3, training::apply)) {
            assertThat(model.tensors()).isEqualTo(expected.tensors());
        }
    }

    @Test
    void whereTheJobAsksForItConnectionsAreAuthenticatedAndEncrypted() throws Exception {
        Line encrypted = encrypted("known to the executors");
        List<float[]> sums = run(2, encrypted, peers -> {
            float[] values = {1 + peers.rank()};
            peers.beginSum(values);
            peers.awaitSums();
            return values;
        });
        assertThat(sums).allSatisfy(sum -> assertThat(sum).containsExactly(3));
        assertThatThrownBy(() -> run(2, encrypted, peers -> {
                    if (peers.rank() == 0) {
                        stranger(peers, encrypted("guessed"));
                    }
                    return 0;
                }))
                .hasMessageContaining("cannot reach worker 1")
                .isInstanceOf(EvenkeelException.class);
    }

    private static Line encrypted(String secret) {
        SecretKeyHolder keys = new SecretKeyHolder() {
            @Override
            public String getSaslUser(String application) {
                return "executors";
            }

            @Override
            public String getSecretKey(String application) {
                return secret;
            }
        };
        return new Line(
                "127.0.0.1",
                Ports.ANY,
                ENCRYPTED,
                List.of(new AuthClientBootstrap(ENCRYPTED, "executors", keys)),
                List.of(new AuthServerBootstrap(ENCRYPTED, keys)));
    }

    @Test
    void aWorkerThatFailsTellsTheOthersWhy() {
        assertThatThrownBy(() -> run(3, peers -> {
                    if (peers.rank() == 1) {
                        peers.fail(new IOException("its disk is full"));
                        return 1;
                    }
                    peers.gather(new double[1], new double[3]);
                    return 0;
                }))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("Worker 1 failed: java.io.IOException: its disk is full");
    }

    @Test
    void aWorkerThatIsGoneEndsTheWaitAtOnce() {
        assertThatThrownBy(() -> run(2, peers -> {
                    if (peers.rank() == 1) {
                        peers.vanish();
                        return 1;
                    }
                    float[] values = new float[10_000];
                    peers.beginSum(values);
                    peers.awaitSums();
                    return 0;
                }))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("Worker 1")
                .hasMessageContaining("is gone");
    }

    @Test
    void aWorkerThatSaysNothingIsNamed() {
        assertThatThrownBy(() -> run(2, LINE, SHORT, peers -> {
                    if (peers.rank() == 0) {
                        peers.gather(new double[1], new double[2]);
                    } else {
                        sleep(WAITING.patience());
                    }
                    return 0;
                }))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("Worker 1 sent nothing for 1 s");
    }

    @Test
    void aWorkerThatEndedEarlyIsNamed() {
        assertThatThrownBy(() -> run(2, peers -> {
                    if (peers.rank() == 0) {
                        peers.gather(new double[1], new double[2]);
                        peers.gather(new double[1], new double[2]);
                    } else {
                        peers.gather(new double[1], new double[2]);
                    }
                    return 0;
                }))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("Worker 1 has ended its run");
    }

    @Test
    void otherLengthsAreAnError() {
        assertThatThrownBy(() -> run(2, peers -> {
                    peers.gather(new double[1 + peers.rank()], new double[2 + 2 * peers.rank()]);
                    return 0;
                }))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("do not compute the same");
    }

    @Test
    void whoDoesNotKnowTheSecretIsNotTalkedTo() throws Exception {
        List<Integer> ranks = run(2, peers -> {
            if (peers.rank() == 0) {
                assertThatThrownBy(() -> stranger(peers, LINE)).isInstanceOf(EvenkeelException.class);
                noise(peers);
            }
            double[] all = new double[2];
            peers.gather(new double[] {peers.rank()}, all);
            assertThat(all).containsExactly(0, 1);
            return peers.rank();
        });
        assertThat(ranks).containsExactly(0, 1);
    }

    private static Peers stranger(Peers known, Line line) {
        return Peers.meet(0, 2, line, new byte[32], SHORT, own -> List.of(own, known.address()));
    }

    private static void noise(Peers peers) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), peers.port())) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
        } catch (IOException problem) {
            throw new IllegalStateException(problem);
        }
    }

    private interface Work<T> {
        T of(Peers peers);
    }

    /** What each worker makes; the failure of the first that fails. */
    private static <T> List<T> run(int count, Work<T> work) throws Exception {
        return run(count, LINE, work);
    }

    private static <T> List<T> run(int count, Line line, Work<T> work) throws Exception {
        return run(count, line, WAITING, work);
    }

    private static <T> List<T> run(int count, Line line, Waiting waiting, Work<T> work) throws Exception {
        ConcurrentHashMap<Integer, String> addresses = new ConcurrentHashMap<>();
        CyclicBarrier met = new CyclicBarrier(count);
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Future<T>> results = IntStream.range(0, count)
                    .<Future<T>>mapToObj(rank -> threads.submit(() -> {
                        Peers peers = Peers.meet(rank, count, line, SECRET, waiting, own -> {
                            addresses.put(rank, own);
                            await(met);
                            return IntStream.range(0, count)
                                    .mapToObj(addresses::get)
                                    .toList();
                        });
                        try (peers) {
                            return work.of(peers);
                        }
                    }))
                    .toList();
            List<T> made = new ArrayList<>();
            for (Future<T> result : results) {
                made.add(result.get());
            }
            return made;
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof EvenkeelException known) {
                throw known;
            }
            throw failure;
        } finally {
            threads.shutdownNow();
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception problem) {
            throw new IllegalStateException(problem);
        }
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static float[] values(int rank, int length) {
        Randomness randomness = Randomness.of(rank, "values " + length);
        float[] values = new float[length];
        for (int index = 0; index < length; index++) {
            values[index] = (float) randomness.nextGaussian();
        }
        return values;
    }

    private static Dataset data(int examples) {
        Randomness randomness = Randomness.of(examples, "data");
        float[][] inputs = new float[examples][7];
        int[] classes = new int[examples];
        for (int example = 0; example < examples; example++) {
            classes[example] = example % 3;
            for (int index = 0; index < 7; index++) {
                inputs[example][index] = (float) randomness.nextGaussian() + classes[example];
            }
        }
        return Datasets.of(Shape.of(7), inputs, classes, Target.classes(3));
    }
}
