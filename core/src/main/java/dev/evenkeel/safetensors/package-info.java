/** The safetensors file format: a reader for untrusted files and an atomic, deterministic writer. */
@NullMarked
package dev.evenkeel.safetensors;

import org.jspecify.annotations.NullMarked;
