/** Trains, inspects and freezes normalised networks. */
@SuppressWarnings("module") // those that packages are exported to are compiled later
module dev.evenkeel.core {
    exports dev.evenkeel.arithmetic to
            dev.evenkeel.formats,
            dev.evenkeel.lab,
            dev.evenkeel.testkit;
    exports dev.evenkeel.audit;
    exports dev.evenkeel.augment;
    exports dev.evenkeel.dataset;
    exports dev.evenkeel.drift;
    exports dev.evenkeel.drift.stream to
            dev.evenkeel.cli,
            dev.evenkeel.data,
            dev.evenkeel.serve;
    exports dev.evenkeel.inference;
    exports dev.evenkeel.json;
    exports dev.evenkeel.kernel;
    exports dev.evenkeel.kernel.provider to
            dev.evenkeel.cli,
            dev.evenkeel.formats,
            dev.evenkeel.kernels.vector,
            dev.evenkeel.lab,
            dev.evenkeel.testkit;
    exports dev.evenkeel.kernel.scalar to
            dev.evenkeel.kernels.vector,
            dev.evenkeel.testkit;
    exports dev.evenkeel.kernel.stream to
            dev.evenkeel.testkit;
    exports dev.evenkeel.kernel.team;
    exports dev.evenkeel.kernel.view;
    exports dev.evenkeel.kernel.window;
    exports dev.evenkeel.layer;
    exports dev.evenkeel.layer.core;
    exports dev.evenkeel.layer.fusion to
            dev.evenkeel.testkit;
    exports dev.evenkeel.model;
    exports dev.evenkeel.network;
    exports dev.evenkeel.norm;
    exports dev.evenkeel.norm.setting;
    exports dev.evenkeel.observe;
    exports dev.evenkeel.operation.builtin to
            dev.evenkeel.formats,
            dev.evenkeel.lab,
            dev.evenkeel.testkit;
    exports dev.evenkeel.operation;
    exports dev.evenkeel.program to
            dev.evenkeel.formats,
            dev.evenkeel.lab,
            dev.evenkeel.testkit;
    exports dev.evenkeel.rearrange;
    exports dev.evenkeel.reference to
            dev.evenkeel.lab,
            dev.evenkeel.testkit;
    exports dev.evenkeel.safetensors to
            dev.evenkeel.cli,
            dev.evenkeel.formats,
            dev.evenkeel.lab,
            dev.evenkeel.serve;
    exports dev.evenkeel.sequence;
    exports dev.evenkeel.spatial;
    exports dev.evenkeel.tensor;
    exports dev.evenkeel.text to
            dev.evenkeel.cli,
            dev.evenkeel.data,
            dev.evenkeel.formats,
            dev.evenkeel.lab,
            dev.evenkeel.serve;
    exports dev.evenkeel.train.loss;
    exports dev.evenkeel.train.metric;
    exports dev.evenkeel.train.optimizer;
    exports dev.evenkeel.train.schedule;
    exports dev.evenkeel.train;
    exports dev.evenkeel.worker;
    exports dev.evenkeel;

    uses dev.evenkeel.kernel.provider.KernelProvider;

    requires static org.jspecify;
}
