package dev.evenkeel.servers.quarkus;

import dev.evenkeel.servers.contract.ServerContract;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URL;

@QuarkusTest
class PredictionsTest extends ServerContract {
    @TestHTTPResource
    URL address;

    @Override
    protected int port() {
        return address.getPort();
    }
}
