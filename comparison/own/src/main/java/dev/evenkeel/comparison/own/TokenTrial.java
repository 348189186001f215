package dev.evenkeel.comparison.own;

import dev.evenkeel.comparison.Evidence;
import dev.evenkeel.comparison.Trial;
import dev.evenkeel.comparison.network.LanguageModel;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.inference.Session;

/** Token after token in sessions of a predictor. */
final class TokenTrial implements Trial {
    private final Predictor predictor;
    private final float[] tokens = LanguageModel.tokens();
    private Session session;
    private float[] scores = {};

    TokenTrial(Predictor predictor) {
        this.predictor = predictor;
        session = predictor.session();
    }

    @Override
    public String setting() {
        return "session";
    }

    @Override
    public Evidence evidence() {
        session.close();
        session = predictor.session();
        for (int position = 0; position < LanguageModel.CONTEXT; position++) {
            run();
        }
        return Evidence.ofPrediction(scores);
    }

    @Override
    public void run() {
        if (session.position() == session.limit()) {
            session.close();
            session = predictor.session();
        }
        scores = session.next(tokens[session.position()]);
    }

    @Override
    public void close() {
        session.close();
    }
}
