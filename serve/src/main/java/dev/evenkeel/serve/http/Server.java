package dev.evenkeel.serve.http;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.serve.Access;
import dev.evenkeel.serve.ServedFiles;
import dev.evenkeel.serve.ServerLimits;
import dev.evenkeel.serve.ServerSettings;
import dev.evenkeel.serve.TlsFiles;
import dev.evenkeel.serve.batch.BatchObserver;
import dev.evenkeel.serve.batch.BatchSettings;
import dev.evenkeel.serve.collect.InputCollector;
import dev.evenkeel.serve.repository.FolderRepository;
import dev.evenkeel.serve.repository.GivenModel;
import dev.evenkeel.serve.repository.ModelRepository;
import dev.evenkeel.serve.repository.RepositorySettings;
import dev.evenkeel.serve.watch.CollectionSource;
import dev.evenkeel.serve.watch.DriftWatch;
import dev.evenkeel.serve.watch.Served;
import dev.evenkeel.serve.watch.StatusPage;
import dev.evenkeel.serve.watch.Watch;
import java.net.BindException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Serves models by the Open Inference Protocol v2 over HTTP/1.1, metrics at {@code /metrics} and a status page at {@code /}.
 * Requests wait without a thread; each limit is in {@link ServerLimits}.
 */
public final class Server implements AutoCloseable {
    private static final int MAX_THREADS = 64;
    /** The others still answer who asks whether the server is alive. */
    private static final int MAX_COMPUTING = MAX_THREADS / 4;

    private static final long LOOK_MILLIS = 100;
    private static final long FORGET_MILLIS = 60_000;
    private static final int MAX_LOADS_WAITING = 16;

    private final ServerSettings settings;
    private final ModelRepository repository;
    private final String host;
    private volatile int port;
    private final org.eclipse.jetty.server.Server jetty;
    private final ServerConnector connector;
    private final Exchanges exchanges;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(Server::clockThread);
    private final ExecutorService loader = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_LOADS_WAITING), Server::loaderThread);
    private final AtomicBoolean stopped = new AtomicBoolean();
    private volatile Runnable afterwards = () -> {};

    private Server(ServerSettings settings, ModelRepository repository, Watch watch) {
        this.repository = repository;
        this.settings = settings;
        host = settings.host();
        requireAccess(settings);
        Gate gate = new Gate(settings.access());
        ServerLimits limits = settings.limits();
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 4);
        threads.setName("evenkeel-serve");
        threads.setDaemon(true);
        jetty = new org.eclipse.jetty.server.Server(threads);
        connector = connector(jetty, settings);
        Connections connections = new Connections(limits);
        connector.addBean(connections);
        exchanges = new Exchanges(settings, watch, connections);
        jetty.addConnector(connector);
        jetty.addBean(new NetworkConnectionLimit(limits.connections(), connector));
        jetty.setErrorHandler(new Errors());
        jetty.setHandler(new Front(
                gate, exchanges, repository, new Inference(repository, threads, MAX_COMPUTING), watch, loader));
        watch.gauge("evenkeel.requests.open", "Requests under way", exchanges::count);
        watch.gauge("evenkeel.body.bytes", "Bytes of the bodies of all requests under way", exchanges.bodies()::taken);
        watch.gauge(
                "evenkeel.connections.open",
                "Open connections",
                () -> connector.getConnectedEndPoints().size());
        every(LOOK_MILLIS, () -> {
            long now = System.nanoTime();
            exchanges.look(now);
            connections.look(now);
        });
        every(FORGET_MILLIS, () -> watch.retain(StatusPage.models(repository.index())));
    }

    /**
     * Reads models and begins to serve them.
     *
     * @throws EvenkeelException if one of the files cannot be read, or the server may not or cannot listen where it should
     */
    public static Server start(ServerSettings settings, ServedFiles models) {
        requireAccess(settings);
        Optional<InputCollector> collector = models.collecting()
                .map(kept -> InputCollector.open(
                        kept, models.folder(), sentence -> settings.log().write(warning(sentence))));
        DriftWatch drift = new DriftWatch();
        Watch watch =
                new Watch(drift, collector.<CollectionSource>map(kept -> kept).orElseGet(CollectionSource::none));
        Runnable watched = () -> {
            collector.ifPresent(InputCollector::close);
            watch.close();
        };
        FolderRepository repository;
        try {
            repository = FolderRepository.open(
                    models.files().stream().map(GivenModel::of).toList(),
                    models.folder(),
                    models.reader(),
                    RepositorySettings.standard()
                            .lookingEvery(models.lookEvery())
                            .withThreads(models.batching().threads())
                            .withBatches(batches(models.batching(), settings.limits()))
                            .observedBy((name, version, model) -> {
                                Served served = new Served(name, version.orElse(""));
                                BatchObserver observer = watch.batches(served).and(drift.batches(served, model));
                                return collector
                                        .map(kept -> observer.and(kept.batches(served, model)))
                                        .orElse(observer);
                            }));
        } catch (RuntimeException failed) {
            watched.run();
            throw failed;
        }
        try {
            Server server = start(settings, repository, watch);
            server.afterwards = () -> {
                repository.close();
                watched.run();
            };
            models.collecting()
                    .ifPresent(kept -> server.warn("Inputs are kept, because the server was started so: of each"
                            + " model up to " + kept.limit() + " examples, in the folder that was given"));
            return server;
        } catch (RuntimeException failed) {
            repository.close();
            watched.run();
            throw failed;
        }
    }

    private static BatchSettings batches(ServedFiles.Batching batching, ServerLimits limits) {
        // A second later than the server itself, which then tells why there is no answer.
        return BatchSettings.standard()
                .withBatch(batching.examples(), batching.delay())
                .withQueue(batching.queue(), BatchSettings.standard().maxQueuedValues())
                .withTimeLimit(limits.requestTime().plusSeconds(1))
                .withThreads(batching.threads());
    }

    /**
     * Begins to serve models that stay their caller's to close, after the server.
     *
     * @throws EvenkeelException if it may not or cannot listen where it should
     */
    static Server start(ServerSettings settings, ModelRepository repository, Watch watch) {
        Server server = new Server(settings, repository, watch);
        try {
            server.jetty.start();
            server.port = server.connector.getLocalPort();
        } catch (Exception failed) {
            server.end();
            throw server.notStarted(failed);
        }
        server.tell();
        return server;
    }

    /** The names of the models that it is ready to answer for. */
    public List<String> models() {
        return repository.index().stream()
                .filter(entry -> entry.state() == ModelRepository.State.READY)
                .map(ModelRepository.Entry::name)
                .distinct()
                .toList();
    }

    /** A request that this model answers, as the body of {@code POST /v2/models/NAME/infer}; empty if it has none to show. */
    public Optional<JsonObject> example(String model) {
        return repository.with(
                model,
                Optional.empty(),
                (served, batcher) -> served.description().example());
    }

    /** Where it listens: {@code http://127.0.0.1:8080}. */
    public URI address() {
        String scheme = settings.tls().isPresent() ? "https" : "http";
        String name = host.contains(":") ? "[" + host + "]" : host;
        return URI.create(scheme + "://" + name + ":" + port);
    }

    /**
     * Takes no new connection, answers what is under way within {@link ServerLimits#drainTime}, refuses what comes meanwhile, and ends.
     */
    @Override
    public void close() {
        if (!stopped.compareAndSet(false, true)) {
            return;
        }
        exchanges.drain();
        settings.log().write(event("stopping"));
        connector.close();
        try {
            boolean drained = exchanges.awaitNone(settings.limits().drainTime());
            settings.log().write(event("stopped").with("drained", drained));
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
        end();
        afterwards.run();
    }

    private void every(long milliseconds, Runnable work) {
        ScheduledFuture<?> unused = clock.scheduleWithFixedDelay(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException failed) {
                        exchanges.unexpected(failed);
                    }
                },
                milliseconds,
                milliseconds,
                TimeUnit.MILLISECONDS);
    }

    private void end() {
        clock.shutdownNow();
        loader.shutdownNow();
        try {
            jetty.stop();
        } catch (Exception failed) {
            settings.log().write(event("failure").with("kind", failed.getClass().getName()));
        }
    }

    private void tell() {
        settings.log().write(event("started").with("address", address().toString()));
        if (settings.access() instanceof Access.Open) {
            warn("Everybody who reaches " + address() + " may ask this server, because it was started as open");
        }
        if (settings.access() instanceof Access.Token token) {
            Token.warning(token.file()).ifPresent(this::warn);
            if (settings.tls().isEmpty() && !isLoopback(settings)) {
                warn("The token crosses the network in the clear. Give a key and a certificate, or stand behind a proxy"
                        + " that does TLS");
            }
        }
    }

    private void warn(String sentence) {
        settings.log().write(warning(sentence));
    }

    private static JsonObject warning(String sentence) {
        return event("warning").with("message", sentence);
    }

    private static JsonObject event(String name) {
        return JsonObject.of().with("time", Instant.now().toString()).with("event", name);
    }

    private EvenkeelException notStarted(Exception failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return new EvenkeelException(
                        "Port " + settings.port() + " of " + host + " cannot be had: " + cause.getMessage()
                                + ". Give another one, or 0 for any free one",
                        failed);
            }
        }
        return new EvenkeelException(
                "The server cannot listen on " + host + ":" + settings.port() + ": " + failed.getMessage(), failed);
    }

    private static ServerConnector connector(org.eclipse.jetty.server.Server jetty, ServerSettings settings) {
        ServerLimits limits = settings.limits();
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendDateHeader(true);
        http.setRequestHeaderSize(limits.headerBytes());
        if (settings.tls().isPresent()) {
            // Who reaches us by another name or address than the certificate's has decided that for himself.
            http.addCustomizer(new SecureRequestCustomizer(false));
        }
        HttpConnectionFactory plain = new HttpConnectionFactory(http);
        ServerConnector connector = settings.tls()
                .map(files -> new ServerConnector(jetty, 1, 2, tls(files, plain), plain))
                .orElseGet(() -> new ServerConnector(jetty, 1, 2, plain));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setIdleTimeout(limits.idleTime().toMillis());
        connector.setAcceptQueueSize(1024);
        return connector;
    }

    private static SslConnectionFactory tls(TlsFiles files, HttpConnectionFactory next) {
        String password = UUID.randomUUID().toString();
        SslContextFactory.Server context = new SslContextFactory.Server();
        context.setKeyStore(Pem.keyStore(files, password.toCharArray()));
        context.setKeyStorePassword(password);
        context.setSniRequired(false);
        return new SslConnectionFactory(context, next.getProtocol());
    }

    private static void requireAccess(ServerSettings settings) {
        if (settings.access() instanceof Access.Loopback && !isLoopback(settings)) {
            throw new EvenkeelException(
                    "On " + settings.host()
                            + " others than this machine can reach the server: give it a token (--token-file), or say that it is open to all (--open)");
        }
    }

    private static boolean isLoopback(ServerSettings settings) {
        try {
            InetAddress address = InetAddress.getByName(settings.host());
            return address.isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            throw new EvenkeelException(
                    "There is no host " + settings.host()
                            + " to listen on. Give an address of this machine, as 127.0.0.1",
                    unknown);
        }
    }

    private static Thread clockThread(Runnable work) {
        return daemon(work, "evenkeel-serve-clock");
    }

    private static Thread loaderThread(Runnable work) {
        return daemon(work, "evenkeel-serve-loader");
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
