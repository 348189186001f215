/** How windows move over images, and which rows the rows of an output are made of. */
@NullMarked
package dev.evenkeel.kernel.window;

import org.jspecify.annotations.NullMarked;
