/** Keeps a sample of what models are given, where a person asked for it. */
@NullMarked
package dev.evenkeel.serve.collect;

import org.jspecify.annotations.NullMarked;
