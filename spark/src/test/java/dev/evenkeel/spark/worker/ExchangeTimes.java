package dev.evenkeel.spark.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import org.apache.spark.network.util.MapConfigProvider;
import org.apache.spark.network.util.TransportConf;

/** How long an exchange takes between workers on one machine: {@code ExchangeTimes [workers]} prints a table. */
final class ExchangeTimes {
    private static final int[] FLOATS = {256, 4096, 65_536, 262_144, 1_048_576, 4_194_304};
    private static final int WARM = 200;
    private static final int ROUNDS = 300;

    private ExchangeTimes() {}

    public static void main(String... arguments) throws Exception {
        int count = arguments.length == 0 ? 2 : Integer.parseInt(arguments[0]);
        Map<Integer, String> addresses = new ConcurrentHashMap<>();
        CyclicBarrier met = new CyclicBarrier(count);
        List<Thread> threads = new ArrayList<>();
        for (int worker = 0; worker < count; worker++) {
            int rank = worker;
            threads.add(new Thread(() -> {
                Line line = new Line(
                        "127.0.0.1",
                        Ports.ANY,
                        new TransportConf("rpc", MapConfigProvider.EMPTY),
                        List.of(),
                        List.of());
                try (Peers peers = Peers.meet(
                        rank, count, line, new byte[32], new Waiting(Duration.ofSeconds(30), () -> false), own -> {
                            addresses.put(rank, own);
                            meet(met);
                            return IntStream.range(0, count)
                                    .mapToObj(addresses::get)
                                    .toList();
                        })) {
                    measure(peers);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void measure(Peers peers) {
        double[] mine = new double[129];
        double[] all = new double[129 * peers.count()];
        print(peers, "gather of 129 doubles each", () -> peers.gather(mine, all));
        for (int length : FLOATS) {
            float[] values = new float[length];
            print(peers, "sum of " + length + " floats", () -> {
                peers.beginSum(values);
                peers.awaitSums();
            });
        }
    }

    private static void print(Peers peers, String what, Runnable exchange) {
        for (int round = 0; round < WARM; round++) {
            exchange.run();
        }
        double[] micros = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            exchange.run();
            micros[round] = (System.nanoTime() - start) / 1e3;
        }
        Arrays.sort(micros);
        if (peers.rank() == 0) {
            System.out.printf(
                    "%-30s %10.0f us (median), %10.0f us (95 %%)%n",
                    what, micros[ROUNDS / 2], micros[ROUNDS * 95 / 100]);
        }
    }

    private static void meet(CyclicBarrier met) {
        try {
            met.await();
        } catch (Exception problem) {
            throw new IllegalStateException(problem);
        }
    }
}
