package dev.evenkeel.norm;

import dev.evenkeel.kernel.team.Grain;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.fusion.Fusion;
import dev.evenkeel.norm.setting.Affine;
import dev.evenkeel.operation.Activations;
import java.util.stream.IntStream;

/** Training with the statistics of groups of channels within each example: none depends on another. */
final class GroupPass implements TrainingPass {
    private static final int BLOCK_CHANNELS = 256;

    private final TrainingContext context;
    private final GroupedColumns[] columns;
    private final GammaBeta affine;
    private final int channels;
    private final int blockExamples;
    private final Team.RangeTask forward = this::forward;
    private final Team.RangeTask differentiate = this::differentiate;
    private final Team.RangeTask inputGradient = this::inputGradient;
    private final Team.RangeTask learn = this::learn;
    private float[] gamma = {};
    private float[] beta = {};
    private int examples;

    GroupPass(TrainingContext context, int groups, float epsilon, Affine affine) {
        Activations input = context.input();
        Fusion.of(context).offerUnfused(this::writeUnfused);
        columns = IntStream.range(0, context.batchSize())
                .mapToObj(example -> new GroupedColumns(new NormalizedRows(context), groups, epsilon))
                .toArray(GroupedColumns[]::new);
        this.context = context;
        this.channels = input.shape().channels();
        this.affine = GammaBeta.of(context, affine, channels);
        this.blockExamples = Grain.rows(input.shape().size());
    }

    @Override
    public void forward(Step step) {
        gamma = affine.gamma();
        beta = affine.beta();
        examples = step.examples();
        context.compute().team().run(examples, blockExamples, forward);
    }

    @Override
    public void backward(Step step) {
        Team team = context.compute().team();
        team.run(examples, blockExamples, differentiate);
        if (context.needsInputGradient(0)) {
            team.run(examples, blockExamples, inputGradient);
        }
        if (affine.needsGradient()) {
            team.run(channels, BLOCK_CHANNELS, learn);
        }
    }

    private void writeUnfused(int count, float[] to) {
        for (int example = 0; example < count; example++) {
            columns[example].writeUnfused(example, to);
        }
    }

    private void forward(int from, int to) {
        for (int example = from; example < to; example++) {
            columns[example].forward(example, context.output().values(), gamma, beta);
        }
    }

    private void differentiate(int from, int to) {
        for (int example = from; example < to; example++) {
            columns[example].differentiate(example, gamma);
        }
    }

    private void inputGradient(int from, int to) {
        for (int example = from; example < to; example++) {
            columns[example].backward(example, context.inputGradient(0));
        }
    }

    /** Adds up what the examples say of gamma and beta. */
    private void learn(int from, int to) {
        for (int channel = from; channel < to; channel++) {
            double sumDy = 0;
            double sumDyXhat = 0;
            for (int example = 0; example < examples; example++) {
                sumDy += columns[example].sums().dy()[channel];
                sumDyXhat += columns[example].sums().dyXhat()[channel];
            }
            affine.accumulateGradient(channel, sumDyXhat, sumDy);
        }
    }
}
