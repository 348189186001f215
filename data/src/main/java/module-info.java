/** Data sets: read, generated or downloaded. */
module dev.evenkeel.data {
    exports dev.evenkeel.data.corpus;
    exports dev.evenkeel.data.digits;
    exports dev.evenkeel.data.download;
    exports dev.evenkeel.data.image;
    exports dev.evenkeel.data.series;
    exports dev.evenkeel.data.sound;
    exports dev.evenkeel.data.split;
    exports dev.evenkeel.data.table.encoding;
    exports dev.evenkeel.data.table.sequence;
    exports dev.evenkeel.data.table;
    exports dev.evenkeel.data.text;
    exports dev.evenkeel.data;

    requires transitive dev.evenkeel.core;
    requires java.desktop;
    requires static org.jspecify;
}
