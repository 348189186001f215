package dev.evenkeel.serve.watch;

import dev.evenkeel.drift.DriftReport;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.serve.batch.BatchObserver;
import dev.evenkeel.serve.model.Examples;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/** Counts and times what a server does, and tells it to Prometheus and the status page. Safe for any number of threads. */
public final class Watch implements AutoCloseable {
    /** What Prometheus reads. */
    public static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final Duration[] TIMES = durations(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000);
    private static final double[] SIZES = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024};
    /** Layers of a model whose drift has series; the furthest shifted come first. */
    private static final int MAX_LAYERS = 100;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final Map<Served, Series> models = new ConcurrentHashMap<>();
    private final Map<Outcome, Counter> others = new ConcurrentHashMap<>();
    private final DriftSource drift;
    private final CollectionSource collection;
    private final MultiGauge shifts;
    private final MultiGauge ratios;
    private final MultiGauge verdicts;
    private final ColumnGauges columns;

    /** A watch of models of which no inputs are kept. */
    public Watch(DriftSource drift) {
        this(drift, CollectionSource.none());
    }

    public Watch(DriftSource drift, CollectionSource collection) {
        this.drift = drift;
        this.collection = collection;
        shifts = gauges(
                registry,
                "shift",
                "Shift of the mean of what a normalization is given, in deviations of what it was trained on");
        ratios = gauges(
                registry,
                "variance.ratio",
                "Variance of what a normalization is given, over that of what it was trained on");
        verdicts = gauges(registry, "verdict", "1 at the verdict on a model's inputs");
        columns = new ColumnGauges(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    /** Of drift, one for each model and what it tells of. */
    static MultiGauge gauges(MeterRegistry registry, String name, String description) {
        return MultiGauge.builder("evenkeel.drift." + name)
                .description(description)
                .register(registry);
    }

    /** What Micrometer keeps for one model. */
    private final class Series {
        private final Tags tags;
        private final Map<Outcome, Counter> outcomes = new ConcurrentHashMap<>();
        private final Timer time;
        private final DistributionSummary examples;
        private final AtomicInteger waiting = new AtomicInteger();
        private final Traffic traffic = new Traffic(System::nanoTime);
        private final Set<Meter> meters = ConcurrentHashMap.newKeySet();

        Series(Served model) {
            tags = tags(model);
            time = Timer.builder("evenkeel.request.duration")
                    .description("From a request's headers to the last byte of its answer")
                    .tags(tags)
                    .serviceLevelObjectives(TIMES)
                    .register(registry);
            examples = DistributionSummary.builder("evenkeel.batch.examples")
                    .description("Examples that were computed together")
                    .tags(tags)
                    .serviceLevelObjectives(SIZES)
                    .register(registry);
            meters.add(time);
            meters.add(examples);
            meters.add(Gauge.builder("evenkeel.queue.requests", waiting, AtomicInteger::get)
                    .description("Requests that wait to be computed")
                    .tags(tags)
                    .register(registry));
        }

        void answered(Outcome outcome, long nanos) {
            Counter counter = outcomes.computeIfAbsent(outcome, kind -> counter(tags, kind));
            meters.add(counter);
            counter.increment();
            time.record(nanos, TimeUnit.NANOSECONDS);
            traffic.request(outcome, nanos);
        }

        void computed(int count, int nowWaiting) {
            examples.record(count);
            waiting.set(nowWaiting);
            traffic.batch(count);
        }

        void remove() {
            meters.forEach(registry::remove);
        }
    }

    /** A request was answered. */
    public void answered(Served model, Outcome outcome, long nanos) {
        if (model.equals(Served.NOTHING)) {
            others.computeIfAbsent(outcome, kind -> counter(tags(model), kind)).increment();
        } else {
            series(model).answered(outcome, nanos);
        }
    }

    /** Who is to be told of a model's batches. */
    public BatchObserver batches(Served model) {
        return (requests, waiting) -> series(model)
                .computed(requests.stream().mapToInt(Examples::count).sum(), waiting);
    }

    /** A figure of the whole server, read when metrics are. */
    public void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    /**
     * All metrics as Prometheus reads them.
     *
     * <p>One after the other: gauges that are exchanged while others read them would be told twice.
     *
     * @param present the models that there are; others are forgotten
     */
    public synchronized String scrape(Set<Served> present) {
        retain(present);
        List<MultiGauge.Row<?>> shift = new ArrayList<>();
        List<MultiGauge.Row<?>> ratio = new ArrayList<>();
        List<MultiGauge.Row<?>> verdict = new ArrayList<>();
        Map<Served, DriftFindings> found = drift();
        found.forEach((model, findings) -> {
            DriftReport report = findings.layers();
            Tags tags = tags(model);
            verdict.add(MultiGauge.Row.of(
                    tags.and("verdict", findings.verdict().name().toLowerCase(Locale.ROOT)), 1));
            report.layers().stream()
                    .sorted((one, other) -> Double.compare(other.shift(), one.shift()))
                    .limit(MAX_LAYERS)
                    .forEach(layer -> {
                        shift.add(MultiGauge.Row.of(tags.and("layer", layer.layer()), layer.shift()));
                        ratio.add(MultiGauge.Row.of(tags.and("layer", layer.layer()), layer.ratio()));
                    });
        });
        shifts.register(shift, true);
        ratios.register(ratio, true);
        verdicts.register(verdict, true);
        columns.register(found);
        return registry.scrape(TYPE);
    }

    /** What is known of a model's latest minutes. */
    public Optional<JsonObject> traffic(Served model) {
        return Optional.ofNullable(models.get(model)).map(series -> series.traffic.toJson());
    }

    Map<Served, DriftFindings> drift() {
        return DriftFindings.of(drift);
    }

    /** What is kept of a model's inputs. */
    Optional<Collected> collected(Served model) {
        return collection.collected(model);
    }

    /** Forgets all models but these. */
    public void retain(Set<Served> present) {
        drift.retain(present);
        collection.retain(present);
        for (Served model : Set.copyOf(models.keySet())) {
            if (!present.contains(model)) {
                Optional.ofNullable(models.remove(model)).ifPresent(Series::remove);
            }
        }
    }

    private static Duration[] durations(long... milliseconds) {
        return LongStream.of(milliseconds).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }

    private Series series(Served model) {
        return models.computeIfAbsent(model, Series::new);
    }

    private Counter counter(Tags tags, Outcome outcome) {
        return Counter.builder("evenkeel.requests")
                .description("Requests that were answered, or left by their clients")
                .tags(tags.and("outcome", outcome.word()))
                .register(registry);
    }

    static Tags tags(Served model) {
        return Tags.of("model", model.model(), "version", model.version());
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
