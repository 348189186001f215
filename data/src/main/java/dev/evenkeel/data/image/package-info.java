/** Grey images with a class each, and the IDX files that hold them. */
@NullMarked
package dev.evenkeel.data.image;

import org.jspecify.annotations.NullMarked;
