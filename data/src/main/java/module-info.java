/** Data sets: read, generated or downloaded. */
module dev.evenkeel.data {
    requires transitive dev.evenkeel.core;
    requires de.siegmar.fastcsv;
    requires static org.jspecify;
}
