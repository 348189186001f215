/** Event files, which TensorBoard shows: what a training run looks like, step by step and epoch by epoch. */
@NullMarked
package dev.evenkeel.formats.tensorboard;

import org.jspecify.annotations.NullMarked;
