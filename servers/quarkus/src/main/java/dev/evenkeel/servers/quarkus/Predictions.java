package dev.evenkeel.servers.quarkus;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.model.Model;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response.Status;
import java.util.Map;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** {@code POST /predict}: an example's values as a JSON array. */
@Path("/predict")
public class Predictions {
    private final Model model;
    private final Predictor predictor;

    Predictions(Model model, Predictor predictor) {
        this.model = model;
        this.predictor = predictor;
    }

    /** @param label the likeliest class */
    public record Answer(String label, float[] probabilities) {}

    @POST
    public Answer predict(float[] body) {
        float[] example = Optional.ofNullable(body).orElse(new float[0]);
        String label = model.output().labels().get(predictor.classify(example));
        return new Answer(label, predictor.probabilities(example));
    }

    @ServerExceptionMapper({IllegalArgumentException.class, EvenkeelException.class})
    RestResponse<Map<String, String>> refused(RuntimeException wrong) {
        return RestResponse.status(Status.BAD_REQUEST, Map.of("error", wrong.getMessage()));
    }
}
