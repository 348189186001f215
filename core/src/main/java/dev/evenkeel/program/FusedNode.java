package dev.evenkeel.program;

import dev.evenkeel.kernel.stream.RowWriter;
import dev.evenkeel.network.Node;
import java.util.Optional;

/**
 * A node that becomes one pass, with the node that was fused into it.
 *
 * @param node whose layer makes the pass
 * @param end whose value the pass computes: the fused node, or the node itself
 * @param learns whether it is worked backward
 * @param streamed whether its only reader takes its value row by row, so that it is not stored
 * @param gradientRows what gives the gradient of its value row by row, so that it needs no buffer
 */
record FusedNode(Node node, Node end, boolean learns, boolean streamed, Optional<RowWriter> gradientRows) {}
