package dev.evenkeel.spark.worker;

import java.util.List;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.client.TransportClientBootstrap;
import org.apache.spark.network.crypto.AuthClientBootstrap;
import org.apache.spark.network.crypto.AuthServerBootstrap;
import org.apache.spark.network.netty.SparkTransportConf;
import org.apache.spark.network.server.TransportServerBootstrap;
import org.apache.spark.network.util.TransportConf;
import scala.Option;

/**
 * How workers are connected: by Spark's transport (Netty), authenticated and encrypted where the settings of the job ask for it
 * ({@code spark.authenticate}, {@code spark.network.crypto.enabled}, {@code spark.ssl.rpc.enabled}).
 *
 * @param host where this worker listens, as the others reach it
 * @param callers what is done on a connection before it is used, by who opens it
 * @param listeners the same, by who is called
 */
record Line(
        String host,
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
        return security.isAuthenticationEnabled()
                ? new Line(
                        host,
                        settings,
                        List.of(new AuthClientBootstrap(settings, security.getSaslUser(), security)),
                        List.of(new AuthServerBootstrap(settings, security)))
                : new Line(host, settings, List.of(), List.of());
    }
}
