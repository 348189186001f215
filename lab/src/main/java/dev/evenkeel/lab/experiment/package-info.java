/** Experiments on what normalization does, each with claims that are stated before it runs. */
@NullMarked
package dev.evenkeel.lab.experiment;

import org.jspecify.annotations.NullMarked;
