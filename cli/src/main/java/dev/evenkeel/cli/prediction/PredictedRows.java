package dev.evenkeel.cli.prediction;

import dev.evenkeel.cli.option.Words;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.model.Model;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.tensor.Mask;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Predicts rows in blocks, on several threads where there are several blocks, and writes them in their order. An example's
 * outputs are the same bits in any block and from any thread.
 *
 * @param answered how many rows were written with a finite prediction
 * @param notFinite the rows whose prediction is not finite, counted from 0
 */
public record PredictedRows(int answered, List<Integer> notFinite) {
    private static final int BLOCK_VALUES = 1 << 16;
    private static final int MAX_BLOCK = 1024;

    private record Block(byte[] text, int answered, List<Integer> notFinite) {}

    public static PredictedRows write(
            Predictor predictor, Rows rows, PredictionWriter writer, PrintStream out, int threads) {
        byte[] head = writer.head().getBytes(StandardCharsets.UTF_8);
        out.write(head, 0, head.length);
        int length =
                Math.max(1, Math.min(MAX_BLOCK, BLOCK_VALUES / predictor.input().size()));
        int blocks = (rows.size() + length - 1) / length;
        List<Integer> notFinite = new ArrayList<>();
        int answered = 0;
        ExecutorService pool = Executors.newFixedThreadPool(Math.max(1, Math.min(threads, blocks)), work -> {
            Thread thread = new Thread(work, "evenkeel-predictions");
            thread.setDaemon(true);
            return thread;
        });
        try {
            Deque<Future<Block>> ahead = new ArrayDeque<>();
            int begun = 0;
            for (int written = 0; written < blocks; written++) {
                while (begun < blocks && ahead.size() < 2 * threads) {
                    int first = begun++ * length;
                    ahead.add(pool.submit(
                            () -> block(predictor, rows, writer, first, Math.min(length, rows.size() - first))));
                }
                Block block = done(ahead.remove());
                out.write(block.text(), 0, block.text().length);
                answered += block.answered();
                notFinite.addAll(block.notFinite());
            }
        } finally {
            pool.shutdownNow();
        }
        return new PredictedRows(answered, List.copyOf(notFinite));
    }

    /** The rows whose prediction is not finite, counted from 0. */
    public static List<Integer> notFinite(Predictor predictor, Rows rows) {
        PredictionWriter writer = PredictionWriter.of(
                Words.Format.CSV,
                predictor,
                new Model.Output(predictor.outputActivation(), List.of(), Optional.empty()));
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return write(predictor, rows, writer, nowhere, 1).notFinite();
    }

    private static Block block(Predictor predictor, Rows rows, PredictionWriter writer, int first, int count) {
        int outputSize = predictor.output().size();
        float[] inputs = new float[count * predictor.input().size()];
        float[] outputs = new float[count * outputSize];
        Mask mask = rows.read(first, count, inputs);
        if (predictor.outputActivation() == OutputActivation.IDENTITY) {
            predictor.predict(inputs, 0, count, outputs, 0, mask);
        } else {
            predictor.probabilities(inputs, 0, count, outputs, 0, mask);
        }
        StringBuilder text = new StringBuilder();
        List<Integer> notFinite = new ArrayList<>();
        int answered = 0;
        for (int row = 0; row < count; row++) {
            if (!rows.isReadable(first + row)) {
                continue;
            }
            if (writer.isFinite(outputs, row * outputSize)) {
                answered++;
            } else {
                notFinite.add(first + row);
            }
            writer.row(text, first + row + 1, outputs, row * outputSize);
        }
        return new Block(text.toString().getBytes(StandardCharsets.UTF_8), answered, notFinite);
    }

    private static Block done(Future<Block> block) {
        try {
            return block.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Predicting was interrupted", interrupted);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (failed.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(failed);
        }
    }
}
