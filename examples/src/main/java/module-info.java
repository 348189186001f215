/** Small programs that show the library. */
module dev.evenkeel.examples {
    requires dev.evenkeel.core;
    requires dev.evenkeel.data;
    requires dev.evenkeel.formats;
    requires static org.jspecify;
}
