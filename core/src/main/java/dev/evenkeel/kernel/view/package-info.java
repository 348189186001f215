/** What loops are handed: matrices, products, normalizations and updates as views that a plan builds once and lays over arrays. */
@NullMarked
package dev.evenkeel.kernel.view;

import org.jspecify.annotations.NullMarked;
