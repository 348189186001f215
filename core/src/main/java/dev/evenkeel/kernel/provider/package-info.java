/** Which kernels this process computes with. */
@NullMarked
package dev.evenkeel.kernel.provider;

import org.jspecify.annotations.NullMarked;
