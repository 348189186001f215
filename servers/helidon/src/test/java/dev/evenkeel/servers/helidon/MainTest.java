package dev.evenkeel.servers.helidon;

import dev.evenkeel.servers.contract.ServerContract;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class MainTest extends ServerContract {
    private static WebServer server;

    @BeforeAll
    static void start() throws IOException {
        server = Main.start(0);
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    @Override
    protected int port() {
        return server.port();
    }
}
