/** Optimizers, and the transaction that updates the parameters. */
@NullMarked
package dev.evenkeel.train.optimizer;

import org.jspecify.annotations.NullMarked;
