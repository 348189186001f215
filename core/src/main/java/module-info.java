/** Trains, inspects and freezes normalised networks. */
module dev.evenkeel.core {
    exports dev.evenkeel;
    exports dev.evenkeel.json;
    exports dev.evenkeel.safetensors;

    requires static org.jspecify;
}
