package dev.evenkeel.spark.worker;

import dev.evenkeel.EvenkeelException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.TransportClientBootstrap;
import org.apache.spark.network.crypto.AuthClientBootstrap;
import org.apache.spark.network.crypto.AuthServerBootstrap;
import org.apache.spark.network.netty.SparkTransportConf;
import org.apache.spark.network.server.TransportServer;
import org.apache.spark.network.server.TransportServerBootstrap;
import org.apache.spark.network.util.TransportConf;
import scala.Option;

/**
 * How workers are connected: by Spark's transport (Netty), authenticated and encrypted where the settings of the job ask for it
 * ({@code spark.authenticate}, {@code spark.network.crypto.enabled}, {@code spark.ssl.rpc.enabled}).
 *
 * @param host where this worker listens, as the others reach it
 * @param ports of which it takes one
 * @param callers what is done on a connection before it is used, by who opens it
 * @param listeners the same, by who is called
 */
record Line(
        String host,
        Ports ports,
        TransportConf settings,
        List<TransportClientBootstrap> callers,
        List<TransportServerBootstrap> listeners) {
    private static final int THREADS = 2;

    /** As the executor that this runs in. */
    static Line of(SparkEnv environment, String host) {
        SecurityManager security = environment.securityManager();
        TransportConf settings = SparkTransportConf.fromSparkConf(
                environment.conf(),
                "rpc",
                THREADS,
                Option.apply("executor"),
                Option.apply(security.getRpcSSLOptions()));
        Ports ports = Ports.of(environment.conf());
        return security.isAuthenticationEnabled()
                ? new Line(
                        host,
                        ports,
                        settings,
                        List.of(new AuthClientBootstrap(settings, security.getSaslUser(), security)),
                        List.of(new AuthServerBootstrap(settings, security)))
                : new Line(host, ports, settings, List.of(), List.of());
    }

    /**
     * Listens at the first port that is free.
     *
     * @throws EvenkeelException if none is
     */
    TransportServer listen(TransportContext transport, Door door) {
        List<TransportServerBootstrap> all = new ArrayList<>(listeners);
        all.add(0, door);
        int port = ports.first();
        while (true) {
            try {
                return transport.createServer(host, port, all);
            } catch (Exception taken) { // Netty throws checked ones too
                if (port == ports.last()) {
                    throw new EvenkeelException(
                            "A worker cannot listen at " + host + ", " + ports + " (" + taken.getMessage()
                                    + "). See that spark.evenkeel.workerPort, or one of the spark.port.maxRetries above it,"
                                    + " is free, and that the executor's host name is that of its machine",
                            taken);
                }
                port++;
            }
        }
    }
}
