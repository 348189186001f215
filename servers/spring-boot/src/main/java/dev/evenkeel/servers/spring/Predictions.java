package dev.evenkeel.servers.spring;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.model.Model;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /predict}: an example's values as a JSON array. */
@RestController
class Predictions {
    private final Model model;
    private final Predictor predictor;

    Predictions(Model model, Predictor predictor) {
        this.model = model;
        this.predictor = predictor;
    }

    record Answer(String label, float[] probabilities) {}

    @PostMapping("/predict")
    Answer predict(@RequestBody float[] example) {
        String label = model.output().labels().get(predictor.classify(example));
        return new Answer(label, predictor.probabilities(example));
    }

    @ExceptionHandler({IllegalArgumentException.class, EvenkeelException.class})
    ResponseEntity<Map<String, String>> refused(RuntimeException wrong) {
        return ResponseEntity.badRequest().body(Map.of("error", wrong.getMessage()));
    }
}
