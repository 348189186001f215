/** The networks that are trained and asked, with their weights. */
@NullMarked
package dev.evenkeel.comparison.network;

import org.jspecify.annotations.NullMarked;
