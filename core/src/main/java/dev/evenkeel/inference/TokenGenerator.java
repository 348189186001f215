package dev.evenkeel.inference;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.tensor.Randomness;

/**
 * Continues a sequence of tokens, one after the other, by a language model: a causal network from token numbers {@code [context,
 * 1]} to scores {@code [context, tokens]}. The same seed gives the same tokens.
 *
 * <p>Where the context is full, it goes on with the later half of it, computed anew: memory stays bounded, and what lies further
 * back is forgotten.
 */
public final class TokenGenerator implements AutoCloseable {
    private final Predictor predictor;
    private final Sampling sampling;
    private final Randomness randomness;
    private final int[] context;
    private Session session;
    private int length;
    private float[] scores;

    /**
     * @param prompt the tokens to continue, at least one; of more than the context the latest count
     * @throws EvenkeelException if the predictor is no such network, or a token of the prompt is none of its
     */
    public TokenGenerator(Predictor predictor, int[] prompt, Sampling sampling, long seed) {
        if (predictor.input().rank() != 2
                || predictor.input().channels() != 1
                || predictor.output().positions() != predictor.input().positions()
                || predictor.output().rank() != 2) {
            throw new EvenkeelException(
                    "Generating needs a language model, from tokens [context, 1] to scores [context,"
                            + " tokens], but got a network from " + predictor.input() + " to " + predictor.output());
        }
        if (prompt.length == 0) {
            throw new EvenkeelException("Generating needs a prompt of at least one token, but got none");
        }
        for (int token : prompt) {
            if (token < 0 || token >= tokens(predictor)) {
                throw new EvenkeelException("Generating needs tokens from 0 to " + (tokens(predictor) - 1)
                        + " in the prompt, but got " + token);
            }
        }
        this.predictor = predictor;
        this.sampling = sampling;
        randomness = Randomness.of(seed, "generated tokens");
        context = new int[predictor.input().positions()];
        session = predictor.session();
        scores = new float[0];
        int kept = Math.min(prompt.length, context.length);
        for (int index = prompt.length - kept; index < prompt.length; index++) {
            read(prompt[index]);
        }
    }

    private static int tokens(Predictor predictor) {
        return predictor.output().channels();
    }

    /** Draws the next token. */
    public int next() {
        int token = sampling.draw(scores, randomness);
        read(token);
        return token;
    }

    private void read(int token) {
        if (length == context.length) {
            beginAnew();
        }
        scores = session.next(token);
        context[length] = token;
        length++;
    }

    private void beginAnew() {
        session.close();
        session = predictor.session();
        int from = context.length - context.length / 2;
        length = 0;
        for (int index = from; index < context.length; index++) {
            read(context[index]);
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
