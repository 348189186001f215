import java.util.List;
import java.util.Locale;

/**
 * What synchronous training would reach on clusters larger than any at hand: {@code java comparison/spark/ClusterPlan.java}. Computing is
 * measured (one core, a global batch of 1,024, {@code StepTimes}); the network is modelled by its bandwidth, the latency of a message
 * and what sending one costs a worker ({@code ExchangeTimes} on one machine, 10 and 100 Gbit/s between machines).
 *
 * <p>A step computes, exchanges moments of each batch normalization twice (every worker tells every other), and sums gradients, which
 * overlaps the backward pass: two thirds of the computing. Sums by a ring send 2 (K - 1) parts of P / K values one after the other; by a tree 2 log2 K times all
 * P; directly, as Evenkeel does, each worker sends every other its part of P / K values and gets it back summed.
 */
final class ClusterPlan {
    private static final double LATENCY = 50e-6;
    private static final double OVERHEAD = 5e-6;
    private static final double BACKWARD = 2.0 / 3;
    private static final double MEASURED_BATCH = 1024;
    private static final int[] WORKERS = {2, 8, 64, 512};
    private static final double[] GIGABITS = {10, 100};

    /**
     * A network that was measured.
     *
     * @param seconds a step of 1,024 examples on one core
     * @param channels of each batch normalization
     */
    private record Measured(String name, double seconds, long parameters, List<Integer> channels) {}

    private enum Exchange {
        DIRECT,
        RING,
        TREE
    }

    private static double sum(Exchange exchange, int workers, long parameters, double bytesPerSecond) {
        double part = 4.0 * parameters / workers / bytesPerSecond;
        double whole = 4.0 * parameters / bytesPerSecond;
        double levels = Math.ceil(Math.log(workers) / Math.log(2));
        return switch (exchange) {
            case DIRECT -> 2 * (LATENCY + (workers - 1) * (OVERHEAD + part));
            case RING -> 2 * (workers - 1) * (LATENCY + OVERHEAD + part);
            case TREE -> 2 * levels * (LATENCY + OVERHEAD + whole);
        };
    }

    private static double moments(Measured network, int workers, double bytesPerSecond) {
        return network.channels.stream()
                .mapToDouble(channels ->
                        2 * (LATENCY + (workers - 1) * (OVERHEAD + 8.0 * (2 * channels + 1) / bytesPerSecond)))
                .sum();
    }

    /** Of a batch of so many examples for each worker. */
    private static double step(Measured network, Exchange exchange, int workers, double each, double bytesPerSecond) {
        double computing = network.seconds * each / MEASURED_BATCH;
        double summing = sum(exchange, workers, network.parameters, bytesPerSecond);
        return computing + moments(network, workers, bytesPerSecond) + Math.max(0, summing - BACKWARD * computing);
    }

    public static void main(String... arguments) {
        List<Measured> networks = List.of(
                new Measured("MLP 784-512-256-10", 0.0157, 536_586, List.of(512, 256)),
                new Measured("CNN 28x28", 0.1760, 50_698, List.of(32, 64)));
        System.out.println("Efficiency: the time of one worker's share alone / the time of a step");
        System.out.printf("%-20s %-8s %-7s %8s %s%n", "network", "Gbit/s", "sums", "batch", "   2     8    64   512 workers");
        for (Measured network : networks) {
            for (double gigabits : GIGABITS) {
                for (Exchange exchange : Exchange.values()) {
                    for (int each : new int[] {128, 1024}) {
                        StringBuilder line = new StringBuilder();
                        for (int workers : WORKERS) {
                            double computing = network.seconds * each / MEASURED_BATCH;
                            double step = step(network, exchange, workers, each, gigabits * 1e9 / 8);
                            line.append(String.format(Locale.ROOT, "%5.2f ", computing / step));
                        }
                        System.out.printf(
                                Locale.ROOT,
                                "%-20s %-8.0f %-7s %8d %s%n",
                                network.name,
                                gigabits,
                                exchange.name().toLowerCase(Locale.ROOT),
                                each,
                                line);
                    }
                }
            }
        }
        System.out.println();
        System.out.println("Parameters from which a ring is faster than a tree");
        for (double gigabits : GIGABITS) {
            StringBuilder line = new StringBuilder();
            for (int workers : WORKERS) {
                line.append(String.format(Locale.ROOT, "%,14d", crossover(workers, gigabits * 1e9 / 8)));
            }
            System.out.printf(Locale.ROOT, "%4.0f Gbit/s: %s%n", gigabits, line);
        }
    }

    private static long crossover(int workers, double bytesPerSecond) {
        long parameters = 1;
        while (parameters < 1L << 40
                && sum(Exchange.RING, workers, parameters, bytesPerSecond)
                        > sum(Exchange.TREE, workers, parameters, bytesPerSecond)) {
            parameters = Math.max(parameters + 1, parameters * 101 / 100);
        }
        return parameters;
    }
}
