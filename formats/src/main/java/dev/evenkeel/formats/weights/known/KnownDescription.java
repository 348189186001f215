package dev.evenkeel.formats.weights.known;

import dev.evenkeel.network.Network;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A network that a file's tensors are of.
 *
 * @param title as "GPT-2 of 12 blocks, 768 wide, with 12 heads"
 * @param network whose layers are called as the file's
 * @param renamed what the network calls tensors that are called otherwise in the file
 * @param leftOut tensors that are not read
 * @param remarks what a reader should know, in sentences
 */
public record KnownDescription(
        String title, Network network, Map<String, String> renamed, Set<String> leftOut, List<String> remarks) {}
