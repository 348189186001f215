/** Models behind the Open Inference Protocol v2, watched for drift. */
module dev.evenkeel.serve {
    exports dev.evenkeel.serve;
    exports dev.evenkeel.serve.http;

    requires transitive dev.evenkeel.core;
    requires dev.evenkeel.data;
    requires static org.jspecify;
    requires java.management;
    requires micrometer.core;
    requires micrometer.registry.prometheus;
    requires org.eclipse.jetty.http;
    requires org.eclipse.jetty.io;
    requires org.eclipse.jetty.server;
    requires org.eclipse.jetty.util;
}
