/** Paths, limits, tokens and errors of the server. */
@NullMarked
package dev.evenkeel.serve.http;

import org.jspecify.annotations.NullMarked;
