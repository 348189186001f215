/** Foreign formats and conventions. */
module dev.evenkeel.formats {
    exports dev.evenkeel.formats;

    requires transitive dev.evenkeel.core;
    requires org.snakeyaml.engine;
    requires static org.jspecify;
}
