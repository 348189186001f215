package dev.evenkeel.serve;

import dev.evenkeel.data.KeptAttachments;
import dev.evenkeel.data.table.Table;
import dev.evenkeel.data.table.TableReader;
import dev.evenkeel.data.table.encoding.EncodingRules;
import dev.evenkeel.data.table.encoding.TableEncoding;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Example;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Mlp;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Transformer;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.train.loss.Losses;
import dev.evenkeel.train.loss.Targets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Models that train in a moment. */
public final class SmallModels {
    /** Rows of numbers and categories with gaps. */
    public static final String FLOWERS = """
            length,"width",colour,zip,class
            5.1,3.5,red,0071,setosa
            4.9,,blue,0071,setosa
            7,3.2,red,1200,versicolor
            6.4,3.2,,1200,versicolor
            6.3,3.3,green,0071,virginica
            5.8,2.7,blue,1200,virginica
            NA,2.9,blue,1200,virginica
            """;

    private SmallModels() {}

    /** A table of classes. */
    public static Model flowers(EncodingRules rules) {
        return table(
                TableReader.csv(
                        "flowers.csv",
                        FLOWERS,
                        dev.evenkeel.data.table.TableFormat.automatic().text("zip")),
                rules);
    }

    public static Model table(Table table, EncodingRules rules) {
        TableEncoding encoding = TableEncoding.fit(table, rules);
        Dataset data = encoding.dataset(table);
        boolean isClass = encoding.target() instanceof Target.Classes;
        int outputs = encoding.target() instanceof Target.Classes classes ? classes.count() : 1;
        Trainer trainer = Trainer.of(Mlp.of(List.of(6)).network(data.inputShape(), outputs))
                .batchSize(4)
                .epochs(2)
                .seed(3);
        trainer = isClass
                ? trainer.loss(Losses.crossEntropy())
                : trainer.loss(Losses.meanSquaredError()).targets(Targets.STANDARDIZED);
        return trainer.fit(data)
                .withAttachment(KeptAttachments.ENCODING, encoding.toJson().toString());
    }

    /** Three classes of points in a plane; another seed gives other weights. */
    public static Model points(long seed) {
        return classes(Mlp.of(List.of(5)).network(Shape.of(2), 3), seed);
    }

    /** Two classes of images. */
    public static Model images(Shape shape) {
        return classes(Mlp.of(List.of(4)).network(shape, 2), 1);
    }

    /** Two classes of sequences, by attention. */
    public static Model sequences(Shape shape) {
        return classes(Transformer.of(1, 2, 8).classifier(shape, 2), 1);
    }

    /** A model of a network of scores. */
    public static Model classes(Network network, long seed) {
        Random random = new Random(seed);
        int count = network.output().size();
        List<Example> examples = new ArrayList<>();
        for (int index = 0; index < 4 * count; index++) {
            float[] input = new float[network.input().size()];
            for (int value = 0; value < input.length; value++) {
                input[value] = random.nextFloat();
            }
            examples.add(Example.of(input, index % count));
        }
        List<String> labels = List.of("a", "b", "c").subList(0, count);
        return Trainer.of(network)
                .loss(Losses.crossEntropy())
                .batchSize(6)
                .epochs(1)
                .seed(seed)
                .fit(Datasets.of(network.input(), Target.classes(labels), examples));
    }

    /** A language model of so many tokens. */
    public static Model language(int tokens, int context) {
        Random random = new Random(5);
        List<Example> examples = new ArrayList<>();
        for (int index = 0; index < 12; index++) {
            float[] input = new float[context];
            float[] next = new float[context];
            for (int position = 0; position < context; position++) {
                input[position] = random.nextInt(tokens);
                next[position] = random.nextInt(tokens);
            }
            examples.add(Example.of(input, next));
        }
        return Trainer.of(Transformer.of(1, 2, 8).languageModel(tokens, context))
                .loss(Losses.crossEntropy())
                .batchSize(6)
                .epochs(1)
                .fit(Datasets.of(Shape.of(context, 1), Target.values(context), examples));
    }
}
