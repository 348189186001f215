package dev.evenkeel.servers.spring;

import dev.evenkeel.inference.Predictor;
import dev.evenkeel.model.Model;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ClassPathResource;

/** A Spring Boot application whose model lies in its jar. */
@SpringBootApplication
public class Application {
    public static void main(String[] arguments) {
        SpringApplication.run(Application.class, arguments);
    }

    @Bean
    Model model() throws IOException {
        try (InputStream content = new ClassPathResource("model.safetensors").getInputStream()) {
            return Model.read("model.safetensors", content);
        }
    }

    @Bean
    Predictor predictor(Model model) {
        return model.freeze();
    }
}
