/** Foreign formats and conventions. */
@NullMarked
package dev.evenkeel.formats;

import org.jspecify.annotations.NullMarked;
