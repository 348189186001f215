package dev.evenkeel.formats.weights.dialect;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What PyTorch's modules of several parts call their tensors, and the layers that these parts are here. */
final class AttentionNames {
    private static final Pattern STACKED = Pattern.compile("(.*)in_proj_(weight|bias)");
    private static final Pattern APART = Pattern.compile("(.*)([qkv]_proj)_weight");
    private static final Pattern OUT = Pattern.compile("(.*)out_proj[.](weight|bias)");
    private static final Pattern RECURRENT = Pattern.compile("(.*)((?:weight|bias)_[ih]h)_l(\\d+)(|_reverse)");
    private static final List<String> STACKS = List.of("in_proj", "qkv");

    private AttentionNames() {}

    /** What a tensor may be called here, the usual name first. */
    static Stream<String> others(String name) {
        Matcher stacked = STACKED.matcher(name);
        if (stacked.matches()) {
            return STACKS.stream().map(layer -> stacked.group(1) + layer + "." + stacked.group(2));
        }
        Matcher apart = APART.matcher(name);
        if (apart.matches()) {
            return Stream.of(apart.group(1) + apart.group(2) + ".weight");
        }
        Matcher out = OUT.matcher(name);
        if (out.matches()) {
            return Stream.of(out.group(1) + "proj." + out.group(2));
        }
        Matcher recurrent = RECURRENT.matcher(name);
        return recurrent.matches()
                ? Stream.of(
                        recurrent.group(1) + recurrent.group(3) + "." + recurrent.group(2) + "_l0" + recurrent.group(4))
                : Stream.empty();
    }
}
