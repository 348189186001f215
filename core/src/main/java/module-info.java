/** Trains, inspects and freezes normalised networks. */
module dev.evenkeel.core {
    exports dev.evenkeel.arithmetic;
    exports dev.evenkeel.audit;
    exports dev.evenkeel.augment;
    exports dev.evenkeel.dataset;
    exports dev.evenkeel.inference;
    exports dev.evenkeel.json;
    exports dev.evenkeel.kernel;
    exports dev.evenkeel.layer;
    exports dev.evenkeel.model;
    exports dev.evenkeel.network;
    exports dev.evenkeel.norm;
    exports dev.evenkeel.observe;
    exports dev.evenkeel.operation;
    exports dev.evenkeel.program;
    exports dev.evenkeel.rearrange;
    exports dev.evenkeel.review;
    exports dev.evenkeel.safetensors;
    exports dev.evenkeel.spatial;
    exports dev.evenkeel.tensor;
    exports dev.evenkeel.train.loss;
    exports dev.evenkeel.train.metric;
    exports dev.evenkeel.train.optimizer;
    exports dev.evenkeel.train.schedule;
    exports dev.evenkeel.train;
    exports dev.evenkeel;

    uses dev.evenkeel.kernel.KernelProvider;

    requires static org.jspecify;
}
