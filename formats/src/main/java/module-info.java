/** Foreign formats and conventions. */
module dev.evenkeel.formats {
    exports dev.evenkeel.formats;
    exports dev.evenkeel.formats.onnx;
    exports dev.evenkeel.formats.onnx.export;
    exports dev.evenkeel.formats.onnx.file;
    exports dev.evenkeel.formats.tensorboard;
    exports dev.evenkeel.formats.weights;

    requires transitive dev.evenkeel.core;
    requires org.snakeyaml.engine;
    requires static org.jspecify;
}
