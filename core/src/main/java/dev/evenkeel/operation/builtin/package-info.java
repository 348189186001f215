/** What frozen layers compute: products, sums, rows and channels, and how they take in what follows them. */
@NullMarked
package dev.evenkeel.operation.builtin;

import org.jspecify.annotations.NullMarked;
