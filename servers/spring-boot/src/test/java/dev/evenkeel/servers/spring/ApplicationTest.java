package dev.evenkeel.servers.spring;

import dev.evenkeel.servers.contract.ServerContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

class ApplicationTest extends ServerContract {
    private static ConfigurableApplicationContext application;

    @BeforeAll
    static void start() {
        application = SpringApplication.run(Application.class, "--server.port=0");
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Override
    protected int port() {
        return application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }
}
