/** The evenkeel command. */
module dev.evenkeel.cli {
    requires dev.evenkeel.core;
    requires dev.evenkeel.data;
    requires dev.evenkeel.formats;
    requires dev.evenkeel.lab;
    requires dev.evenkeel.serve;
    requires info.picocli;
    requires me.tongfei.progressbar;
    requires static org.jspecify;

    opens dev.evenkeel.cli.command to
            info.picocli;
    opens dev.evenkeel.cli.model to
            info.picocli;
    opens dev.evenkeel.cli.option to
            info.picocli;
}
