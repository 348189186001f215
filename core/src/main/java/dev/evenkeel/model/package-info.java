/** Weights, running statistics and provenance with the network they belong to, and their file. */
@NullMarked
package dev.evenkeel.model;

import org.jspecify.annotations.NullMarked;
