package dev.evenkeel.spark.worker;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * How a worker waits for others.
 *
 * @param patience how long before the other counts as lost
 * @param killed whether Spark wants this worker to end, so that it need wait no longer
 */
record Waiting(Duration patience, BooleanSupplier killed) {}
