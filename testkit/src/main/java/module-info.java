/** Oracles and the contract suite for layers. */
module dev.evenkeel.testkit {
    exports dev.evenkeel.testkit.oracle;
    exports dev.evenkeel.testkit;

    requires transitive dev.evenkeel.core;
    requires transitive org.junit.jupiter.api;
    requires org.assertj.core;
    requires static org.jspecify;
}
