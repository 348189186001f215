/** Words: which right one was meant, which a pattern matches, and how they are shown where others wrote them. */
@NullMarked
package dev.evenkeel.text;

import org.jspecify.annotations.NullMarked;
