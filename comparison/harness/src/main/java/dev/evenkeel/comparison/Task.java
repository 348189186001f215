package dev.evenkeel.comparison;

import dev.evenkeel.comparison.network.Architecture;
import dev.evenkeel.comparison.network.LanguageModel;
import java.util.Arrays;

/**
 * One computation that contenders are timed on. Its text names it in the report and between processes; {@link #parse} reads
 * it. Shapes are channels last: {@code batch x height x width x channels}.
 */
public sealed interface Task {
    /** Reads what {@code toString} wrote. */
    static Task parse(String text) {
        String[] words = text.split(" ");
        return switch (words[0]) {
            case "product" -> Product.of(words[1], Product.Right.AS_IT_LIES);
            case "packed-product" -> Product.of(words[1], Product.Right.PACKED_BEFORE);
            case "conv" -> Convolution.of(Pass.of(words[1]), words[2]);
            case "batchNorm" -> Normalization.of(Normalization.Kind.BATCH, Pass.of(words[1]), words[2]);
            case "batchNorm+relu" -> Normalization.of(Normalization.Kind.BATCH_RELU, Pass.of(words[1]), words[2]);
            case "layerNorm" -> Normalization.of(Normalization.Kind.LAYER, Pass.of(words[1]), words[2]);
            case "attention" -> Attention.of(Pass.of(words[1]), words[2]);
            case "lstm" -> Recurrence.of(words[2]);
            case "token" -> new Token();
            case "step" ->
                words[1].equals(LanguageModel.NAME)
                        ? new LanguageStep()
                        : new TrainingStep(
                                Architecture.of(words[1]),
                                number(words, 3, 1),
                                number(words, 5, Architecture.CHANNELS));
            case "predict" -> new Prediction(Architecture.of(words[1]), number(words, 3, 1));
            default -> throw new IllegalArgumentException("There is no task '" + text + "'");
        };
    }

    /** {@code C = A B}. */
    record Product(int rows, int depth, int columns, Right right) implements Task {
        /** The form in which B comes. */
        public enum Right {
            /** Row-major: whatever a contender does with it belongs to the time. */
            AS_IT_LIES,
            /** In the contender's own layout, brought there before the time runs, as weights that predict are. */
            PACKED_BEFORE
        }

        static Product of(String shape, Right right) {
            int[] sides = sides(shape);
            return new Product(sides[0], sides[1], sides[2], right);
        }

        @Override
        public String toString() {
            return (right == Right.AS_IT_LIES ? "product " : "packed-product ") + rows + "x" + depth + "x" + columns;
        }
    }

    /** A 3 x 3 convolution of stride 1 that keeps the size, without bias. */
    record Convolution(Pass pass, int batch, int height, int width, int inputs, int outputs) implements Task {
        /** The kernel's extent along both axes. */
        public static final int KERNEL = 3;

        static Convolution of(Pass pass, String shape) {
            int[] sides = sides(shape.replace("->", "x"));
            return new Convolution(pass, sides[0], sides[1], sides[2], sides[3], sides[4]);
        }

        public int positions() {
            return batch * height * width;
        }

        @Override
        public String toString() {
            return "conv " + pass + " " + batch + "x" + height + "x" + width + "x" + inputs + "->" + outputs;
        }
    }

    /** A normalization with gamma and beta, in training. Its shape is {@code rows x channels} or that of images. */
    record Normalization(Kind kind, Pass pass, Extent extent) implements Task {
        /** What is normalised. */
        public enum Kind {
            BATCH("batchNorm"),
            /** And the activation that follows. */
            BATCH_RELU("batchNorm+relu"),
            LAYER("layerNorm");

            private final String word;

            Kind(String word) {
                this.word = word;
            }
        }

        /** Images of one position are plain rows. */
        public record Extent(int batch, int height, int width, int channels) {
            public int rows() {
                return batch * height * width;
            }

            public int size() {
                return rows() * channels;
            }

            public boolean isImage() {
                return height * width > 1;
            }

            @Override
            public String toString() {
                return isImage() ? batch + "x" + height + "x" + width + "x" + channels : batch + "x" + channels;
            }
        }

        static Normalization of(Kind kind, Pass pass, String shape) {
            int[] sides = sides(shape);
            return new Normalization(
                    kind,
                    pass,
                    sides.length == 2
                            ? new Extent(sides[0], 1, 1, sides[1])
                            : new Extent(sides[0], sides[1], sides[2], sides[3]));
        }

        @Override
        public String toString() {
            return kind.word + " " + pass + " " + extent;
        }
    }

    /**
     * Causal attention of queries, keys and values behind each other in each row: {@code batch x heads x positions x width}.
     * Backward gives the gradients of all three from what forward left.
     */
    record Attention(Pass pass, int batch, int heads, int positions, int width) implements Task {
        static Attention of(Pass pass, String shape) {
            int[] sides = sides(shape);
            return new Attention(pass, sides[0], sides[1], sides[2], sides[3]);
        }

        /** The values of a row of the output. */
        public int channels() {
            return heads * width;
        }

        public int rows() {
            return batch * positions;
        }

        @Override
        public String toString() {
            return "attention " + pass + " " + batch + "x" + heads + "x" + positions + "x" + width;
        }
    }

    /** Forward and backward of an LSTM of one layer: {@code batch x positions x channels -> hidden}, all gradients included. */
    record Recurrence(int batch, int positions, int channels, int hidden) implements Task {
        /** Rows of weights for each value of the state. */
        public static final int GATES = 4;

        static Recurrence of(String shape) {
            int[] sides = sides(shape.replace("->", "x"));
            return new Recurrence(sides[0], sides[1], sides[2], sides[3]);
        }

        @Override
        public String toString() {
            return "lstm step " + batch + "x" + positions + "x" + channels + "->" + hidden;
        }
    }

    /** A {@link TrainingStep} of the {@link LanguageModel}. */
    record LanguageStep() implements Task {
        @Override
        public String toString() {
            return "step " + LanguageModel.NAME;
        }
    }

    /**
     * The {@link LanguageModel}'s answer to one more token, keys and values of those before kept. A run computes the next
     * position; behind the last one another sequence begins, so that a median is that of a position in the middle.
     */
    record Token() implements Task {
        @Override
        public String toString() {
            return "token " + LanguageModel.NAME;
        }
    }

    /**
     * Forward, softmax cross-entropy, backward, and an update by SGD with momentum.
     *
     * @param channels of the CNN's second convolution, which tells how time grows; the others have none
     */
    record TrainingStep(Architecture architecture, int batch, int channels) implements Task {
        @Override
        public String toString() {
            String text = "step " + architecture + " batch " + batch;
            return architecture == Architecture.RESNET20 ? text : text + " channels " + channels;
        }
    }

    /** One example or a batch through the trained network, frozen as a contender would ship it. */
    record Prediction(Architecture architecture, int batch) implements Task {
        @Override
        public String toString() {
            return "predict " + architecture + (batch == 1 ? "" : " batch " + batch);
        }
    }

    private static int number(String[] words, int place, int otherwise) {
        return words.length > place ? Integer.parseInt(words[place]) : otherwise;
    }

    private static int[] sides(String shape) {
        return Arrays.stream(shape.split("x")).mapToInt(Integer::parseInt).toArray();
    }
}
