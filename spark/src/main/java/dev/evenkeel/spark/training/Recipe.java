package dev.evenkeel.spark.training;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.table.TableRecipe;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.formats.YamlNetwork;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Mlp;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.NormalizationKind;
import dev.evenkeel.spark.parameter.HasTrainingParameters;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.EarlyStopping;
import dev.evenkeel.train.KeptEpoch;
import dev.evenkeel.train.ShippedStatistics;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.train.loss.ClassWeights;
import dev.evenkeel.train.loss.Losses;
import dev.evenkeel.train.loss.Targets;
import dev.evenkeel.train.optimizer.Optimizer;
import dev.evenkeel.train.optimizer.Optimizers;
import dev.evenkeel.train.schedule.Schedule;
import dev.evenkeel.train.schedule.Schedules;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;

/** How to train, as parameters say it, and as {@code evenkeel train} does on a table where they do not. */
final class Recipe {
    private static final Pattern PATH = Pattern.compile("[^\\n:]*\\.ya?ml");

    /** What is held out to measure on, if nobody says how much. */
    private static final double HELD = 0.1;

    private final HasTrainingParameters<?> parameters;
    private final Optional<ClassWeights> classWeights;
    private final Examples examples;
    private final TableRecipe usual;
    private final double held;

    /**
     * @param rows that all workers have to learn from
     * @throws EvenkeelException if there are thresholds of other classes
     */
    Recipe(TrainingJob job, Examples examples, int rows) {
        job.classes().require(examples.training().target(), job.who());
        parameters = job.parameters();
        classWeights = job.classes().classWeights(job.who());
        this.examples = examples;
        held = held();
        int learnt = (int) Math.round(rows * (1 - held));
        TableRecipe ofKind = classifies() ? TableRecipe.forClasses(learnt) : TableRecipe.forValues(learnt);
        usual = isSgd() ? ofKind.bySgd() : ofKind;
    }

    private boolean classifies() {
        return examples.training().target() instanceof Target.Classes;
    }

    private boolean isSgd() {
        return parameters.getOptimizer().equals("sgd");
    }

    private int number(IntParam param, int otherwise) {
        return parameters.isDefined(param) ? (Integer) parameters.getOrDefault(param) : otherwise;
    }

    private double number(DoubleParam param, double otherwise) {
        return parameters.isDefined(param) ? (Double) parameters.getOrDefault(param) : otherwise;
    }

    private boolean keepsBest() {
        return parameters.isDefined(parameters.keep())
                ? parameters.getOrDefault(parameters.keep()).equals("best")
                : parameters.isDefined(parameters.patience());
    }

    private boolean measures() {
        return keepsBest() || parameters.isDefined(parameters.patience());
    }

    private double held() {
        return examples.validation().isPresent() ? 0 : number(parameters.validationShare(), measures() ? HELD : 0);
    }

    /** @throws EvenkeelException if the network does not fit, or class weights are of other classes */
    Trainer trainer(int threads) {
        Trainer trainer = Trainer.of(network())
                .optimizer(optimizer())
                .schedule(schedule())
                .batchSize(number(parameters.batchSize(), usual.batchSize()))
                .epochs(number(parameters.epochs(), usual.epochs()))
                .statistics(ShippedStatistics.valueOf(parameters.getStatistics().toUpperCase(Locale.ROOT)))
                .seed(parameters.getSeed())
                .threads(threads);
        trainer = classifies()
                ? trainer.loss(Losses.crossEntropy())
                : trainer.loss(Losses.meanSquaredError()).targets(Targets.STANDARDIZED);
        if (classWeights.isPresent()) {
            trainer = trainer.classWeights(classWeights.get());
        }
        if (examples.validation().isPresent()) {
            trainer = trainer.validation(examples.validation().get());
        } else if (held > 0) {
            trainer = trainer.validationShare(held);
        }
        if (parameters.isDefined(parameters.patience())) {
            trainer = trainer.earlyStopping(EarlyStopping.onLoss(number(parameters.patience(), 1)));
        }
        return measures() ? trainer.keep(keepsBest() ? KeptEpoch.BEST : KeptEpoch.LAST) : trainer;
    }

    private Optimizer optimizer() {
        double learningRate = number(parameters.learningRate(), usual.learningRate());
        float decay = (float) number(parameters.weightDecay(), usual.weightDecay());
        return isSgd()
                ? Optimizers.sgd(learningRate).momentum(0.9).weightDecay(decay)
                : Optimizers.adamW(learningRate).weightDecay(decay);
    }

    private Schedule schedule() {
        return switch (parameters.getSchedule()) {
            case "one-cycle" -> Schedules.oneCycle();
            case "constant" -> Schedules.constant();
            default -> Schedules.cosine();
        };
    }

    private Network network() {
        Shape input = examples.training().inputShape();
        int outputs = examples.training().target() instanceof Target.Classes classes ? classes.count() : 1;
        Optional<Network> described = described(parameters);
        if (described.isPresent()) {
            return fitting(described.get(), input, outputs);
        }
        double dropout = number(parameters.dropout(), usual.dropout());
        Mlp mlp = Mlp.of(Arrays.stream(parameters.getHiddenLayers()).boxed().toList())
                .activation(activation())
                .normalization(
                        NormalizationKind.valueOf(parameters.getNormalization().toUpperCase(Locale.ROOT)))
                .inputs(Mlp.Inputs.valueOf(parameters.getInputs().toUpperCase(Locale.ROOT)));
        return (dropout > 0 ? mlp.dropout(Mlp.DropoutPlace.AFTER, dropout) : mlp).network(input, outputs);
    }

    private Layer activation() {
        return switch (parameters.getActivation()) {
            case "leaky-relu" -> Layers.leakyRelu();
            case "gelu" -> Layers.gelu();
            case "silu" -> Layers.silu();
            case "tanh" -> Layers.tanh();
            case "sigmoid" -> Layers.sigmoid();
            default -> Layers.relu();
        };
    }

    /**
     * The network that was described, if one was.
     *
     * @throws EvenkeelException if the description is wrong
     */
    static Optional<Network> described(HasTrainingParameters<?> parameters) {
        if (!parameters.isDefined(parameters.network())) {
            return Optional.empty();
        }
        String text = parameters.getOrDefault(parameters.network());
        if (PATH.matcher(text.strip()).matches()) {
            throw new EvenkeelException("network needs a description in YAML, but got the path '" + text.strip()
                    + "': give the text of that file, as by Files.readString");
        }
        return Optional.of(YamlNetwork.parse("network", text));
    }

    private static Network fitting(Network network, Shape input, int outputs) {
        if (network.input().size() != input.size() || network.input().rank() != input.rank()) {
            throw new EvenkeelException("The network reads " + network.input() + ", but the rows give " + input
                    + ": write that as its input");
        }
        if (network.output().rank() != 1 || network.output().size() != outputs) {
            throw new EvenkeelException("The network ends in an output " + network.output() + ", but " + outputs
                    + (outputs == 1 ? " value is" : " classes are")
                    + " to be predicted: let the last layer be 'linear: "
                    + outputs + "'");
        }
        return network;
    }
}
