package dev.evenkeel.servers.quarkus;

import dev.evenkeel.inference.Predictor;
import dev.evenkeel.model.Model;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;

/** The model that lies in the application's jars, read and frozen once. */
class FrozenModel {
    @Produces
    @Singleton
    Model model() throws IOException {
        try (InputStream content = FrozenModel.class.getResourceAsStream("/model.safetensors")) {
            return Model.read("model.safetensors", content);
        }
    }

    @Produces
    @Singleton
    Predictor predictor(Model model) {
        return model.freeze();
    }
}
