package dev.evenkeel.norm;

import dev.evenkeel.kernel.Activation;
import dev.evenkeel.kernel.Team;
import dev.evenkeel.layer.FusingPass;
import dev.evenkeel.layer.Site;
import dev.evenkeel.layer.Step;
import dev.evenkeel.operation.Flow;

/** Training with the statistics of groups of channels within each example. */
final class GroupPass implements FusingPass {
    private static final int BLOCK_FLOATS = 16 * 1024;
    private static final int BLOCK_CHANNELS = 256;

    private final Site site;
    private final GroupedColumns columns;
    private final GammaBeta affine;
    private final int channels;
    private final int blockExamples;
    private final Team.RangeTask forward;
    private final Team.RangeTask differentiate;
    private final Team.RangeTask inputGradient;
    private final Team.RangeTask learn;
    private float[] gamma = {};
    private float[] beta = {};
    private int examples;

    GroupPass(Site site, int groups, float epsilon, Affine affine) {
        Flow input = site.input();
        Activation activation = site.fused().isPresent() ? Activation.RELU : Activation.IDENTITY;
        columns = new GroupedColumns(site.compute().kernels(), activation, input, groups, epsilon, site.batchSize());
        this.site = site;
        this.channels = input.shape().channels();
        this.affine = GammaBeta.of(site, affine, channels);
        this.blockExamples = Math.max(1, BLOCK_FLOATS / input.shape().size());
        forward = (from, to) -> columns.forward(site.output(), from, to, gamma, beta);
        differentiate = (from, to) -> columns.differentiate(site.outputGradient(), from, to, gamma);
        inputGradient = (from, to) -> columns.inputGradient(site.outputGradient(), site.inputGradient(0), from, to);
        learn = (from, to) -> columns.learn(this.affine, examples, from, to);
    }

    @Override
    public void forward(Step step) {
        gamma = affine.gamma();
        beta = affine.beta();
        examples = step.examples();
        site.compute().team().run(examples, blockExamples, forward);
    }

    @Override
    public void writeUnfused(int count, float[] to) {
        for (int example = 0; example < count; example++) {
            columns.writeUnfused(example, to);
        }
    }

    @Override
    public void backward(Step step) {
        Team team = site.compute().team();
        team.run(examples, blockExamples, differentiate);
        if (site.needsInputGradient(0)) {
            team.run(examples, blockExamples, inputGradient);
        }
        if (affine.learns()) {
            team.run(channels, BLOCK_CHANNELS, learn);
        }
    }
}
