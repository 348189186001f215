/** Experiments, comparisons and reports. */
module dev.evenkeel.lab {
    exports dev.evenkeel.lab.comparison.statistics;
    exports dev.evenkeel.lab.comparison.subject;
    exports dev.evenkeel.lab.comparison;
    exports dev.evenkeel.lab.experiment;
    exports dev.evenkeel.lab.live;
    exports dev.evenkeel.lab.report;
    exports dev.evenkeel.lab.review;
    exports dev.evenkeel.lab.training;
    exports dev.evenkeel.lab;

    requires transitive dev.evenkeel.core;
    requires transitive dev.evenkeel.data;
    requires dev.evenkeel.formats;
    requires java.management;
    requires jdk.httpserver;
    requires static org.jspecify;
}
