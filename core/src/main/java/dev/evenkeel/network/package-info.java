/** Networks as graphs of named layers, the words that describe them, and the built-in ones. */
@NullMarked
package dev.evenkeel.network;

import org.jspecify.annotations.NullMarked;
