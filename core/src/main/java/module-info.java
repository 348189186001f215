/** Trains, inspects and freezes normalised networks. */
module dev.evenkeel.core {
    requires static org.jspecify;
}
