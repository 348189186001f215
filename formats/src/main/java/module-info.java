/** Foreign formats and conventions. */
module dev.evenkeel.formats {
    exports dev.evenkeel.formats.onnx.export;
    exports dev.evenkeel.formats.onnx.file;
    exports dev.evenkeel.formats.onnx.graph;
    exports dev.evenkeel.formats.onnx.problem;
    exports dev.evenkeel.formats.onnx.schema;
    exports dev.evenkeel.formats.onnx;
    exports dev.evenkeel.formats.tensorboard;
    exports dev.evenkeel.formats.weights.convention;
    exports dev.evenkeel.formats.weights;
    exports dev.evenkeel.formats;

    requires transitive dev.evenkeel.core;
    requires org.snakeyaml.engine;
    requires static org.jspecify;
}
