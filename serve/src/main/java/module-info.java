/** Models behind the Open Inference Protocol v2, watched for drift. */
module dev.evenkeel.serve {
    exports dev.evenkeel.serve;

    requires transitive dev.evenkeel.core;
    requires dev.evenkeel.data;
    requires static org.jspecify;
}
