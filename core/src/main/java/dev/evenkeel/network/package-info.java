/** Networks as graphs of named layers, and the words that describe them. */
@NullMarked
package dev.evenkeel.network;

import org.jspecify.annotations.NullMarked;
