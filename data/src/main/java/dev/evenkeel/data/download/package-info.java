/** Files from the network, verified by SHA-256 before they get their name. */
@NullMarked
package dev.evenkeel.data.download;

import org.jspecify.annotations.NullMarked;
