package dev.evenkeel.spark.worker;

import dev.evenkeel.EvenkeelException;
import org.apache.spark.SparkConf;

/**
 * Where workers may listen: ports that are tried one after the other, or any that is free.
 *
 * @param first 0 for any
 * @param last that is tried
 */
record Ports(int first, int last) {
    static final Ports ANY = new Ports(0, 0);

    private static final String PORT = "spark.evenkeel.workerPort";
    private static final String RETRIES = "spark.port.maxRetries";
    private static final int MAX = 65_535;

    /**
     * As the settings of the job say: {@code spark.evenkeel.workerPort}, and {@code spark.port.maxRetries} (16) above it.
     *
     * @throws EvenkeelException if it is no port
     */
    static Ports of(SparkConf settings) {
        int first = settings.getInt(PORT, 0);
        if (first < 0 || first > MAX) {
            throw new EvenkeelException(
                    PORT + " needs a port from 1 to " + MAX + ", or 0 for any that is free, but got " + first);
        }
        return first == 0 ? ANY : new Ports(first, Math.min(MAX, first + settings.getInt(RETRIES, 16)));
    }

    @Override
    public String toString() {
        if (first == 0) {
            return "any free port";
        }
        return first == last ? "port " + first : "ports " + first + " to " + last;
    }
}
